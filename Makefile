# Needs nothing but Python >= 3.11 and make. `make` alone prints the targets.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PEERS := .venv-bench/.installed
TESTS ?= tests
# Played in full by `make soak`; `make test` plays the same weeks on SQLite.
LONG := tests/eight_weeks/test_story.py::test_eight_weeks_keep_every_promise[postgresql]

.DEFAULT_GOAL := help
.PHONY: help setup test soak check format lock migration bench gate access schema demo clean

help: $(STAMP)  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 10

setup: $(STAMP)  ## build .venv with the locked libraries and .venv/bin/outreach

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make setup PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: $(STAMP)  ## a fictitious town to try it in, on this machine: no account, nothing is sent (PORT=8000)
	@$(BIN)/outreach demo $(if $(PORT),--port $(PORT))

test: $(STAMP)  ## run the tests (TESTS=tests/cases for some of them)
	$(BIN)/pytest $(TESTS) --deselect "$(LONG)"

soak: $(STAMP)  ## kill 1,000 processes on each engine, then look for what was sent twice or lost (KILLS=, SEED=)
	$(BIN)/pytest -q -n0 "$(LONG)"
	@$(BIN)/python -m tests.soak $(if $(KILLS),--kills $(KILLS)) $(if $(SEED),--seed $(SEED))
	@PROTOCOL_EXAMPLES=300 $(BIN)/pytest -q -n0 tests/messages/services/test_protocol.py

check: $(STAMP)  ## lint, format, types, house rules, shipped texts, migrations against models
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict outreach benchmarks
	$(BIN)/pytest -q -n0 tests/test_house.py tests/house tests/test_migrations.py
	@$(BIN)/python -m tests.house
	$(BIN)/outreach scripts check

format: $(STAMP)  ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# uv writes the lock files (hashes, every platform) and is needed by nothing else: it lives in a
# throwaway environment, and sees no index or folder but the public one.
lock: $(STAMP)  ## rewrite requirements/*.txt from requirements/*.in (UPGRADE=1 for newer versions)
	@set -e; tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT; \
	$(PYTHON) -m venv "$$tmp"; "$$tmp/bin/pip" install --quiet uv; \
	for list in requirements/run requirements/dev benchmarks/requirements; do \
	  "$$tmp/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) \
	    --custom-compile-command 'make lock' -o $$list.txt $$list.in; \
	done

migration: $(STAMP)  ## draft the next migration from the models (NAME="add a colour to cases")
	@$(BIN)/python -m tests.draft "$(or $(NAME),$(error say NAME="what it does"))"

bench: $(STAMP) $(PEERS)  ## measure beside known systems (QUICK=1; ONLY="claim hook"; KEEP=1 to commit it)
	$(BIN)/python -m benchmarks $(if $(QUICK),--quick) $(if $(KEEP),--keep) $(ONLY)

gate: $(STAMP)  ## compare the newest bench with those kept: fails below 70 % of a ratio
	@$(BIN)/python -m benchmarks.gate

$(PEERS): benchmarks/requirements.txt
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.txt
	@touch $(PEERS)

access: $(STAMP)  ## write docs/access.md from the routes of the application
	$(BIN)/python -m tests.access

schema: $(STAMP)  ## write db/schema.sql from the migrations
	$(BIN)/python -m tests.schema

clean: $(STAMP)  ## remove caches and builds (neither .venv nor var/)
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find outreach tests db benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

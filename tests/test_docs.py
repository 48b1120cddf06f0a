"""The documents are held to the code: what they name exists, and what exists is named."""

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from outreach.cli.main import outreach
from outreach.settings import Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAGES = sorted([README, ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
TEXTS = {str(page.relative_to(ROOT)): page.read_text(encoding="utf-8") for page in PAGES}
BIN = Path(sys.executable).parent


def _commands(group: click.Group = outreach, before: str = "outreach") -> Iterator[str]:
    """Every command by its full name; groups are named by what they hold."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}"


COMMANDS = sorted(_commands())


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_has_its_row(name: str) -> None:
    assert f"| `OUTREACH_{name.upper()}` |" in TEXTS["docs/settings.md"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_row(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", TEXTS["docs/commands.md"], re.MULTILINE)


@pytest.mark.parametrize("page", TEXTS)
def test_no_page_names_a_setting_or_a_command_that_is_not_there(page: str) -> None:
    text = TEXTS[page]
    known = {f"OUTREACH_{name.upper()}" for name in Settings.model_fields}
    named = {name.removesuffix("_FILE") for name in re.findall(r"\bOUTREACH_[A-Z_]*[A-Z]", text)}
    assert named <= known
    told = re.findall(r"(?:^|[`/])outreach ((?:[a-z]+ ?){1,2})", text, re.MULTILINE)
    assert all(_is_a_command(words.split()) for words in told), told


def _is_a_command(words: list[str]) -> bool:
    full = " ".join(["outreach", *words])
    return any(f"{full} ".startswith(f"{one} ") or one == full for one in [*COMMANDS, *_groups()])


def _groups() -> set[str]:
    return {command.rsplit(" ", 1)[0] for command in COMMANDS} - {"outreach"}


@pytest.mark.parametrize("page", TEXTS)
def test_links_lead_to_files_and_headings(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[page]):
        if "://" in target:
            continue
        path, _, heading = target.partition("#")
        file = (ROOT / page).parent / path if path else ROOT / page
        assert file.exists(), target
        assert not heading or heading in _headings(file), target


def _headings(file: Path) -> set[str]:
    lines = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("page", TEXTS)
def test_files_named_in_a_page_exist(page: str) -> None:
    named = set(re.findall(r"`((?:outreach|tests|docs|db|examples)/[\w./-]*)`", TEXTS[page]))
    named -= {"outreach/_db"}  # in the wheel only
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_promise_names_tests_that_exist() -> None:
    promises = TEXTS["docs/architecture.md"]
    rows = re.findall(r"^\| \*\*(\d+)\..*$", promises, re.MULTILINE)
    assert rows == [str(number) for number in range(1, 11)]
    for line in promises.splitlines():
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", line)
        assert named or not re.match(r"\| \*\*\d", line), line
        for path, name in named:
            source = (ROOT / path).read_text(encoding="utf-8")
            assert f"def {name}(" in source, f"{path}::{name}"


def test_the_glossary_has_every_stored_value() -> None:
    from outreach.cases.models import CaseState, CloseReason, PauseReason
    from outreach.fieldwork.rules import outcomes_of
    from outreach.messages.models import AttemptChannel, Purpose, Status
    from outreach.people.models import OptOutKind, PointKind, PointStatus
    from outreach.replies.rules.reading import Intent, Kind
    from outreach.staff.models import Role
    from outreach.tasks.models import TaskKind, TaskState

    kinds = (CaseState, CloseReason, PauseReason, AttemptChannel, Purpose, Status, OptOutKind)
    others = (PointKind, PointStatus, Intent, Kind, Role, TaskKind, TaskState)
    values = {str(value) for kind in (*kinds, *others) for value in kind}
    values |= {outcome for kind in TaskKind for outcome in outcomes_of(kind)}
    assert sorted(v for v in values if f"`{v}`" not in TEXTS["docs/glossary.md"]) == []


def test_targets_of_make_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {name for text in TEXTS.values() for name in re.findall(r"`?\bmake ([a-z]+)`", text)}
    assert named
    assert {name for name in named if not re.search(rf"^{name}:", makefile, re.MULTILINE)} == set()


def test_the_readme_s_commands_do_what_it_shows(tmp_path: Path) -> None:
    """The set-up, the six commands and the transcript, in an empty folder on free ports."""
    blocks = re.findall(r"```sh\n(.*?)```", TEXTS["README.md"], re.DOTALL)
    prepare = next(block for block in blocks if "demo.env" in block)
    six = next(block for block in blocks if "outreach.town" in block)
    assert len(six.strip().splitlines()) == 6
    _examples(tmp_path / "examples")
    ran = subprocess.run(
        ["bash", "-c", _script(prepare, six)],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    happened = {_timeless(line) for line in (ran.stdout + ran.stderr).splitlines()}
    shown = next(iter(re.findall(r"```console\n(.*?)```", TEXTS["README.md"], re.DOTALL)))
    lines = [line for line in shown.splitlines() if line and line[0] not in "$…"]
    assert [line for line in lines if _timeless(line) not in happened] == []


def _examples(folder: Path) -> None:
    """What the README takes from `examples/`, on ports that nobody listens on."""
    shutil.copytree(ROOT / "examples", folder)
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    carrier, web = (server.getsockname()[1] for server in taken)
    for server in taken:
        server.close()
    settings = folder / "demo.env"
    text = settings.read_text(encoding="utf-8").replace(":8010", f":{carrier}")
    settings.write_text(f"{text}OUTREACH_PUBLIC_URL=http://127.0.0.1:{web}\n", encoding="utf-8")


def _script(prepare: str, six: str) -> str:
    """The README's lines, stopping at the first that fails, with the town closed at the end.

    The inbox is looked at until the answer is there: a town on a busy machine takes a moment.
    """
    *others, inbox = six.strip().splitlines()
    show = ".venv/bin/outreach case show AHU-2026-0001"
    heard = f"until {inbox} | grep OUI; do :; done"
    lines = ["set -e", prepare, *others, heard, inbox, show, "kill %1", "wait %1", ""]
    return "\n".join(lines).replace(".venv/bin/", f"{BIN}/")


def _timeless(line: str) -> str:
    """Without what depends on how quick the town is with its receipts and its answer.

    That is the minute, the rows of the journal, how far a message has come, and whether the
    acknowledgement still left with the round whose message was answered.
    """
    for pattern, word in (
        (r"\b\d\d:\d\d\b", "hh:mm"),
        (r"\b\d+ entrées", "n entrées"),
        (r"\b[12] messages? partis?", "n messages partis"),
        (r"prêt à partir|en cours d.envoi|pris en charge|envoyé|remis au téléphone", "en route"),
    ):
        line = re.sub(pattern, word, line)
    return line

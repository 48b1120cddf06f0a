"""Every code that a person may see has French words; the codes are read from the source."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import outreach
from outreach.cases.models import CaseState, CloseReason, PauseReason
from outreach.cases.rules import PAPER_REASONS
from outreach.fieldwork.rules import CLOSING, MEANINGS, outcomes_of
from outreach.fieldwork.services import leftovers
from outreach.fieldwork.services.appointments import asking
from outreach.intake.services import households, judging
from outreach.messages.models import AttemptChannel, Purpose, Status
from outreach.messages.rules.gate import Check
from outreach.messages.services.recheck import LEASE_LOST, LEASE_SHORT, SENDER_STOPPED
from outreach.messages.services.reconcile import CLOCK_MOVED
from outreach.messages.services.settle import UNBOUND
from outreach.people.models import PointStatus
from outreach.replies.rules.follow import what_follows
from outreach.replies.rules.reading import Intent, Reading, Surety
from outreach.sequences.rules.answers import CODES
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.services.refusals import EARLIER_REFUSAL
from outreach.staff.models import Role
from outreach.tasks.models import TaskKind
from outreach.web import labels

ROOT = Path(outreach.__file__).parent
PLACES = {"prenom", "nom", "ts", "tel", "adil", "bailleur", "d", "h", "j1", "j2", "j3"}
READINGS = [
    *(Reading(intents=(intent,)) for intent in Intent),
    Reading(intents=(Intent.STOP,), stop=Surety.CERTAIN),
    Reading(intents=(Intent.STOP,), stop=Surety.PROBABLE),
    Reading(intents=(Intent.HOSTILE,), threat=True),
]
# Why a step is given to a human instead of a machine (`sequences.rules`: RaiseTask).
STEPS = {
    *(Reason.STEP, Reason.LANDLINE, Reason.NO_SENDER, Reason.ONE_WAY, Reason.NO_SLOTS),
    Reason.SHARED,
}
# Reasons that are no literal in the source: file → expression → what it can be.
KNOWN: dict[str, dict[str, set[str]]] = {
    "expertise/services/closing.py": {"asks": {f"{CLOSING}{reason}" for reason in CloseReason}},
    "fieldwork/services/appointments/asking.py": {"reason": set(asking.REASONS)},
    "fieldwork/services/contacts.py": {
        "meaning.asks": {each.asks for kind in MEANINGS.values() for each in kind.values()} - {""}
    },
    "fieldwork/services/decisions.py": {"outcome": {"new_visit", "final_letter"}},
    "fieldwork/services/leftovers.py": {"reason": set(leftovers.REASONS)},
    "fieldwork/services/papers/noting.py": {"facts.reason": set(PAPER_REASONS)},
    "intake/services/households.py": {"reason": {reason for _, reason, _ in households._TASKS}},
    "intake/services/importing.py": {
        "new.ask": {EARLIER_REFUSAL, judging.TO_CHECK, "programme_not_started"},
        "known.ask": {judging.TO_CHECK, judging.DIFFERENCES},
    },
    "messages/services/sending/drafting.py": {"attempt.text_code or 'draft'": {"draft", *CODES}},
    "messages/services/reserve.py": {
        "f'blocked_{verdict.blocks[0].value}'[:40]": {f"blocked_{check}"[:40] for check in Check}
    },
    "messages/services/settle.py": {"status.value": {"invalid", "suspect"}},
    "replies/services/answering.py": {
        "f'missing_{missing[0]}'": {f"missing_{name}" for name in PLACES}
    },
    "replies/services/consequences.py": {
        "follows.reason": {what_follows(reading).reason for reading in READINGS}
    },
    "sequences/services/acting/rooms.py": {
        "decision.reason.value": {reason.value for reason in STEPS},
    },
    "sequences/services/acting/alone.py": {
        "f'missing_{wording.missing[0]}'": {f"missing_{name}" for name in PLACES},
        "f'end_{reason.value}'": {"end_complete", "end_programme_end"},
    },
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def given(call: ast.Call, name: str, place: int | None = None) -> ast.expr | None:
    """The argument of a call, by its name or its place."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == name]
    if named:
        return named[0]
    return call.args[place] if place is not None and place < len(call.args) else None


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


def reasons_of(path: str, tree: ast.Module, function: ast.FunctionDef, expr: ast.expr) -> set[str]:
    """What a reason can be: a literal, a constant, what callers give, or what we know of it."""
    text = ast.unparse(expr)
    if text in KNOWN.get(path, {}):
        return KNOWN[path][text]
    names = [arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)]
    if text in names:
        place = names.index(text)
        found = [
            (outer, argument)
            for outer in functions(tree)
            for call in calls(outer, function.name)
            if (argument := given(call, text, place)) is not None
        ]
        assert found, f"{path}: nobody gives {function.name} its {text}"
        return {code for outer, each in found for code in reasons_of(path, tree, outer, each)}
    module = import_module(f"outreach.{path.removesuffix('.py').replace('/', '.')}")
    try:
        value = eval(text, vars(module))  # noqa: S307  an expression of our own source
    except NameError:
        pytest.fail(f"{path}: say in KNOWN what {text} can be")
    return {str(value)}


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def raised() -> set[str]:
    """Every reason of every task that the source can raise."""
    found: set[str] = set()
    for path, tree in sources():
        for function in functions(tree):
            for call in calls(function, "NewTask"):
                reason = given(call, "reason")
                if reason is not None:
                    found |= reasons_of(path, tree, function, reason)
    return found


def test_every_reason_of_a_task_has_french_words() -> None:
    codes = raised()
    assert {"reply", "shared_number", "engine_fault", "uncertain", "letter_again"} <= codes
    silent = {code for code in codes if labels.reason_label(code) == code}
    assert not silent
    assert not [code for code in codes if "_" in labels.reason_label(code).split("outreach")[0]]


def test_every_check_of_the_gate_has_french_words() -> None:
    codes = "/".join(Check)
    assert "_" not in labels.error_label(codes)
    assert labels.error_label("30003") == "30003"


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (labels.ROLES, Role),
        (labels.CASE_STATES, CaseState),
        (labels.CLOSE_REASONS, CloseReason),
        (labels.PAUSES, PauseReason),
        (labels.STATUSES, Status),
        (labels.PURPOSES, Purpose),
        (labels.CHANNELS, AttemptChannel),
        (labels.POINT_STATUSES, PointStatus),
        (labels.TASK_KINDS, TaskKind),
        (labels.OUTCOMES, {code for kind in TaskKind for code in outcomes_of(kind)}),
    ],
)
def test_every_code_of_a_table_has_french_words(table: dict[str, str], codes: list[str]) -> None:
    assert set(table) == set(codes)


def test_every_word_of_ours_for_what_became_of_a_message_is_french() -> None:
    """Else a page says that the provider gave it as a code."""
    codes = {UNBOUND, CLOCK_MOVED, SENDER_STOPPED, LEASE_LOST, LEASE_SHORT}
    codes |= {"expired", "orphan", "released", "superseded", "too_late"}
    assert codes <= labels.NOT_SENT.keys()

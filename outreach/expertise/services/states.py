"""Where a case stands as the team says it: its state, and what holds it there."""

from enum import StrEnum

from sqlalchemy import ColumnElement, case, exists, literal
from sqlalchemy.sql.elements import Case as Choice

from outreach.cases.models import Case, CaseState, Pause
from outreach.fieldwork.rules import ACCEPTING
from outreach.tasks.models import Task, TaskKind, TaskState


class Shown(StrEnum):
    """The states that people read (care.md §6), in the order of the work."""

    TO_CHECK = "to_check"
    INELIGIBLE = "ineligible"
    WAITING = "waiting"
    LETTER = "letter"
    CONTACTING = "contacting"
    PAUSED = "paused"
    IN_CONTACT = "in_contact"
    DIAGNOSED = "diagnosed"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"


# What the team has in hand: neither refused by the agreement nor over.
IN_HAND = tuple(state for state in Shown if state not in (Shown.INELIGIBLE, Shown.CLOSED))


def shown_state() -> Choice[str]:
    """The `Shown` code of a case, as a column of any query over `Case`."""
    contacting = Case.state == CaseState.CONTACTING
    return case(
        ((Case.state == CaseState.INELIGIBLE) & _asked_about(), literal(Shown.TO_CHECK.value)),
        (contacting & _is_paused(), literal(Shown.PAUSED.value)),
        (contacting & _letter_open() & ~_letter_posted(), literal(Shown.LETTER.value)),
        else_=Case.state,
    )


def _asked_about() -> ColumnElement[bool]:
    """A human can still accept it."""
    return _task(Task.state == TaskState.OPEN, Task.reason.in_(ACCEPTING))


def _is_paused() -> ColumnElement[bool]:
    return exists().where(Pause.case_id == Case.id, Pause.ended_at.is_(None))


def _letter_open() -> ColumnElement[bool]:
    return _task(Task.state == TaskState.OPEN, Task.kind == TaskKind.LETTER)


def _letter_posted() -> ColumnElement[bool]:
    return _task(Task.kind == TaskKind.LETTER, Task.outcome == "posted")


def _task(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Task.case_id == Case.id, *conditions)

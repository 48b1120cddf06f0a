"""The calls to make: whom, at which number, when, within which limits, in place of what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.rules import Sight
from outreach.fieldwork.services.calls.known import hours_known
from outreach.fieldwork.services.calls.room import Room, rooms_of
from outreach.fieldwork.services.calls.spoken import voicemail_words
from outreach.fieldwork.services.household import person_of
from outreach.fieldwork.services.worklist.lines import Line, Wanted, open_lines
from outreach.fieldwork.services.worklist.page import Way, thread_to_read, ways_of
from outreach.messages.services.means import Means
from outreach.people.models import PointKind
from outreach.people.rules.hours import Hours
from outreach.programmes.models import Programme
from outreach.replies.services.ears import Answers
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.rules.outgoing import sms_rank
from outreach.sequences.services.pausing import ACTIVE
from outreach.sequences.services.versions import script_of
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind

# The person asked for it: it answers them, and no limit stands in its way.
ASKED = frozenset({"callback", "yes"})


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `instead`: which SMS it stands for, 0 for none; `goes_on`: messages still leave to
    this person; `voicemail`: what to say to a machine, "" to say nothing."""

    line: Line
    ways: tuple[Way, ...]
    room: Room
    hours: Hours
    instead: int = 0
    goes_on: bool = False
    voicemail: str = field(default="", repr=False)
    thread_id: int | None = None  # to read before

    @property
    def asked(self) -> bool:
        """Whether the person wants it."""
        return self.line.reason in ASKED

    @property
    def discreet(self) -> bool:
        """Whether somebody else may pick up, or listen."""
        return any(way.discreet for way in self.ways)

    @property
    def numbers(self) -> tuple[Way, ...]:
        """Where to call; e-mails are not for that."""
        return tuple(way for way in self.ways if way.kind != PointKind.EMAIL)


def calls_of(
    session: Session, means: Means, answers: Answers, staff: Staff, now: datetime
) -> tuple[Call, ...]:
    """The open calls that somebody may make, the oldest due first."""
    lines = open_lines(session, staff, now, Wanted(kind=TaskKind.CALL))
    acts = [line for line in lines if line.acts and line.reference]
    return _calls(session, means, answers, staff, acts, now)


def call_of(
    session: Session, means: Means, answers: Answers, staff: Staff, line: Line, now: datetime
) -> Call | None:
    """What one task asks for, when it is a call of a case that they may see whole."""
    whole = line.kind == TaskKind.CALL and line.reference and line.sight is Sight.WHOLE
    return _calls(session, means, answers, staff, [line], now)[0] if whole else None


def _calls(
    session: Session,
    means: Means,
    answers: Answers,
    staff: Staff,
    lines: Sequence[Line],
    now: datetime,
) -> tuple[Call, ...]:
    tasks, whom = _whom(session, lines)
    rooms = rooms_of(session, means, whom, now) if whom else {}
    hours, going = hours_known(session, whom), _going(session, tasks.values())
    return tuple(
        Call(
            line,
            ways=(ways := ways_of(session, person_id)),
            room=rooms[person_id],
            hours=hours.get(person_id, Hours()),
            instead=_instead(session, tasks[line.id]),
            goes_on=person_id in going,
            voicemail=_voicemail(session, answers, staff, whom[person_id], ways),
            thread_id=thread_to_read(session, whom[person_id], person_id),
        )
        for line in lines
        for person_id in [_person(session, tasks[line.id])]
    )


def _whom(session: Session, lines: Sequence[Line]) -> tuple[Mapping[int, Task], Mapping[int, Case]]:
    """The tasks by id, and the case of each person."""
    rows = select(Task).where(Task.id.in_([line.id for line in lines]))
    tasks = {task.id: task for task in session.scalars(rows)}
    whom = {_person(session, task): session.get_one(Case, task.case_id) for task in tasks.values()}
    return tasks, whom


def _person(session: Session, task: Task) -> int:
    """Whom a call is to: the person it names, else the one whom the landlord named; 0 for nobody
    any more."""
    return task.person_id or person_of(session, session.get_one(Case, task.case_id)) or 0


def _going(session: Session, tasks: Collection[Task]) -> set[int]:
    rows = select(Enrolment.person_id).where(
        Enrolment.case_id.in_({task.case_id for task in tasks}), Enrolment.state == ACTIVE
    )
    return set(session.scalars(rows))


def _instead(session: Session, task: Task) -> int:
    if task.enrolment_id is None or task.step is None:
        return 0
    run = session.get_one(Enrolment, task.enrolment_id)
    return sms_rank(script_of(session.get_one(ScriptVersion, run.version_id)), task.step)


def _voicemail(
    session: Session, answers: Answers, staff: Staff, case: Case, ways: Sequence[Way]
) -> str:
    if any(way.discreet for way in ways):
        return ""
    return voicemail_words(answers, session.get_one(Programme, case.programme_id), staff)

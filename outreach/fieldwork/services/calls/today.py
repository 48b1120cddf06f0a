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
from outreach.fieldwork.services.household import first_people
from outreach.fieldwork.services.worklist.lines import Line, Wanted, open_lines
from outreach.fieldwork.services.worklist.ways import (
    Way,
    thread_to_read,
    threads_among,
    ways_among,
)
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


@dataclass(frozen=True, slots=True)
class _Whose:
    task: Task
    case: Case
    person_id: int


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
    whose = _whose(session, lines)
    whom = {each.person_id: each.case for each in whose.values()}
    rooms = rooms_of(session, means, whom, now) if whom else {}
    hours, ways = hours_known(session, whom), ways_among(session, whom)
    threads = threads_among(session, [each.case.id for each in whose.values()])
    scripts = _scripts(session, whose.values())
    agreements = {each.case.programme_id for each in whose.values()}
    said = {each: _said(session, answers, staff, each) for each in agreements}
    going = _going(session, whose.values())
    found = []
    for line in lines:
        each = whose[line.id]
        mine = ways.get(each.person_id, ())
        found.append(
            Call(
                line,
                ways=mine,
                room=rooms[each.person_id],
                hours=hours.get(each.person_id, Hours()),
                instead=_instead(scripts, each.task),
                goes_on=each.person_id in going,
                voicemail="" if any(way.discreet for way in mine) else said[each.case.programme_id],
                thread_id=thread_to_read(threads.get(each.case.id, ()), each.person_id),
            )
        )
    return tuple(found)


def _whose(session: Session, lines: Sequence[Line]) -> Mapping[int, _Whose]:
    """Each task with its case and whom the call is to: the person it names, else the one whom the
    landlord named; 0 for nobody any more."""
    rows = select(Task, Case).join(Case, Case.id == Task.case_id)
    pairs = session.execute(rows.where(Task.id.in_([line.id for line in lines]))).all()
    first = first_people(session, {case.id for task, case in pairs if task.person_id is None})
    return {
        task.id: _Whose(task, case, task.person_id or first.get(case.id, 0)) for task, case in pairs
    }


def _going(session: Session, whose: Collection[_Whose]) -> set[int]:
    rows = select(Enrolment.person_id).where(
        Enrolment.case_id.in_({each.case.id for each in whose}), Enrolment.state == ACTIVE
    )
    return set(session.scalars(rows))


def _scripts(session: Session, whose: Collection[_Whose]) -> Mapping[int, ScriptVersion]:
    """The version of the script of each run that asked for one of the calls."""
    runs = {each.task.enrolment_id for each in whose} - {None}
    rows = select(Enrolment.id, ScriptVersion).join(
        ScriptVersion, ScriptVersion.id == Enrolment.version_id
    )
    found = session.execute(rows.where(Enrolment.id.in_(runs))).all()
    return {run.id: run.ScriptVersion for run in found}


def _instead(scripts: Mapping[int, ScriptVersion], task: Task) -> int:
    if task.enrolment_id is None or task.step is None:
        return 0
    return sms_rank(script_of(scripts[task.enrolment_id]), task.step)


def _said(session: Session, answers: Answers, staff: Staff, programme_id: int) -> str:
    return voicemail_words(answers, session.get_one(Programme, programme_id), staff)

"""The simulated team at work: each task is closed by the service that a page would call."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.cases.models import Case, Referral
from outreach.cases.rules import Facts, PaperKind
from outreach.fieldwork.services.discretion import set_discreet
from outreach.fieldwork.services.outcomes import Outcome, Wish, close_tasks
from outreach.fieldwork.services.papers.noting import Answer as PaperAnswer
from outreach.fieldwork.services.papers.noting import note_paper
from outreach.fieldwork.services.visits.announcing import first_day, hour_of, still_in_time
from outreach.messages.services.means import Means
from outreach.programmes.rules.calendar import Calendar
from outreach.replies.models import Reply
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.town.staff.habits import (
    ALERT,
    DECIDED,
    RETURNED_AFTER,
    Asked,
    Choice,
    choice_of,
    reads_on,
)
from outreach.town.staff.meetings import ahead, note_meetings
from outreach.town.staff.pen import leave_unanswered, waiting_words, write_back
from outreach.town.staff.team import LEADER, WORKER, Hired
from outreach.town.street import Street, Tenant

HOURS = (time(9, 45), time(11, 20), time(16, 10))  # when they look at their tasks
# Beside the outcomes of tasks.
ANSWERED, GUARDED, BROUGHT, READ = "answered", "guarded", "brought", "read"
_MORNING = time(9)
_OLD = timedelta(days=6)  # a paper, when it is shown
_LOOKED_BACK = timedelta(days=30)  # a returned letter lies in the box at most so long


@dataclass(frozen=True, slots=True)
class Done:
    """One task that the team closed."""

    tenant: Tenant
    by: str
    kind: str
    step: str | None
    reason: str
    outcome: str


@dataclass(frozen=True, slots=True)
class _Open:
    """An open task, with whom it is about, whose it is, and what was said."""

    task: Task
    case: Case
    tenant: Tenant
    by: Staff
    words: Reply | None
    grave: bool
    meets: bool = False


class Desk:
    """The team; with `leaves_from`, what is asked of them later stays for whoever watches.

    Letters and visits are theirs all the same.
    """

    def __init__(
        self,
        means: Means,
        street: Street,
        hired: Hired,
        calendar: Calendar,
        leaves_from: datetime | None = None,
    ) -> None:
        self._means, self._street, self._hired = means, street, hired
        self._calendar, self._leaves_from = calendar, leaves_from

    def work(self) -> list[Done]:
        """Do what is to be done now."""
        now = self._means.clock.now()
        if not self._calendar.is_open(now):
            return []
        done = [*self._meetings()]
        with self._means.database.read() as session:
            found = [*self._open(session), *self._returned(session, now)]
        wishes: list[tuple[_Open, Wish]] = []
        for each in found:
            done += self._guard(each)
            asked = self._asked(each)
            done += self._read(each, asked, now)
            choice = choice_of(asked, self._calendar, now)
            if choice is not None:
                done += self._write(each)
                wish = Wish(each.task.id, self._outcome(each, choice), each.by.code)
                wishes.append((each, wish))
        return done + self._close(wishes)

    def next_at(self, now: datetime) -> datetime:
        """When they look at their tasks next."""
        day = self._calendar.next_working_day(self._calendar.day(now))
        for hour in HOURS:
            if (at := self._calendar.at(day, hour)) > now:
                return at
        return self._calendar.at(self._calendar.add_working_days(day, 1), HOURS[0])

    def _open(self, session: Session) -> Iterator[_Open]:
        today = self._calendar.day(self._means.clock.now())
        theirs = or_(Task.kind != TaskKind.DECIDE, Task.reason.in_(DECIDED))
        rows = _rows().where(Task.state == TaskState.OPEN, Task.due_on <= today, theirs)
        grave = set(session.scalars(select(Task.case_id).where(Task.reason == ALERT)))
        meeting = ahead(session)
        for task, case, reference, owner in session.execute(rows):
            tenant = self._street.of(reference)
            if tenant is not None and not self._left(task):
                read = task.kind == TaskKind.DECIDE or tenant.household.who.answer
                words = waiting_words(session, case.id) if read else None
                by = self._doer(task, owner)
                meets = case.id in meeting
                yield _Open(task, case, tenant, by, words, case.id in grave, meets)

    def _returned(self, session: Session, now: datetime) -> Iterator[_Open]:
        """Letters that the post brings back."""
        before = self._calendar.day(now - RETURNED_AFTER)
        moved = {
            tenant.household.reference: tenant
            for tenant in self._street.tenants
            if tenant.household.who.moved and not tenant.back
        }
        posted = _rows().where(
            Task.outcome == "posted",
            Task.step == "info",
            Task.done_on.between(before - _LOOKED_BACK, before),
            listed(Referral.landlord_reference, "moved"),
        )
        for task, case, reference, owner in session.execute(posted, {"moved": list(moved)}):
            tenant = moved[reference]
            if not tenant.back:
                tenant.back = True
                yield _Open(task, case, tenant, self._doer(task, owner), None, False)

    def _doer(self, task: Task, owner: Staff | None) -> Staff:
        """Decisions about danger are the coordinator's; the rest is the case's owner's."""
        if task.reason == ALERT:
            return self._hired[LEADER]
        return owner or self._hired[WORKER]

    def _left(self, task: Task) -> bool:
        """Whether a task is left to whoever watches."""
        theirs = task.kind in (TaskKind.LETTER, TaskKind.VISIT)
        late = self._leaves_from is not None and task.raised_at >= self._leaves_from
        return late and not theirs

    def _close(self, wishes: Sequence[tuple[_Open, Wish]]) -> list[Done]:
        """What was done at one go is noted at one go."""
        if not wishes:
            return []
        closed = close_tasks(self._means, [wish for _, wish in wishes], fictitious_allowed=True)
        done: list[Done] = []
        for (each, wish), found in zip(wishes, closed, strict=True):
            if found.problem is None:
                done.append(_done(each, wish.outcome.code))
                done += self._look(each, wish.outcome.code)
        return done

    def _asked(self, each: _Open) -> Asked:
        task, who = each.task, each.tenant.household.who
        hour = task.visit_at if task.kind == TaskKind.VISIT else None
        wishes = json.loads(each.words.intents or "[]") if each.words is not None else ()
        return Asked(
            task.kind,
            task.reason,
            task.raised_at,
            hour or self._calendar.at(task.due_on, _MORNING),
            wishes=frozenset(wishes),
            grave=each.grave,
            watched=who.watched,
            meets=each.meets,
        )

    def _write(self, each: _Open) -> Iterator[Done]:
        """Before anything else they answer what was written, once."""
        words = each.tenant.household.who.answer
        if words and each.words is not None and not each.tenant.answered:
            each.tenant.answered = write_back(self._means, each.by, each.case, words)
            if each.tenant.answered:
                yield _done(each, ANSWERED)

    def _read(self, each: _Open, asked: Asked, now: datetime) -> Iterator[Done]:
        """What needs no answer leaves the inbox, whatever is to be decided later."""
        if each.words is None or not reads_on(asked, self._calendar, now):
            return
        if leave_unanswered(self._means, each.by, each.words):
            yield _done(each, READ)

    def _meetings(self) -> Iterator[Done]:
        """Who came to their appointment and who did not."""
        for met in note_meetings(self._means, self._street.of, self._leaves_from):
            yield Done(met.tenant, met.by.first_name, "appointment", None, "", met.outcome)

    def _look(self, each: _Open, outcome: str) -> Iterator[Done]:
        """Whoever is met shows the paper that worries them; it is noted once."""
        kind = each.tenant.household.who.brings
        if outcome != "met" or not kind or each.tenant.brought:
            return
        facts = Facts(PaperKind(kind), self._calendar.day(self._means.clock.now() - _OLD))
        where, by = each.case.reference, each.by
        effect = note_paper(self._means, by, where, facts, "").effect
        seen = effect.seen if effect is not None else ""
        done = note_paper(self._means, by, where, facts, seen)
        each.tenant.brought = done.answer is PaperAnswer.DONE
        if each.tenant.brought:
            yield _done(each, BROUGHT)

    def _guard(self, each: _Open) -> Iterator[Done]:
        """Somebody else reads what comes to them: nothing automatic goes there any more."""
        household = each.tenant.household
        watched = household.who.watched and each.task.reason == ALERT
        if not watched or each.tenant.guarded:
            return
        each.tenant.guarded = True
        for way in (household.phone, household.email):
            set_discreet(
                self._means,
                each.case.reference,
                way,
                each.by.code,
                discreet=True,
                fictitious_allowed=True,
            )
        yield _done(each, GUARDED)

    def _outcome(self, each: _Open, choice: Choice) -> Outcome:
        match TaskKind(each.task.kind):
            case TaskKind.CALL:
                return Outcome(each.tenant.called())
            case TaskKind.VISIT:
                return Outcome(each.tenant.visited())
            case TaskKind.CHECK_NUMBER:
                if each.tenant.found:
                    return Outcome("none_found")
                each.tenant.found = True
                return Outcome(choice.outcome, note=each.tenant.household.new_phone)
            case TaskKind.LETTER if each.task.state == TaskState.DONE:
                return Outcome("returned")
            case TaskKind.LETTER:
                return Outcome(choice.outcome, visit_at=self._named(each))
        return Outcome(choice.outcome, choice.on, choice.note)

    def _named(self, each: _Open) -> datetime | None:
        """Another day of the visit, when the letter would come too late for the one it names."""
        at, now = each.task.visit_at, self._means.clock.now()
        with self._means.database.read() as session:
            if at is None or still_in_time(session, each.case, at, now):
                return None
            return hour_of(session, each.case, first_day(session, each.case, now), now)


def _rows() -> Select[Task, Case, str, Staff]:
    """Tasks with their case, the landlord's reference and whoever follows it."""
    return (
        select(Task, Case, Referral.landlord_reference, Staff)
        .join(Case, Case.id == Task.case_id)
        .join(Referral, Referral.case_id == Case.id)
        .outerjoin(Staff, Staff.id == Case.owner_id)
        .order_by(Task.due_on, Task.id)
    )


def _done(each: _Open, outcome: str) -> Done:
    task = each.task
    return Done(each.tenant, each.by.first_name, task.kind, task.step, task.reason, outcome)

"""Any story of ticks, replies, receipts, faults, deaths and human work keeps the promises."""

import itertools
import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select

from outreach.cases.models import Case, Pause, PauseReason
from outreach.channels.base import Act, Inbound, Medium, Outcome, Progress, Receipt, Result
from outreach.clock import StillClock
from outreach.database import Database
from outreach.fieldwork.rules import outcomes_of
from outreach.fieldwork.services.outcomes import Outcome as Said
from outreach.fieldwork.services.outcomes import close_task
from outreach.messages.models import Attempt
from outreach.messages.services.callbacks import note
from outreach.messages.services.means import Means
from outreach.messages.services.receipts import ask_stragglers
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from outreach.record import services as record
from outreach.replies.services.receive import FoundBy, receive
from outreach.sequences.models import Enrolment
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.sequences.services.pausing import pause_case
from outreach.sequences.services.planning import follow
from tests.databases import RING
from tests.replies.services.test_receive import ears_of
from tests.sequences.services.judge import CALENDAR, JudgeDoor
from tests.world import LIBRARY, PARIS, World, make_ready, paris

PHONES = ("+33639980010", "+33639980011")
EMAILS = ("p0@example.org", "p1@example.org")
POINTS = ("called", "marked", "called", "reserved", "called", "settled")  # the rest: tests/crash
OUTCOMES = (
    (Outcome(Result.UNCERTAIN, code="ReadTimeout"), True),
    (Outcome(Result.UNCERTAIN, code="ReadTimeout"), False),
    (Outcome(Result.NOT_SENT, code="no_connection"), False),
    (Outcome(Result.NOT_SENT, code="20429", act=Act.SLOW_DOWN), False),
    (Outcome(Result.NOT_SENT, code="450", act=Act.RETRY_LATER), False),
    (Outcome(Result.REFUSED, code="21606", act=Act.SENDER_DOWN), False),
    (Outcome(Result.REFUSED, code="21211", act=Act.BAD_NUMBER), False),
    (Outcome(Result.REFUSED, code="21610", act=Act.OPT_OUT), False),
)
WORDS = ("Oui", "?", "STOP", "Non merci", "Rappelez-moi demain", "je veux plus vivre")
SPANS = [timedelta(minutes=m) for m in (1, 6, 65, 300, 1440, 3 * 1440, 5 * 1440, 12 * 1440)]
FAILED = ("undelivered", "failed")


class Died(BaseException):
    """The process is gone."""


class Story(RuleBasedStateMachine):
    """Two people, one worker after the other."""

    template: Path
    numbers = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        file = self.template.with_name(f"story{next(self.numbers)}.db")
        shutil.copy(self.template, file)
        self.database = Database(f"sqlite:///{file}", RING)
        event.listen(self.database.engine, "connect", _hurry)
        self.clock = StillClock(paris("2026-03-10 18:00"))
        self.clock._keys = 10_000
        self.sms = JudgeDoor(Medium.SMS, self.database, self.clock)
        self.email = JudgeDoor(Medium.EMAIL, self.database, self.clock)
        self.email.stopped = self.sms.stopped
        self.acts = 0
        self.dies_at = ""
        self.owners = itertools.count(1)
        self.sids = itertools.count(1)
        self.world = self._worker()

    def _worker(self) -> World:
        means = Means(
            database=self.database,
            clock=self.clock,
            doors={Medium.SMS: self.sms, Medium.EMAIL: self.email},
            lexicons=LIBRARY.lexicons,
            follow=follow,
            owner=f"worker{next(self.owners)}",
            probe=self._probe,
            sleep=self.clock.sleep,
            group=100,
        )
        return World(self.database, self.clock, self.sms, self.email, means, 1, 1)

    def _probe(self, point: str) -> None:
        if point == self.dies_at:
            self.dies_at = ""
            raise Died

    def _dispatch(self) -> None:
        try:
            dispatch(self.world.means, Report())
        except Died:
            self.world = self._worker()
        finally:
            self.dies_at = ""

    @rule()
    def tick(self) -> None:
        """The worker does what is due."""
        self._dispatch()

    @rule(span=st.sampled_from(SPANS))
    def wait(self, span: timedelta) -> None:
        """Time passes; the worker may sleep through it."""
        self.clock.advance(span)

    @rule(
        days=st.integers(0, 6),
        hour=st.sampled_from(["09:31", "11:59", "18:30", "18:59"]),
        point=st.sampled_from(["", *POINTS]),
    )
    def next_tick(self, days: int, hour: str, point: str) -> None:
        """A tick at an open hour of a coming day; the worker may die of it, another takes over."""
        day = self.clock.now().astimezone(PARIS).date() + timedelta(days=days)
        instant = paris(f"{day} {hour}")
        if instant > self.clock.now():
            self.clock.set(instant)
        self.dies_at = point
        self._dispatch()

    @rule()
    def settle(self) -> None:
        """What a round does besides sending."""
        sweep_orphans(self.world.means)
        reconcile(self.world.means)
        ask_stragglers(self.world.means)

    @rule(plan=st.sampled_from(OUTCOMES), mail=st.booleans())
    def trouble(self, plan: tuple[Outcome, bool], mail: bool) -> None:
        """The next call goes wrong."""
        (self.email if mail else self.sms).plan(plan[0], leaves=plan[1])

    @rule(reachable=st.booleans())
    def listing(self, reachable: bool) -> None:
        """The provider can be asked, or not."""
        self.sms.reachable = reachable

    @precondition(lambda self: self.acts % 4 == 3)  # else every story is a pause
    @rule(person=st.integers(0, 1), words=st.sampled_from(WORDS), again=st.booleans())
    def reply(self, person: int, words: str, again: bool) -> None:
        """A person writes; a provider may tell it twice."""
        inbound = Inbound(f"SM{next(self.sids)}", Medium.SMS, PHONES[person], "38000", words)
        for _ in range(1 + again):
            receive(ears_of(self.world), inbound, FoundBy.HOOK, "sms")
        if words == "STOP":
            self.sms.stopped |= {PHONES[person], EMAILS[person]}
        with self.database.read() as session:
            case = session.get_one(Case, person + 1)
            standing = select(Pause.id).where(Pause.case_id == case.id, Pause.ended_at.is_(None))
            assert case.state == "closed" or session.scalars(standing).all()
            runs = select(Enrolment.state).where(Enrolment.case_id == case.id)
            assert "active" not in session.scalars(runs).all()

    @precondition(lambda self: self.acts % 4 == 1)
    @rule(person=st.integers(0, 1))
    def pause(self, person: int) -> None:
        """A worker pauses a case."""
        with self.database.write() as session:
            case = session.get_one(Case, person + 1, with_for_update=True)
            now, reason = self.clock.now(), PauseReason.MANUAL
            if case.state != "closed":
                pause_case(session, self.world.means, case, reason, actor="staff:v", now=now)

    @precondition(lambda self: self.sms.left or self.email.left)
    @rule(data=st.data(), progress=st.sampled_from(list(Progress)), passing=st.booleans())
    def receipt(self, data: st.DataObject, progress: Progress, passing: bool) -> None:
        """A word on any message that left, early or late, true or not."""
        one = data.draw(st.sampled_from([*self.sms.left, *self.email.left]))
        act = Act.RETRY_LATER if passing and progress in FAILED else Act.NONE
        said = Receipt(one.message.key, one.provider_id, progress, progress.value, "30003", act)
        note(self.world.means, said)

    @precondition(lambda self: self.acts % 4 == 0 and self._open_tasks())
    @rule(data=st.data())
    def human_work(self, data: st.DataObject) -> None:
        """A human closes any open task with any outcome."""
        task = data.draw(st.sampled_from(self._open_tasks()))
        code = data.draw(st.sampled_from(outcomes_of(task[1])))
        note_text = "" if task[1] == "check_number" else "Vu en réunion."
        close_task(self.world.means, task[0], Said(code, None, note_text), "staff:v")

    @precondition(lambda self: self._open_tasks())
    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """A human lets a case continue, or posts a letter: what keeps stories long."""
        task = data.draw(st.sampled_from(self._open_tasks()))
        code = {"decide": "continue", "letter": "posted", "visit": "not_home", "call": "no_answer"}
        if task[1] in code:
            close_task(self.world.means, task[0], Said(code[task[1]]), "staff:v")

    def _open_tasks(self) -> list[tuple[int, str]]:
        return [(task.id, task.kind) for task in self.world.tasks() if task.state == "open"]

    @invariant()
    def counts_acts(self) -> None:
        """So that some acts stay rare."""
        self.acts += 1

    @invariant()
    def no_step_reached_anybody_twice(self) -> None:
        """Unless the provider itself said that the first one came back."""
        rows = {attempt.key: attempt for attempt in self.world.attempts()}
        left = [rows[one.message.key] for one in (*self.sms.left, *self.email.left)]
        steps = Counter((a.enrolment_id, a.step) for a in left if a.step and a.status not in FAILED)
        assert max(steps.values(), default=0) <= 1
        assert len({one.message.key for one in self.sms.left}) == len(self.sms.left)

    @invariant()
    def nobody_is_stuck(self) -> None:
        """A run without a date has something in flight, a pause, or an end."""
        with self.database.read() as session:
            for run in session.scalars(select(Enrolment)):
                if run.state == "active" and run.due_at is None:
                    mine = select(Attempt.status).where(Attempt.enrolment_id == run.id)
                    assert set(session.scalars(mine)) & {"reserved", "calling", "uncertain"}
                if run.state != "active":
                    assert run.due_at is None

    def teardown(self) -> None:
        """The trouble ends: nothing stays in flight, every run moves or waits, all is on record."""
        self.sms._planned.clear()
        self.email._planned.clear()
        self.sms.reachable = True
        for _ in range(4):
            day = CALENDAR.next_working_day(CALENDAR.day(self.clock.now()) + timedelta(days=1))
            for hour in ("12:00", "12:10", "12:20", "18:59"):
                self.clock.set(paris(f"{day} {hour}"))
                self.settle()
                self._dispatch()
                self.no_step_reached_anybody_twice()
        assert all(a.status not in ("calling", "uncertain") for a in self.world.attempts())
        with self.database.read() as session:
            assert record.verify(session).intact
            due = session.scalars(select(Enrolment.due_at).where(Enrolment.state == "active"))
            assert all(at is not None and at > self.clock.now() for at in due)
        self.database.dispose()


def _hurry(connection: object, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]  # nothing to survive


def test_any_story_keeps_the_promises(sqlite_database: Database) -> None:
    """Stories of forty acts, each on its own copy of one database."""
    make_ready(sqlite_database, people=2)
    sqlite_database.dispose()  # closing its last connection empties the WAL into the file
    case = type("Case", (Story,), {"template": Path(str(sqlite_database.url.database))})
    run_state_machine_as_test(
        case,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )

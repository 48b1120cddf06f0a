"""What holds whatever the calendar, the outages, the pauses, the providers and the workers do."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.programmes.rules.calendar import Calendar
from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import (
    NEVER_LEFT,
    Decision,
    Past,
    RaiseTask,
    Send,
    Skip,
    SmsMode,
    Snapshot,
    Wait,
)
from outreach.sequences.rules.plan import after
from outreach.sequences.rules.rehearse import close, perform
from outreach.sequences.rules.script import StepKind
from tests.programmes.rules.calendars import CALENDARS
from tests.sequences.rules.runs import SCRIPT, Ticker, every, run

GAPS = (timedelta(minutes=30), timedelta(hours=3), timedelta(days=1), timedelta(days=4))
OUTAGE = timedelta(days=21)
STATUSES = ("delivered", "sent", "absent", "undelivered", "failed", "uncertain", "blocked")
STARTS = st.dates(date(2025, 10, 1), date(2027, 3, 1))


@dataclass
class World:
    """Everything that may go wrong around one run, drawn from a seed."""

    random: Random
    days: int = 90
    paused_sends: int = 0

    def act(self, snapshot: Snapshot, decision: Decision, now: datetime) -> Snapshot:
        """Carry a decision out with a random outcome; tasks stay open for `events` to close."""
        moved = after(snapshot, decision, now)
        self.paused_sends += snapshot.paused and isinstance(decision, Send)
        if isinstance(decision, Send):
            status = self.random.choice(STATUSES)
            phone = decision.channel is StepKind.SMS and status not in NEVER_LEFT
            rank = len(snapshot.tries(decision.step)) + 1
            again = self.random.random() < 0.5
            past = Past(now, status, True, phone, decision.step, rank, again)
            snapshot = replace(snapshot, past=(*snapshot.past, past))
        elif isinstance(decision, RaiseTask):
            before = snapshot
            snapshot = perform(snapshot, decision, now)
            opened = replace(snapshot.tasks[-1], state="open", outcome="", done_on=None)
            snapshot = replace(before, tasks=(*before.tasks, opened))
        return replace(snapshot, position=moved.position, j0=moved.j0)

    def events(self, snapshot: Snapshot, now: datetime) -> Snapshot:
        """What humans and providers do between two ticks."""
        draw = self.random.random
        now += timedelta(seconds=1)  # after what the tick did
        for task in snapshot.tasks:
            if task.state == "open" and draw() < 0.2:
                snapshot = close(snapshot, task, now)
        past = tuple(
            replace(each, status=self.random.choice(("delivered", "absent")))
            if each.status == "uncertain" and draw() < 0.5
            else each
            for each in snapshot.past
        )
        if draw() < 0.05:
            past += (Past(now, self.random.choice(("no_answer", "voicemail")), False, True),)
        paused = draw() < 0.4 if snapshot.paused else draw() < 0.05
        return replace(snapshot, past=past, paused=paused)


def play(start: date, calendar: Calendar, seed: int, sms: SmsMode) -> tuple[Ticker, World]:
    """One stormy run for `days`, then calm weather until it ends."""
    world = World(Random(seed))
    ticker = Ticker(run(started_on=start, calendar=calendar, sms=sms), worker=world.act)
    now = calendar.at(start, time(7))
    calm = now + timedelta(days=world.days)
    while now < calm and not ticker.finished:
        ticker.tick(now)
        ticker.snapshot = world.events(ticker.snapshot, now)
        now += OUTAGE if world.random.random() < 0.02 else world.random.choice(GAPS)
    settle(ticker, world, now)
    return ticker, world


def settle(ticker: Ticker, world: World, now: datetime) -> None:
    """From now on providers answer, workers do their tasks, and each wait is slept through."""
    ticker.worker = perform
    snapshot = replace(ticker.snapshot, paused=False)
    past = tuple(
        replace(each, status="sent") if each.status == "uncertain" else each
        for each in snapshot.past
    )
    ticker.snapshot = replace(snapshot, past=past)
    for task in ticker.snapshot.tasks:
        if task.state == "open":
            ticker.snapshot = close(ticker.snapshot, task, now)
    for _ in range(200):
        if not ticker.finished:
            ticker.tick(now)
        if ticker.finished:
            return
        waiting = decide(ticker.snapshot, now)
        assert isinstance(waiting, Wait)
        now = waiting.until


RUNS = st.tuples(
    STARTS, CALENDARS, st.integers(0, 2**32), st.sampled_from((SmsMode.TWO_WAY, SmsMode.ONE_WAY))
)


@settings(max_examples=150, deadline=None)
@given(RUNS)
def test_a_stormy_run_keeps_every_promise(case: tuple[date, Calendar, int, SmsMode]) -> None:
    ticker, world = play(*case)
    sends = [(at, done) for at, done in ticker.done if isinstance(done, Send)]
    assert ticker.finished
    assert world.paused_sends == 0
    only_at_contact_hours(ticker, sends)
    spaced_and_capped(ticker)
    never_before_the_letter(ticker, sends)
    in_order_and_once(ticker)


def only_at_contact_hours(ticker: Ticker, sends: list[tuple[datetime, Send]]) -> None:
    """No message outside hours, on a holiday or in a closure."""
    assert all(ticker.snapshot.calendar.is_open(at) for at, _ in sends)


def spaced_and_capped(ticker: Ticker) -> None:
    """Three days after anything that may have reached the person, four phone contacts a month."""
    day = ticker.snapshot.calendar.day
    automated = [past for past in ticker.snapshot.past if past.automated and past.spaces]
    for message in automated:
        # What was logged afterwards at an earlier or equal instant could not be known.
        before = [past for past in ticker.snapshot.past if past.spaces and past.at < message.at]
        assert all((day(message.at) - day(past.at)).days >= 3 for past in before)
        if message.phone_contact:
            month = [
                past
                for past in ticker.snapshot.past
                if past.phone_contact and timedelta(0) <= message.at - past.at < timedelta(days=30)
            ]
            assert len(month) <= 4


def never_before_the_letter(ticker: Ticker, sends: list[tuple[datetime, Send]]) -> None:
    """Four working days after the posting at the soonest."""
    letter = ticker.snapshot.task("info")
    for at, _ in sends:
        assert letter is not None
        assert letter.done_on is not None
        posted = ticker.snapshot.calendar.add_working_days(letter.done_on, 4)
        assert ticker.snapshot.calendar.day(at) >= posted


def in_order_and_once(ticker: Ticker) -> None:
    """Steps go forward; only a message that failed is repeated, before anything else happens."""
    order = [step.id for step in SCRIPT.steps]
    acted = [done for _, done in ticker.done if isinstance(done, Send | RaiseTask | Skip)]
    ranks = [order.index(done.step) for done in acted]
    assert ranks == sorted(ranks)
    assert set(ranks) == set(range(len(order)))
    tasks = [done.step for done in acted if isinstance(done, RaiseTask)]
    assert len(tasks) == len(set(tasks))
    for step in order:
        tries = ticker.snapshot.tries(step)
        assert all(past.status in NEVER_LEFT or past.retryable for past in tries[:-1])
        assert sum(past.status not in NEVER_LEFT for past in tries) <= 2


def reaches(ticker: Ticker, step: int, now: datetime) -> bool:
    """Whether one more look brings the run to that step."""
    ticker.play([now])
    return ticker.snapshot.position >= step


@settings(max_examples=60, deadline=None)
@given(STARTS, st.integers(1, 9), st.integers(5, 60))
def test_an_outage_never_piles_tasks_up(start: date, step: int, days: int) -> None:
    ticker = Ticker(run(started_on=start, calendar=Calendar()))
    hourly = list(every(timedelta(hours=1), ticker.snapshot.calendar.at(start, time(7)), 200))
    before = next(rank for rank, now in enumerate(hourly) if reaches(ticker, step, now))
    ticker.play(hourly[before + 24 * days :])
    assert ticker.finished
    dates = {
        done.step: ticker.snapshot.calendar.day(at)
        for at, done in ticker.done
        if isinstance(done, RaiseTask)
    }
    # Eight days, less a long weekend that the letter sat out.
    assert (dates["visite"] - dates["lettre"]).days >= 5
    assert (dates["decision"] - dates["visite"]).days >= 1

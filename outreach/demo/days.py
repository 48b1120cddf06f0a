"""The town's days, one event after the other: what is due, who writes, what the team does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import bindparam, func, literal_column, select

from outreach.agenda.models import Appointment, AppointmentKind, AppointmentState
from outreach.clock import SteeredClock
from outreach.demo.opening import hand_over
from outreach.fieldwork.models import VisitWatch
from outreach.fieldwork.services.appointments.reminding import due_from
from outreach.fieldwork.services.visits.alarms import inside
from outreach.intake.services.importing import Imported
from outreach.messages.models import PENDING, Attempt
from outreach.programmes.rules.calendar import Calendar
from outreach.replies.services.ears import Ears
from outreach.sequences.models import Enrolment
from outreach.town.people.households import Household
from outreach.town.staff.desk import Desk, Done
from outreach.town.staff.team import Hired
from outreach.town.street import Street, Tenant
from outreach.worker.guard import Guard
from outreach.worker.place import Place
from outreach.worker.rounds import Work, run_round

_SOON = timedelta(minutes=1)
_NIGHT = time(3, 10)
_AGAIN = timedelta(minutes=15)  # a reminder that has to wait is looked at again
# What waits for the worker: the next run; of messages under way the first lease, and how many of
# them there are, and have one. Spelt out as the partial indexes are, so that they serve.
_ACTIVE = Enrolment.state == literal_column("'active'")
_UNDER_WAY = select(
    select(func.min(Enrolment.due_at)).where(_ACTIVE).scalar_subquery(),
    func.min(Attempt.lease_until),
    func.count(Attempt.id),
    func.count(Attempt.lease_until),
    select(func.count(VisitWatch.team)).scalar_subquery(),
).where(PENDING, Attempt.task_id.is_(None))
_TO_REMIND_OF = select(func.min(Appointment.starts_at)).where(
    Appointment.state == AppointmentState.AGREED,
    Appointment.kind == AppointmentKind.MEETING,
    Appointment.reminded_at.is_(None),
    Appointment.starts_at > bindparam("now"),
)


@dataclass(frozen=True, slots=True)
class File:
    """A landlord's file that comes at an instant."""

    at: datetime
    households: tuple[Household, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened at one instant."""

    at: datetime
    imported: Imported | None = None
    done: tuple[Done, ...] = ()
    wrote: tuple[Tenant, ...] = ()


@dataclass(frozen=True, slots=True)
class _Due:
    """When the engine has something to send next, and a fate to settle."""

    send: datetime | None
    settle: datetime | None
    watched: bool  # somebody is told of visits that last

    @property
    def first(self) -> datetime | None:
        """The earlier of the two."""
        return min((at for at in (self.send, self.settle) if at is not None), default=None)


class Weather:
    """What comes from outside; this one is fair."""

    @property
    def working(self) -> bool:
        """Whether the worker runs."""
        return True

    def next_at(self) -> datetime | None:
        """When it changes next."""
        return None

    def turn(self, now: datetime) -> None:
        """Let it change, if it is time."""


@dataclass
class Days:
    """Moves the town's clock from one event to the next; `seen` is told of each."""

    clock: SteeredClock
    ears: Ears
    street: Street
    desk: Desk
    hired: Hired
    calendar: Calendar
    files: list[File]
    seen: Callable[[Step], None] = lambda _step: None
    guard: Guard = field(default_factory=Guard)
    grain: timedelta = _SOON  # between two looks; what comes in between is dealt with together
    weather: Weather = field(default_factory=Weather)
    every: timedelta = timedelta(days=1)  # between two rounds of all the worker's parts, at most

    def __post_init__(self) -> None:
        self._desk_at = self._round_at = self._reminded_at = self.clock.now()
        self.employ(self.ears)

    def employ(self, ears: Ears) -> None:
        """Let a worker with these ears do the work from now on."""
        self.ears, self._work = ears, Work(ears)
        means = ears.means
        self._place = Place(means.database, means.clock, means.owner)

    def play(self, until: datetime, stop: Callable[[], bool] = lambda: False) -> None:
        """Live from now to `until`, event by event, unless told to stop on the way."""
        while not stop():
            at = self.next_at()
            if at > until:
                self.clock.reach(until)
                return
            self.clock.reach(at)
            self.live()

    def live(self) -> None:
        """Everything that is to happen now."""
        now = self.clock.now()
        self.weather.turn(now)
        imported = self._file(now)
        wrote = self.street.speak()
        done = self.desk.work() if now >= self._desk_at else []
        if self.weather.working:
            self._worker(now)
        while self.street.deliver():
            pass
        self._desk_at = self.desk.next_at(now)
        self.seen(Step(now, imported, tuple(done), tuple(wrote)))

    def keep_agenda(self) -> None:
        """Put into the agenda what somebody decided on a page, as the worker does each minute.

        For whoever looks on: nobody else sees the agenda before the next round.
        """
        if self.weather.working:
            self.guard.run("agenda", self._work.parts["agenda"])

    def _worker(self, now: datetime) -> None:
        """What `outreach worker` does: all of it now and then, in between what there is to do.

        Every part has a rhythm of its own there too; texts come by hooks, which wait for nobody.
        """
        written = any(mail.theirs for mail in self.street.post.fresh())
        due, remind_at = self._due(), self._remind_at()
        if self._anybody_inside(due):
            self.guard.run("alarms", self._work.parts["alarms"])
        idle = all(at is None or at > now + _SOON for at in (due.first, remind_at))
        if (idle and not written and now < self._round_at) or not self._place.renew():
            return
        if now >= self._round_at:
            self._round_at = min(self._next_night(now), now + self.every)
            run_round(self._work, self.guard)
            return
        if written:
            self.guard.run("mail", self._work.parts["mail"])
            due = self._due()
        if remind_at is not None and remind_at <= now + _SOON:
            self._reminded_at = now
            self.guard.run("remind", self._work.parts["remind"])
            due = self._due()
        if due.settle is not None and due.settle <= now + _SOON:
            self.guard.run("orphans", self._work.parts["orphans"])
            self.guard.run("reconcile", self._work.parts["reconcile"])
            due = self._due()
        if due.send is not None and due.send <= now + _SOON:
            self.guard.run("send", self._work.parts["send"])

    def next_at(self) -> datetime:
        """When something is to happen next."""
        now = self.clock.now()
        due = self._due()
        coming = [
            self._desk_at,
            self.street.next_at(),
            self.weather.next_at(),
            *(file.at for file in self.files),
            *((self._round_at, due.first, self._remind_at()) if self.weather.working else ()),
            *((now + _SOON,) if self.weather.working and self._anybody_inside(due) else ()),
        ]
        first: datetime = min(each for each in coming if each is not None)
        return max(first, now + self.grain)

    def _due(self) -> _Due:
        """What is to be done, on the town's clock: runs, answers that wait, fates to ask about."""
        with self.ears.means.database.read() as session:
            runs, leases, rows, leased, watches = session.execute(_UNDER_WAY).one()
        # The engine's clock may not be the town's.
        behind = self.clock.now() - self.ears.means.clock.now()
        send = self.clock.now() if rows > leased else runs and runs + behind
        return _Due(send, leases and leases + behind, bool(watches))

    def _anybody_inside(self, due: _Due) -> bool:
        """Whether somebody is on a visit and a colleague is to be told when it lasts."""
        return due.watched and bool(inside(self.ears.means))

    def _remind_at(self) -> datetime | None:
        """When the next reminder of an appointment may be made, on the town's clock."""
        engine = self.ears.means.clock.now()
        with self.ears.means.database.read() as session:
            first = session.scalar(_TO_REMIND_OF, {"now": engine})
        if first is None:
            return None
        due = due_from(self.calendar, first) + (self.clock.now() - engine)
        return max(due, self._reminded_at + _AGAIN)

    def _next_night(self, now: datetime) -> datetime:
        day = self.calendar.day(now)
        at = self.calendar.at(day, _NIGHT)
        return at if at > now else self.calendar.at(day + timedelta(days=1), _NIGHT)

    def _file(self, now: datetime) -> Imported | None:
        due = [file for file in self.files if file.at <= now]
        if not due:
            return None
        self.files.remove(due[0])
        return hand_over(self.ears.means, self.hired, list(due[0].households))

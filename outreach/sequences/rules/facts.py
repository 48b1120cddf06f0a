"""What `decide` looks at, and what it answers: frozen values, filled and carried out elsewhere."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.policy import ContactPolicy
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import Script, Step, StepKind, Text


class ContactKind(StrEnum):
    """What a contact point is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"
    POSTAL = "postal"


class SmsMode(StrEnum):
    """What the SMS door can do."""

    TWO_WAY = "two_way"
    ONE_WAY = "one_way"
    NONE = "none"


IN_FLIGHT = frozenset({"reserved", "calling", "uncertain"})
NEVER_LEFT = frozenset({"absent", "cancelled"})
NOT_ARRIVED = frozenset({"undelivered", "failed", "refused"})
# What re-spaces the messages that follow: all that may have reached the person, letters apart.
_MACHINE = IN_FLIGHT | {"accepted", "sent", "delivered", "undelivered", "failed"}
_HUMAN = _MACHINE | {"reached", "no_answer", "voicemail", "refused", "met", "not_home"}


@dataclass(frozen=True, slots=True)
class Contact:
    """One number or address; `usable` = an automatic message or a call may go there now."""

    id: int
    kind: ContactKind
    rank: int = 1
    usable: bool = True
    why_not: str = ""  # contact point status, "discreet" or "to_confirm", when not usable
    number_key: str = ""  # keyed hash, the same in every case
    shared: bool = False  # the number stands in two cases


@dataclass(frozen=True, slots=True)
class Past:
    """One attempt on this person, by machine or human, in this run or before it."""

    at: datetime
    status: str  # attempt status, or the task's outcome
    automated: bool = False
    phone_contact: bool = False  # counts for the cap
    step: str = ""  # "" outside this run
    try_no: int = 1
    retryable: bool = False  # the provider's fault was temporary

    @property
    def spaces(self) -> bool:
        """Whether the following automated messages keep their distance from it."""
        return self.status in (_MACHINE if self.automated else _HUMAN)


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact that a number had in another case; counts for its cap and spacing."""

    number_key: str
    at: datetime
    phone_contact: bool = True
    spaces: bool = True


@dataclass(frozen=True, slots=True)
class TaskFact:
    """One task that a step of this run raised; the latest of a step counts."""

    step: str
    kind: str
    state: str  # open, done, cancelled
    raised_at: datetime
    due_on: date
    outcome: str = ""
    done_on: date | None = None
    visit_at: datetime | None = None  # what a letter proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything one decision depends on, read under lock."""

    reference: str
    script: Script
    started_on: date  # local date of the first step
    position: int = 0  # index of the next step
    j0: date | None = None  # None until a first step moved it
    calendar: Calendar = field(default_factory=Calendar)
    policy: ContactPolicy = field(default_factory=ContactPolicy)
    contacts: tuple[Contact, ...] = ()
    past: tuple[Past, ...] = ()
    elsewhere: tuple[Touch, ...] = ()
    tasks: tuple[TaskFact, ...] = ()  # in the order in which they were raised
    visit_at: datetime | None = None  # the dated visit, once its letter is posted
    slots: tuple[datetime, ...] = ()  # appointments a worker offers
    sms: SmsMode = SmsMode.TWO_WAY
    languages: tuple[str, ...] = ("fr",)  # in which the messages are written
    email_ready: bool = True
    unread: frozenset[str] = frozenset()  # channels whose answers nobody has read for a day
    name_doubtful: bool = False
    not_before: datetime | None = None  # the provider asked to wait
    paused: bool = False
    held: bool = False
    programme_starts: date | None = None
    programme_ends: date | None = None  # last day included

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the script, in order."""
        return self.script.steps

    def texts(self, step: str) -> tuple[Text, ...]:
        """The texts of one step in the person's languages."""
        tables = (self.script.texts.get(language, {}) for language in self.languages)
        return tuple(table[step] for table in tables if step in table)

    def tries(self, step: str) -> tuple[Past, ...]:
        """The automated attempts of one step, first try first."""
        mine = (past for past in self.past if past.automated and past.step == step)
        return tuple(sorted(mine, key=lambda past: past.try_no))

    def task(self, step: str) -> TaskFact | None:
        """The latest task of one step."""
        return next((task for task in reversed(self.tasks) if task.step == step), None)


@dataclass(frozen=True, slots=True)
class Send:
    """Reserve one message to one contact point."""

    step: str
    channel: StepKind  # sms or email
    contact_id: int
    one_way: bool = False


@dataclass(frozen=True, slots=True)
class RaiseTask:
    """Ask a human; `visit_at` is the slot a letter proposes, or the visit's own."""

    step: str
    kind: StepKind
    due_on: date
    reason: Reason = Reason.STEP
    visit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave the step out and go on."""

    step: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Wait:
    """Look again at `until` (aware, later than now), or as soon as a fact changes."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Finish:
    """End the run; the case then needs a human's final decision."""

    reason: Reason


Decision: TypeAlias = Send | RaiseTask | Skip | Wait | Finish


@dataclass(frozen=True, slots=True)
class Advance:
    """Where the run stands once a decision is carried out."""

    position: int
    j0: date | None

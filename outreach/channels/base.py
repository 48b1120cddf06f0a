"""The contract of every door: what goes out, what comes in, and what the provider said.

A door turns a provider's words into ours. It never decides whether to send, never retries, and
never raises from ``send``: whatever happens becomes an `Outcome`.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Medium(StrEnum):
    """What the person receives."""

    SMS = "sms"
    EMAIL = "email"


class Result(StrEnum):
    """What one call to a provider amounted to."""

    ACCEPTED = "accepted"  # the provider has it
    REFUSED = "refused"  # the provider will never send it; `act` says what follows
    NOT_SENT = "not_sent"  # proved never processed (429, no connection, DNS): may be re-planned
    UNCERTAIN = "uncertain"  # it may have left: never retried, reconciled
    DRAFTED = "drafted"  # a human will send it and tick


class Act(StrEnum):
    """What a provider's code asks of us (delivery.md §B, as data in each door)."""

    NONE = "none"
    OPT_OUT = "opt_out"  # the person refused at the provider: mirror it
    BAD_NUMBER = "bad_number"  # this address can't receive: check it, take the next channel
    RETRY_LATER = "retry_later"  # temporary, few tries
    SLOW_DOWN = "slow_down"  # the sender is too fast; not this person's fault
    SENDER_DOWN = "sender_down"  # pause the sender, alert, do not burn the contacts
    BAD_TEXT = "bad_text"  # hold the step
    REPLAN = "replan"  # expired unsent: plan again
    HOLD = "hold"  # unknown code: hold and show


class Progress(StrEnum):
    """A provider's word on a message it has, translated; `UNKNOWN` is logged, never raised."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capability:
    """What a door can do, known from its settings before any call."""

    medium: Medium
    two_way: bool  # a reply reaches us
    drafts: bool = False  # a human presses send
    can_find: bool = False  # `find` can settle an uncertain message
    confirms_stop: bool = False  # the provider answers STOP by itself


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message, frozen: exactly what will leave. `key` is our attempt key."""

    key: str
    to: str
    body: str
    subject: str = ""
    language: str = "fr"
    automatic: bool = False  # an automatic answer: marked so in e-mail headers
    reply_token: str = ""  # e-mail: plus-address of the thread
    in_reply_to: str = ""  # e-mail: Message-ID we answer
    valid_for: timedelta = timedelta(hours=4)  # past it the provider must drop the message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call."""

    result: Result
    provider_id: str = ""
    code: str = ""  # the provider's own code, or a short word of ours ("timeout")
    act: Act = Act.NONE
    segments: int | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """What an uncertain message looked like, for `find`."""

    key: str
    to: str
    body: str
    called_at: datetime  # our clock
    now: datetime  # our clock at the time of asking
    bound: frozenset[str] = frozenset()  # provider ids that belong to other attempts


@dataclass(frozen=True, slots=True)
class Found:
    """The provider's listing: `asked` is False when it could not be asked (stay uncertain)."""

    asked: bool
    provider_id: str = ""
    progress: Progress = Progress.UNKNOWN
    code: str = ""
    act: Act = Act.NONE


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of ours that the provider has."""

    provider_id: str
    to: str
    body: str  # as the provider keeps it: see `normalised`
    at: datetime  # our clock
    progress: Progress = Progress.UNKNOWN
    code: str = ""
    act: Act = Act.NONE


@dataclass(frozen=True, slots=True)
class History:
    """What left since an instant, oldest first; `asked` is False when the provider told nothing."""

    asked: bool
    items: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class Hook:
    """A web hook as it came: the public URL it was sent to, its headers and its form fields."""

    url: str  # PUBLIC_URL + path + query, never the proxied one
    headers: Mapping[str, str]
    form: Sequence[tuple[str, str]]  # repeated names kept, values untrimmed


@dataclass(frozen=True, slots=True)
class Receipt:
    """One status word about one of our messages."""

    key: str  # our attempt key
    provider_id: str
    progress: Progress
    word: str  # the provider's own
    code: str = ""
    act: Act = Act.NONE
    segments: int | None = None


class Nature(StrEnum):
    """What kind of thing came in."""

    MESSAGE = "message"
    AUTO_REPLY = "auto_reply"  # shown, never answered, never a pause
    BOUNCE = "bounce"  # belongs to an attempt


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that came in. `at` is the provider's instant, None when it gives none."""

    provider_id: str  # unique per door: MessageSid, or UIDVALIDITY/UID
    medium: Medium
    sender: str  # E.164, or a lower-case address
    to: str
    text: str  # what the person wrote, quotes stripped
    whole: str = ""  # the text before stripping, when it differs
    subject: str = ""
    at: datetime | None = None
    nature: Nature = Nature.MESSAGE
    media: int = 0  # attachments that we do not keep
    message_id: str = ""  # e-mail
    references: tuple[str, ...] = ()  # e-mail: Message-IDs it answers
    reply_token: str = ""  # e-mail: plus-address found
    bounced_key: str = ""  # e-mail: our attempt key, when the bounce names it
    bounce_permanent: bool = False
    bounce_over: bool = True  # else a notice of delay: the message may still arrive
    opt_out_type: str = ""  # STOP, START or HELP when the provider recognised it itself


@dataclass(frozen=True, slots=True)
class Batch:
    """What polling brought: `cursor` is opaque and stored by the caller after the rows are."""

    items: tuple[Inbound, ...] = ()
    cursor: str = ""
    asked: bool = True  # False: the provider told nothing, try again later
    refused: bool = False  # it told nothing, though it was reached: a password, a limit
    listed: bool = True  # False: this provider offers no list, its hooks are the only way in


# A Messaging Service may swap typographic signs for plain ones ("smart encoding").
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def normalised(text: str) -> str:
    """`text` composed, with plain signs and single spaces: all that a provider may change."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_PLAIN).split())


class ChannelError(Exception):
    """A door that can't be built or a hook that can't be read; `permanent` = retrying won't help.

    A plain exception: a frozen dataclass could not carry its traceback through a ``with`` block.
    """

    def __init__(self, reason: str, permanent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class PostalItem:
    """One letter for somebody else to print and post. `key` is ours, the same at each try."""

    key: str
    address: tuple[str, ...] = field(repr=False)
    pdf: bytes = field(repr=False)
    sheets: int


class PostalDoor(Protocol):
    """Whoever prints and posts letters. Handing one over is not posting it: a human notes that."""

    name: str

    def hand_over(self, item: PostalItem) -> Outcome:
        """Give one letter, once: a key that it has had already changes nothing. Never raises."""
        ...

    def has(self, key: str) -> bool:
        """Whether a letter was handed over under this key, wherever it is by now."""
        ...


class Channel(Protocol):
    """One door. Constructed from values, never from settings; safe to share between threads."""

    name: str
    capability: Capability

    def send(self, message: Outgoing) -> Outcome:
        """One call, explicit time-out, no retry, never raises."""
        ...

    def find(self, sought: Sought) -> Found:
        """Ask the provider whether an uncertain message exists."""
        ...

    def history(self, since: datetime, now: datetime) -> History:
        """All that left by this door since `since` (our clock), whoever remembers it or not."""
        ...

    def verify(self, hook: Hook) -> bool:
        """Whether the hook really comes from the provider."""
        ...

    def read_status(self, hook: Hook, key: str) -> Receipt:
        """Translate a status hook whose URL carried `key`."""
        ...

    def read_inbound(self, hook: Hook) -> Inbound:
        """Translate an inbound hook."""
        ...

    def poll(self, cursor: str, now: datetime) -> Batch:
        """What came in since `cursor` ("" = first time), for mailboxes and the safety sweep."""
        ...

    def states(self, keys: Mapping[str, str], now: datetime) -> Sequence[Receipt]:
        """Fetch the state of messages (attempt key → provider id) whose receipts did not come."""
        ...

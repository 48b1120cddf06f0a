"""The one gate: what is checked before any message leaves, by purpose (design.md §5.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Check(StrEnum):
    """One thing the gate looks at; its code is the reason in the record."""

    POINT = "point_unusable"
    DISCREET = "discreet"
    SENDER = "sender_incapable"
    TONE = "tone"
    STATE = "case_state"
    PAUSE = "paused"
    OPT_OUT = "opted_out"
    SHARED = "shared_number"
    HOURS = "outside_hours"
    CAP = "contact_cap"
    SPACING = "spacing"
    HOLD = "held"
    PROGRAMME = "programme_closed"
    NOTICE = "letter_not_posted"
    LATE = "found_late"
    RECENT_ANSWER = "answered_recently"
    CONFIRMED = "already_confirmed"


# Reasons that pass by themselves: the message is planned again instead of being refused.
PASSING = frozenset({Check.HOURS, Check.CAP, Check.SPACING, Check.HOLD, Check.NOTICE})

_FRESH = timedelta(minutes=10)  # an answer may leave at night to someone who wrote just now
_BETWEEN_ANSWERS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the gate may ask about one message; defaults are those of a plain yes."""

    now: datetime
    point_ok: bool = True
    discreet: bool = False
    sender_ok: bool = True
    tone: tuple[str, ...] = ()  # lists that were hit by the rendered text
    state_ok: bool = True
    paused: bool = False
    opted_out: bool = False
    wrote_after_stop: bool = False
    shared: bool = False
    open_now: bool = True
    held: bool = False
    programme_open: bool = True
    notice_ok: bool = True
    cap_free: bool = True
    spacing_free: bool = True
    inbound_at: datetime | None = None  # the provider's instant of the message answered
    found_late: bool = False
    answered_at: datetime | None = None  # the last automatic answer of the thread
    distress: bool = False
    confirmed: bool = False  # by the provider itself, or already by us


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: `blocks` refuse, `asks` want a human's yes first."""

    blocks: tuple[Check, ...] = ()
    asks: tuple[Check, ...] = ()

    @property
    def passes(self) -> bool:
        """Nothing stands in the way."""
        return not self.blocks

    @property
    def only_time(self) -> bool:
        """Refused only for reasons that pass by themselves."""
        return bool(self.blocks) and PASSING.issuperset(self.blocks)


def _answer_hours(facts: Facts) -> bool:
    fresh = facts.inbound_at is not None and facts.now - facts.inbound_at < _FRESH
    return not (facts.open_now or fresh)


def _answer_recent(facts: Facts) -> bool:
    if facts.distress or facts.answered_at is None:
        return False
    return facts.now - facts.answered_at < _BETWEEN_ANSWERS


_FAILS: Mapping[Check, Callable[[Facts], bool]] = {
    Check.POINT: lambda facts: not facts.point_ok,
    Check.DISCREET: lambda facts: facts.discreet,
    Check.SENDER: lambda facts: not facts.sender_ok,
    Check.TONE: lambda facts: bool(facts.tone),
    Check.STATE: lambda facts: not facts.state_ok,
    Check.PAUSE: lambda facts: facts.paused,
    Check.OPT_OUT: lambda facts: facts.opted_out,
    Check.SHARED: lambda facts: facts.shared,
    Check.HOURS: lambda facts: not facts.open_now,
    Check.CAP: lambda facts: not facts.cap_free,
    Check.SPACING: lambda facts: not facts.spacing_free,
    Check.HOLD: lambda facts: facts.held,
    Check.PROGRAMME: lambda facts: not facts.programme_open,
    Check.NOTICE: lambda facts: not facts.notice_ok,
    Check.LATE: lambda facts: facts.found_late,
    Check.RECENT_ANSWER: _answer_recent,
    Check.CONFIRMED: lambda facts: facts.confirmed,
}

_ALWAYS = (Check.POINT, Check.DISCREET, Check.SENDER, Check.TONE)
_EVERYTHING = (
    *(Check.STATE, Check.PAUSE, Check.OPT_OUT, Check.SHARED, Check.HOURS, Check.CAP),
    *(Check.SPACING, Check.HOLD, Check.PROGRAMME, Check.NOTICE),
)

_BLOCKING: Mapping[str, tuple[Check, ...]] = {
    "sequence": (*_ALWAYS, *_EVERYTHING),
    "reminder": (*_ALWAYS, Check.OPT_OUT, Check.HOURS, Check.HOLD),
    "automatic_answer": (
        *_ALWAYS,
        *(Check.OPT_OUT, Check.SHARED, Check.HOURS, Check.HOLD, Check.LATE, Check.RECENT_ANSWER),
    ),
    "confirmation": (*_ALWAYS, Check.LATE, Check.CONFIRMED),
    "answer": (*_ALWAYS, Check.OPT_OUT),
    "human_first": (
        *(Check.POINT, Check.DISCREET, Check.SENDER, Check.STATE, Check.OPT_OUT, Check.SHARED),
        *(Check.CAP, Check.SPACING, Check.HOLD, Check.PROGRAMME, Check.NOTICE),
    ),
}
_ASKING: Mapping[str, tuple[Check, ...]] = {
    "answer": (Check.HOURS,),
    "human_first": (Check.TONE, Check.HOURS),
}


def judge(purpose: str, facts: Facts) -> Verdict:
    """Hold `facts` against every check of `purpose`; raises KeyError for an unknown purpose."""
    return Verdict(
        blocks=tuple(c for c in _BLOCKING[purpose] if _fails(purpose, c, facts)),
        asks=tuple(c for c in _ASKING.get(purpose, ()) if _FAILS[c](facts)),
    )


def _fails(purpose: str, check: Check, facts: Facts) -> bool:
    if check is Check.HOURS and purpose == "automatic_answer":
        return _answer_hours(facts)
    if check is Check.OPT_OUT and purpose == "answer" and facts.wrote_after_stop:
        return False
    return _FAILS[check](facts)

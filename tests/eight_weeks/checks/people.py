"""What the outside knows of each person: every message, prompted or not, in the order it left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.eight_weeks.days import PARIS
from tests.eight_weeks.history import History

PROMPTED_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Message:
    """One SMS or e-mail that left; `prompted`: the person wrote just before."""

    at: datetime
    to: str
    text: str
    sms: bool
    prompted: bool

    @property
    def day(self) -> date:
        """The local day."""
        return self.at.astimezone(PARIS).date()

    def __str__(self) -> str:
        return f"{self.at.astimezone(PARIS):%a %d %b %H:%M} to {self.to}: {self.text[:40]!r}"


def messages(history: History) -> list[Message]:
    """Everything that left, by the carrier's and the mail server's account."""
    sms = [(one.created, one.to, one.body, True) for one in history.outbound()]
    mails = [(one.at, one.to, one.text, False) for one in history.mails]
    return [
        Message(at, to, text, phone, _prompted(history, to, at))
        for at, to, text, phone in sorted(sms + mails)
    ]


def unprompted(history: History, case: dict[str, Any]) -> list[Message]:
    """What a machine wrote to a household that had not just written."""
    own = addresses(case)
    return [one for one in messages(history) if one.to in own and not one.prompted]


def addresses(case: dict[str, Any]) -> set[str]:
    """The phones and e-mails of a household, as its record shows them."""
    return {point["value"] for point in case["contact_points"] if point["kind"] != "postal"}


def households(history: History) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case with its reference."""
    yield from history.cases.items()


def _prompted(history: History, to: str, at: datetime) -> bool:
    return any(
        said.number == to and timedelta(0) <= at - said.at <= PROMPTED_WITHIN
        for said in history.said
    )

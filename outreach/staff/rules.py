"""What an account must look like, and how often somebody may try to come in."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEFAULT_TEAM = "AHU Orléans"  # of the first agreement, and of whoever is added to no other
MIN_PASSWORD = 12  # the shortest that CNIL's recommendation 2022-100 gives for a password alone
MAX_PASSWORD = 500  # characters: what is longer is no password, and costs time to hash
INVITATION_LASTS = timedelta(days=7)
RECOVERY_CODES = 8

_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")


class Objection(StrEnum):
    """Why an account is not made."""

    BAD_EMAIL = "bad_email"
    EMAIL_TAKEN = "email_taken"
    NO_FIRST_NAME = "no_first_name"
    SHORT_PASSWORD = "short_password"  # noqa: S105  a code, not a password


def tidy_email(text: str) -> str:
    """The form in which addresses are kept and compared: lower case, no spaces around."""
    return text.strip().lower()


def usable_password(text: str) -> str:
    """The form that is hashed: NFKD, so that every keyboard's "é" is the same password."""
    return unicodedata.normalize("NFKD", text)


def objection(email: str, first_name: str, password: str) -> Objection | None:
    """What is wrong with a new account's tidied e-mail, name and password, if anything."""
    return profile_objection(email, first_name) or password_objection(password)


def profile_objection(email: str, first_name: str) -> Objection | None:
    """What is wrong with a tidied e-mail and a name, if anything."""
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        return Objection.BAD_EMAIL
    if not usable_first_name(first_name):
        return Objection.NO_FIRST_NAME
    return None


def password_objection(password: str) -> Objection | None:
    """What is wrong with a new password, if anything."""
    return Objection.SHORT_PASSWORD if len(password) < MIN_PASSWORD else None


def usable_first_name(name: str) -> bool:
    """Whether people can be told this name: a line of 1 to 60 characters."""
    return 0 < len(name.strip()) <= 60 and name.strip().isprintable()


def code_of(number: int) -> str:
    """How the journal names the `number`-th account: ``S-0001``."""
    return f"S-{number:04d}"


def tidy_code(text: str) -> str:
    """The form in which a recovery code is compared: no blanks or hyphens, lower case."""
    return re.sub(r"[\s-]", "", text).lower()


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failed tries there may be within a span."""

    tries: int
    span: timedelta


_QUARTER, _DAY = timedelta(minutes=15), timedelta(days=1)
TRIES_KEPT = _DAY  # older ones weigh nothing

# Somebody else's failures never count against a device that its owner came in with: nobody can
# shut a colleague out for good. An office shares one address, so that one is wide.
BY_DEVICE = (Limit(10, _QUARTER),)
BY_ACCOUNT = (Limit(10, _QUARTER), Limit(60, _DAY))
BY_ADDRESS = (Limit(60, _QUARTER),)
# Six digits can be guessed; whoever tries them knows the password, or sits at an open session.
BY_CODE = (Limit(5, _QUARTER), Limit(30, _DAY))


def opens_at(failures: Collection[datetime], limits: Collection[Limit], now: datetime) -> datetime:
    """From when the next try is heard: `now` unless a limit is reached.

    Failures later than now (the clock was moved back) weigh nothing.
    """
    opens = now
    for limit in limits:
        recent = sorted(at for at in failures if now - limit.span < at <= now)
        if len(recent) >= limit.tries:
            opens = max(opens, recent[-limit.tries] + limit.span)
    return opens

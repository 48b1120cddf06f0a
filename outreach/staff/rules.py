"""What an account must look like."""

import re
import unicodedata
from enum import StrEnum

DEFAULT_TEAM = "AHU Orléans"  # of the first agreement, and of whoever is added to no other
MIN_PASSWORD = 12  # the shortest that CNIL's recommendation 2022-100 gives for a password alone

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
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        return Objection.BAD_EMAIL
    if not first_name.strip() or len(first_name.strip()) > 60:
        return Objection.NO_FIRST_NAME
    if len(password) < MIN_PASSWORD:
        return Objection.SHORT_PASSWORD
    return None


def code_of(number: int) -> str:
    """How the journal names the `number`-th account: ``S-0001``."""
    return f"S-{number:04d}"

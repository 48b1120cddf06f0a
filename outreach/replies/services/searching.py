"""Which case somebody speaks of: by its name, a reference, a number or an e-mail, as typed.

Names are sealed in the database, so a search by name opens those of every visible case and
compares them: 2,000 cases in less than a tenth of a second. Everything else is looked up.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Referral, Thread, visible_to
from outreach.cases.services import is_called
from outreach.database import database_of
from outreach.people.models import ContactPoint, Person
from outreach.people.rules.emails import Email, read_email
from outreach.people.rules.numbers import Phone, read_phone
from outreach.replies.rules.likeness import unlikeness, words_of
from outreach.staff.models import Staff

MOST = 50
_SHORTEST_START = 4  # signs of a landlord's reference that may stand for its start


class By(StrEnum):
    """What the typed text was taken for."""

    NOTHING = "nothing"
    REFERENCE = "reference"
    LANDLORD = "landlord_reference"
    NUMBER = "number"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Search:
    """What was found: ids of cases, the likeliest first; `more` when some were left out."""

    by: By
    case_ids: tuple[int, ...] = ()
    more: bool = False


def search(session: Session, staff: Staff, text: str, *, fictitious_allowed: bool) -> Search:
    """The cases that somebody may see and that a typed text speaks of."""
    typed = " ".join(text.split())
    if not typed:
        return Search(By.NOTHING)
    by, hashed = _way(session, typed, fictitious_allowed=fictitious_allowed)
    if hashed is not None:
        return _search(by, _by_way(session, staff, hashed))
    for known, found in (
        (By.REFERENCE, _by_reference(session, staff, typed)),
        (By.LANDLORD, _by_landlord(session, staff, typed)),
    ):
        if found:
            return _search(known, found)
    if by is By.NAME and any(sign.isalpha() for sign in typed):
        return _search(By.NAME, _by_name(session, staff, typed))
    return Search(By.NUMBER if len(re.sub(r"\D", "", typed)) > 6 else By.REFERENCE)


def _search(by: By, found: Iterable[int]) -> Search:
    ids = tuple(dict.fromkeys(found))
    return Search(by, ids[:MOST], len(ids) > MOST)


def _way(session: Session, typed: str, *, fictitious_allowed: bool) -> tuple[By, str | None]:
    hashed = database_of(session).fingerprint
    if "@" in typed:
        email = read_email(typed)
        address = email.address if isinstance(email, Email) else typed
        return By.EMAIL, hashed(address.lower())
    phone = read_phone(typed, fictitious_allowed)
    if isinstance(phone, Phone):
        return By.NUMBER, hashed(phone.e164)
    return By.NAME, None


def _by_way(session: Session, staff: Staff, hashed: str) -> list[int]:
    rows = (
        select(Case.id)
        .join(Thread, Thread.case_id == Case.id)
        .join(ContactPoint, ContactPoint.person_id == Thread.person_id)
        .where(ContactPoint.value_hash == hashed, visible_to(staff))
        .order_by(Case.state == CaseState.CLOSED, Case.id.desc())
    )
    return list(session.scalars(rows))


def _by_reference(session: Session, staff: Staff, typed: str) -> list[int]:
    """Our own reference: whole, without its letters, or its number alone of any year."""
    rows = (
        select(Case.id).where(is_called(typed), visible_to(staff)).order_by(Case.reference.desc())
    )
    return list(session.scalars(rows))


def _by_landlord(session: Session, staff: Staff, typed: str) -> list[int]:
    reference, wanted = func.lower(Referral.landlord_reference), typed.lower()
    match = reference == wanted
    if len(wanted) >= _SHORTEST_START and any(sign.isdigit() for sign in wanted):
        match = reference.startswith(wanted, autoescape=True)
    rows = (
        select(Case.id)
        .join(Referral, Referral.case_id == Case.id)
        .where(match, visible_to(staff))
        .order_by(func.length(Referral.landlord_reference), Case.id.desc())
        .limit(MOST + 1)
    )
    return list(session.scalars(rows))


def _by_name(session: Session, staff: Staff, typed: str) -> list[int]:
    """The likeliest names first, living cases before closed ones."""
    wanted = words_of(typed)
    rows = session.execute(
        select(Case.id, Case.state, Person.first_name, Person.last_name)
        .join(Thread, Thread.case_id == Case.id)
        .join(Person, Person.id == Thread.person_id)
        .where(visible_to(staff))
        .order_by(Case.id.desc())
    )
    found = []
    for case_id, state, first, last in rows:
        far = unlikeness(wanted, f"{first or ''} {last or ''}")
        if far is not None:
            found.append((far, state == CaseState.CLOSED, -case_id, case_id))
    return [each[-1] for each in sorted(found)]

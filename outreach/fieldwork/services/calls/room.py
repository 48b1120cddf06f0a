"""What the agreement leaves for one more call: seen before anybody dials (design.md §5.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.messages.services.means import Means
from outreach.messages.services.standing import Standing, load
from outreach.people.models import PointKind
from outreach.programmes.rules.policy import cap_free_at, spacing_free_on

_PHONES = (PointKind.MOBILE, PointKind.LANDLINE)


@dataclass(frozen=True, slots=True)
class Room:
    """Phone contacts of the last days, ours by SMS and by voice: `used` of `most` in `days`.

    `full_until`: the instant from which one more fits, None when it fits now. `close_to`: the day
    of the last contact, when the next one should wait until `apart`.
    """

    used: int
    most: int
    days: int
    full_until: datetime | None = None
    close_to: date | None = None
    apart: date | None = None


def rooms_of(
    session: Session, means: Means, cases: Mapping[int, Case], now: datetime
) -> Mapping[int, Room]:
    """The room of some people, by person; `cases`: the case of each."""
    ids = sorted({case.id for case in cases.values()})
    standing = load(session, ids, sorted(cases), now, held=means.held)
    return {person_id: room_in(standing, case, person_id, now) for person_id, case in cases.items()}


def room_in(standing: Standing, case: Case, person_id: int, now: datetime) -> Room:
    """The room of one person, as things stand."""
    agreement = standing.agreements[case.programme_id]
    policy, calendar = agreement.policy, agreement.calendar
    numbers = [
        point.value_hash
        for point in standing.points.get(person_id, ())
        if point.kind in _PHONES and point.value_hash
    ]
    by_number = [standing.phone_contacts(person_id, each) for each in numbers or (None,)]
    contacts = max(by_number, key=len)
    free = cap_free_at(contacts, now, policy, calendar.zone)
    last = standing.last_contact(person_id, numbers[0] if numbers else None)
    apart = spacing_free_on(calendar.day(last), policy) if last is not None else None
    close = last is not None and apart is not None and apart > calendar.day(now)
    since = now - timedelta(days=policy.window_days)
    return Room(
        used=sum(at > since for at in contacts),
        most=policy.max_contacts,
        days=policy.window_days,
        full_until=free if free > now else None,
        close_to=calendar.day(last) if close and last is not None else None,
        apart=apart if close else None,
    )

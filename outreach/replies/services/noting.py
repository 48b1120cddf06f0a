"""A worker writes down what the person said: the same path as any message that comes in."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.channels.base import Inbound, Medium
from outreach.database import database_of
from outreach.messages.models import AttemptChannel
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.people.rules.emails import Email, read_email
from outreach.people.rules.numbers import Phone, read_phone
from outreach.replies.rules.intents import classify
from outreach.replies.rules.reading import Surety
from outreach.replies.services.ears import Ears
from outreach.replies.services.heard import Noted
from outreach.replies.services.receive import FoundBy, Received, receive

SOURCE = "note"  # of a reply that somebody wrote down
_KINDS = {Medium.SMS: (PointKind.MOBILE, PointKind.LANDLINE), Medium.EMAIL: (PointKind.EMAIL,)}


class Doubt(StrEnum):
    """What nobody can guess for the worker."""

    WHO = "several_people"
    NOBODY = "no_such_person"
    ADDRESS = "not_in_this_case"
    WHICH = "which_number"  # someone else answers there: that one is blocked, and no other


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing was noted; `people` are the first names of the case, in the order to choose from."""

    doubt: Doubt
    people: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Note:
    """What was said: `person` counts from 1, `sender` is a number or an e-mail as typed.

    `person_id` names the person by row instead. `channel`: how the words came, when that is no
    message. `key` makes a repeated note one; `worry`: whoever heard them fears for the person.
    """

    text: str = field(repr=False)
    medium: Medium = Medium.SMS
    person: int | None = None
    sender: str = field(default="", repr=False)
    person_id: int | None = None
    channel: AttemptChannel | None = None
    at: datetime | None = None
    key: str = ""
    worry: bool = False


@dataclass(frozen=True, slots=True)
class _Side:
    """One person of the case, with what a message of theirs may come from."""

    thread: Thread
    person: Person
    points: tuple[ContactPoint, ...]

    def of(self, medium: Medium) -> list[ContactPoint]:
        return [point for point in self.points if point.kind in _KINDS[medium]]


def note_reply(
    ears: Ears, reference: str, note: Note, actor: str, *, fictitious_allowed: bool = False
) -> Received | Unclear | None:
    """Take in what a person answered; `Unclear` when it must say more, None for no such case."""
    with ears.means.database.read() as session:
        sides = _sides(session, reference)
        if not sides:
            return None
        hashed = _fingerprint(session, note.sender, fictitious_allowed=fictitious_allowed)
    said = _place(ears, sides, note, hashed)
    if isinstance(said, Unclear):
        return said
    thread, medium, sender = said
    return _take_in(ears, note, medium, sender.lower(), actor, thread.reply_token)


def note_stranger(
    ears: Ears, note: Note, called: str, actor: str, *, fictitious_allowed: bool = False
) -> Received | Unclear:
    """Take in what somebody said whom nobody found; `called` is how they named themselves.

    A known number leads to its case all the same. Without one each note is a thread of its own:
    two people who gave no number are not one.
    """
    key = note.key or ears.means.clock.key()
    medium, sender = note.medium, f"{called or '?'} ({key[-6:]})"
    if note.sender.strip():
        way = _way(note.sender, fictitious_allowed=fictitious_allowed)
        if way is None:
            return Unclear(Doubt.ADDRESS)
        medium, sender = way
    return _take_in(ears, replace(note, key=key), medium, sender, actor)


def _take_in(
    ears: Ears, note: Note, medium: Medium, sender: str, actor: str, reply_token: str = ""
) -> Received:
    inbound = Inbound(
        provider_id=note.key or ears.means.clock.key(),
        medium=medium,
        sender=sender,
        to="",
        text=note.text,
        at=note.at,
        reply_token=reply_token,
    )
    noted = Noted((note.channel or AttemptChannel(medium.value)).value, note.worry)
    return receive(ears, inbound, FoundBy.NOTE, source=SOURCE, actor=actor, noted=noted)


def _sides(session: Session, reference: str) -> list[_Side]:
    rows = session.execute(
        select(Thread, Person)
        .join(Case, Case.id == Thread.case_id)
        .join(Person, Person.id == Thread.person_id)
        .where(Case.reference == reference.strip().upper())
        .order_by(Thread.id)
    )
    return [_Side(thread, person, _points(session, person)) for thread, person in rows]


def _points(session: Session, person: Person) -> tuple[ContactPoint, ...]:
    """Numbers and addresses that are thought theirs, in the order to try."""
    rows = select(ContactPoint).where(
        ContactPoint.person_id == person.id, ContactPoint.status != PointStatus.WRONG_PERSON
    )
    return tuple(session.scalars(rows.order_by(ContactPoint.rank, ContactPoint.id)))


def _fingerprint(session: Session, sender: str, *, fictitious_allowed: bool) -> str | None:
    way = _way(sender, fictitious_allowed=fictitious_allowed)
    return database_of(session).fingerprint(way[1]) if way else None


def _way(sender: str, *, fictitious_allowed: bool) -> tuple[Medium, str] | None:
    """The number or the address that was typed, as it is kept."""
    phone, email = read_phone(sender, fictitious_allowed), read_email(sender)
    if isinstance(phone, Phone):
        return Medium.SMS, phone.e164
    return (Medium.EMAIL, email.address.lower()) if isinstance(email, Email) else None


def _place(
    ears: Ears, sides: list[_Side], note: Note, hashed: str | None
) -> tuple[Thread, Medium, str] | Unclear:
    """Whose words they are, how they came, and from where."""
    everybody = tuple(side.person.first_name or "—" for side in sides)
    if note.person_id is not None:
        sides = [side for side in sides if side.person.id == note.person_id]
    elif note.person is not None:
        sides = sides[note.person - 1 : note.person]
    if not sides:
        return Unclear(Doubt.NOBODY, everybody)
    if note.sender:
        sides = [side for side in sides if any(p.value_hash == hashed for p in side.points)]
        if not sides or hashed is None:
            return Unclear(Doubt.ADDRESS, everybody)
    if len(sides) > 1:
        return Unclear(Doubt.WHO, everybody)
    side, medium = sides[0], note.medium
    if note.sender:
        point = next(p for p in side.points if p.value_hash == hashed)
        medium = Medium.EMAIL if point.kind == PointKind.EMAIL else Medium.SMS
        return side.thread, medium, point.value or ""
    points = side.of(medium)
    if len(points) > 1 and classify(note.text, ears.lexicon).wrong is Surety.CERTAIN:
        return Unclear(Doubt.WHICH, everybody)
    return side.thread, medium, (points[0].value or "") if points else ""

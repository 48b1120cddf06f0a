"""Letters handed over to whoever prints and posts them, each once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.channels.base import PostalDoor, PostalItem, Result
from outreach.documents.letters import undrawn
from outreach.documents.signs import unprintable
from outreach.fieldwork.services.printing.letters import print_letters
from outreach.fieldwork.services.worklist.letters import Letter
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.record.models.journal import JournalEntry
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskState

_DONE, _UNDONE = "letter.handed_over", "letter.not_handed_over"


class Kept(StrEnum):
    """Why a letter stays with the team."""

    NO_WORDS = "no_words"
    FORBIDDEN = "forbidden"  # it says what must not leave
    SUSPENDED = "suspended"  # it announces a visit, and nobody is to go there
    WRITTEN = "written"  # the person did, and nobody has read it
    PAUSED = "paused"  # since it was asked for
    DISCREET = "discreet"  # somebody else reads what comes there: a human posts it, or not
    BLANKS = "blanks"  # something is to be written by hand
    ADDRESS = "address"
    SOON = "soon"  # the visit it announces is too near
    ALREADY = "already"
    CLOSED = "closed"  # posted, or called off, since the page was shown
    REFUSED = "refused"  # by the door


@dataclass(frozen=True, slots=True)
class Handed:
    """References of the letters that were handed over, and of those that were not, with why."""

    done: tuple[str, ...] = ()
    kept: tuple[tuple[str, Kept], ...] = ()


def hand_over(
    means: Means, postal: PostalDoor, letters: Iterable[Letter], day: date, staff: Staff
) -> Handed:
    """Give each letter that nobody has to touch any more; it is noted as posted by a human."""
    done: list[str] = []
    kept: list[tuple[str, Kept]] = []
    for letter in letters:
        why = why_kept(postal, letter) or _given(means, postal, letter, day, staff)
        if why is None:
            done.append(letter.line.reference)
        else:
            kept.append((letter.line.reference, why))
    return Handed(tuple(done), tuple(kept))


def key_of(letter: Letter) -> str:
    """Its name outside: the case and the task, never a person."""
    return f"{letter.line.reference}-{letter.line.id}"


def why_kept(postal: PostalDoor, letter: Letter) -> Kept | None:
    """Why a letter can't be handed over, if so: nobody completes it on the way."""
    if postal.has(key_of(letter)):
        return Kept.ALREADY
    sheet = letter.sheet
    if not sheet.letters:
        return Kept.NO_WORDS
    if letter.forbidden:
        return Kept.FORBIDDEN
    if letter.suspended:
        return Kept.SUSPENDED
    if letter.line.written:
        return Kept.WRITTEN
    if letter.paused:
        return Kept.PAUSED
    if letter.discreet:
        return Kept.DISCREET
    texts = "".join(undrawn(text) for text in sheet.letters.values())
    if sheet.missing or texts or unprintable("".join(sheet.address)):
        return Kept.BLANKS
    if sheet.flaws or not sheet.is_addressed:
        return Kept.ADDRESS
    return Kept.SOON if letter.soon else None


def _given(
    means: Means, postal: PostalDoor, letter: Letter, day: date, staff: Staff
) -> Kept | None:
    """Told before it is done, so that whatever stops us leaves nothing that nobody told.

    No transaction is open while the door works.
    """
    printed = print_letters([letter], day, letter.line.reference)
    sheet = letter.sheet
    facts: record.Facts = {"door": postal.name, "step": sheet.step}
    if not _tell(means, letter, _DONE, facts, staff):
        return Kept.CLOSED
    item = PostalItem(key_of(letter), sheet.address, printed.content, len(sheet.letters))
    if postal.hand_over(item).result is Result.ACCEPTED:
        return None
    _tell(means, letter, _UNDONE, facts, staff)
    return Kept.REFUSED


def _tell(means: Means, letter: Letter, event: str, facts: record.Facts, staff: Staff) -> bool:
    """Write it in the journal, if the letter is still to be posted: a STOP may have called it off
    since the page was shown. What a first press of the button told stands; the door, which takes
    each letter once, is asked all the same: whoever told may have crashed before it."""
    with means.database.write() as session:
        found = select(Case.id).where(Case.reference == letter.line.reference)
        case_id = session.scalars(found).one()
        case = cases.lock(session, [case_id])[case_id]
        still = session.scalar(select(Task.state).where(Task.id == letter.line.id))
        if still != TaskState.OPEN and event == _DONE:
            return False
        if event == _DONE and _is_told(session, letter, facts):
            return True
        record.write(session, case, event, staff.code, means.clock.now(), facts)
    return True


def _is_told(session: Session, letter: Letter, facts: record.Facts) -> bool:
    """Whether the journal's last word of this letter is that it was handed over."""
    task = session.get_one(Task, letter.line.id)
    rows = select(JournalEntry.event, JournalEntry.facts).where(
        JournalEntry.reference == letter.line.reference,
        JournalEntry.event.in_((_DONE, _UNDONE)),
        JournalEntry.at >= task.raised_at,
    )
    told = [
        event
        for event, packed in session.execute(rows.order_by(JournalEntry.number))
        if json.loads(packed) == facts
    ]
    return told[-1:] == [_DONE]

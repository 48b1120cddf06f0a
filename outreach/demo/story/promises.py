"""The product's promises, checked over a whole story by a witness who was outside."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import select

from outreach.cases.models import Case
from outreach.demo.story.evidence import Evidence, key_of
from outreach.demo.story.slots import offers_hold, one_taker, told_as_agreed
from outreach.demo.story.spoken import Turn, turns, was_waiting
from outreach.messages.models import Attempt, Purpose
from outreach.messages.rules.tone import Exposure, chosen, find
from outreach.messages.services.means import Means
from outreach.people.models import OptOut, OptOutKind
from outreach.programmes.rules.calendar import Calendar
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.tasks.models import Task
from outreach.town.street import Street

_LETTER_DAYS = 4


Check = Callable[[Evidence], Iterator[str]]


def never_twice(seen: Evidence) -> Iterator[str]:
    """Nobody gets a step, or one attempt, twice."""
    calls = Counter(key_of(entry) for entry in seen.sent)
    yield from (key for key, count in calls.items() if count > 1)
    steps = Counter(
        (row.person_id, row.step, row.address_hash)
        for row, _ in seen.script()
        if row.status in ("accepted", "sent", "delivered")
    )
    yield from (f"{step}" for (_, step, _), count in steps.items() if count > 1)


def never_lost(seen: Evidence) -> Iterator[str]:
    """All that people wrote is there to be read; all that left is in the record."""
    kept = set(seen.session.scalars(select(Reply.provider_id)))
    yield from (entry.sid for entry in seen.heard if entry.sid not in kept)
    by_mail = seen.session.scalars(select(Reply.id).where(Reply.channel == "email")).all()
    written = sum(mail.theirs for mail in seen.mails)
    if len(by_mail) != written:
        yield f"{written} e-mails, {len(by_mail)}"
    yield from (entry.sid for entry in seen.sent if key_of(entry) not in seen.attempts)


def human_first(seen: Evidence) -> Iterator[str]:
    """Nothing of the script leaves once somebody spoke, until a human has gone on."""
    cases = select(Case.id, Case.reference)
    rows = seen.session.execute(cases)
    references: dict[int | None, str] = {row.id: row.reference for row in rows}
    told: dict[str, Sequence[Turn]] = {}
    for row, at in seen.script():
        case = references.get(row.case_id, "")
        if case not in told:
            told[case] = turns(seen.session, case)
        if was_waiting(told[case], at):
            yield row.key


def in_hours(seen: Evidence) -> Iterator[str]:
    """The machine writes first in contact hours only."""
    yield from (row.key for row, at in seen.script() if not seen.calendar.is_open(at))


def letter_first(seen: Evidence) -> Iterator[str]:
    """The letter that says who we are was posted four working days before."""
    posted: dict[int | None, date] = {}
    rows = select(Task.case_id, Task.done_on).where(
        Task.step == "info", Task.outcome.in_(("posted", "returned"))
    )
    for case_id, day in seen.session.execute(rows):
        if day is not None:
            posted[case_id] = min(day, posted.get(case_id, day))
    for row, at in seen.script():
        first = posted.get(row.case_id)
        ready = first and seen.calendar.add_working_days(first, _LETTER_DAYS)
        if ready is None or seen.calendar.day(at) < ready:
            yield row.key


def stop_is_law(seen: Evidence) -> Iterator[str]:
    """After a STOP a machine says that it is noted, and nothing more."""
    stops = seen.session.scalars(select(OptOut).where(OptOut.kind == OptOutKind.STOP)).all()
    sent: dict[str | None, list[tuple[Attempt, datetime]]] = defaultdict(list)
    for row, at in seen.departures:
        if row.automated:
            sent[row.address_hash].append((row, at))
    for stop in stops:
        after = [row for row, at in sent.get(stop.value_hash, ()) if at > stop.at]
        yield from (row.key for row in after if row.purpose != Purpose.CONFIRMATION)


def no_hard_word(seen: Evidence) -> Iterator[str]:
    """No text that left threatens anybody or says what it is about."""
    for row, _ in seen.departures:
        lexicons = chosen(seen.means.lexicons, row.language)
        prompted = row.purpose != Purpose.SEQUENCE
        if find(row.body or "", Exposure.OPEN, prompted, lexicons):
            yield row.key


def record_intact(seen: Evidence) -> Iterator[str]:
    """Nobody has changed the journal of any case."""
    if not record.verify(seen.session).intact:
        yield "journal"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("Jamais deux fois le même message", never_twice),
    ("Rien de perdu, dans un sens ni dans l'autre", never_lost),
    ("Une réponse arrête la machine", human_first),
    ("La lettre d'abord, quatre jours ouvrés avant", letter_first),
    ("Rien hors des heures de contact", in_hours),
    ("Après un STOP, plus rien d'automatique", stop_is_law),
    ("Aucun mot qui menace ou qui révèle", no_hard_word),
    ("Un créneau, une seule personne", one_taker),
    ("Aucun créneau passé ni hors des heures d'accueil", offers_hold),
    ("Un rendez-vous confirmé ou rappelé est bien dans l'agenda", told_as_agreed),
    ("Le journal est intact", record_intact),
)


# These compare what the outside dated with what our clock did.
BY_INSTANTS: tuple[Check, ...] = (
    *(human_first, letter_first, in_hours, stop_is_law),
    *(offers_hold, told_as_agreed),
)


def kept(
    means: Means,
    street: Street,
    calendar: Calendar,
    checks: Sequence[tuple[str, Check]] = CHECKS,
) -> list[tuple[str, list[str]]]:
    """Each promise, with what breaks it; nothing when it is kept."""
    with means.database.read() as session:
        seen = Evidence(means, street, calendar, session)
        return [(name, list(check(seen))) for name, check in checks]

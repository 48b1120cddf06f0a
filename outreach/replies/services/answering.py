"""At most one automatic answer to a message, reserved in the transaction that stored it.

Pages and hooks never call a provider: a sender picks the row up and looks once more before it
calls (design.md §4, care.md §1 to §3).
"""

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.channels.base import Medium
from outreach.database import local_day
from outreach.messages.models import Purpose
from outreach.messages.rules import gate
from outreach.messages.rules.dates import day_words
from outreach.messages.rules.render import for_page, for_sms, placeholders, render
from outreach.messages.services.reserve import Draft, capable, reserve, tone
from outreach.messages.services.standing import Agreement, Standing, load
from outreach.people.models import ContactPoint, Person, PointStatus
from outreach.replies.services.ears import Ears
from outreach.replies.services.heard import Heard
from outreach.sequences.services.wording import programme_values
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

# Never the person's own subject: it may say what nobody else should read on a screen.
_SUBJECT = "Votre message à l’association AHU"
_FRESH = timedelta(minutes=10)  # by night, an answer leaves at once or not at all
_BY_DAY = timedelta(hours=2)
_CONFIRMATIONS = frozenset({"STOP", "START"})
# The only texts that may follow another within twelve hours: they name a way to help.
_OF_DANGER = frozenset({"SUICIDE", "TOIT"})


def answer(session: Session, ears: Ears, heard: Heard, code: str | None, now: datetime) -> None:
    """Reserve the safe answer to a message, if there is one and the gate lets it pass."""
    case = heard.own_case
    if code is None or heard.late or case is None or len(heard.home.person_ids) != 1:
        return
    if heard.inbound.opt_out_type:
        return  # the provider has answered: two texts would be one too many
    person = session.get(Person, heard.home.person_ids[0])
    point = _point(session, heard)
    if person is None or point is None:
        return
    standing = load(session, [case.id], [person.id], now, held=ears.means.held)
    agreement = standing.agreements[case.programme_id]
    missing = _missing(ears, heard, code, person, agreement, now)
    if missing:
        _ask_for(session, case, missing, now)
        return  # the inbox has the message all the same
    draft = _draft(ears, heard, code, person, point, agreement, now)
    facts = _facts(ears, heard, draft, point, standing, agreement, now)
    _, verdict = reserve(session, ears.means, case, draft, facts)
    if verdict.passes:
        heard.thread.automatic_at = now


def _point(session: Session, heard: Heard) -> ContactPoint | None:
    """The contact point the message came from: the answer goes nowhere else."""
    return session.scalar(
        select(ContactPoint)
        .where(ContactPoint.id.in_(heard.home.point_ids))
        .order_by(ContactPoint.rank, ContactPoint.id)
        .limit(1)
    )


def _missing(
    ears: Ears, heard: Heard, code: str, person: Person, agreement: Agreement, now: datetime
) -> list[str]:
    """What the text needs and nobody has filled in."""
    language = _language(ears, heard, person)
    values = _values(agreement, person, language, now)
    wanted = placeholders(ears.answers[language][code].text)
    return sorted(name for name in wanted if not values.get(name))


def _ask_for(session: Session, case: Case, missing: list[str], now: datetime) -> None:
    task = NewTask(TaskKind.DECIDE, local_day(session, now), reason=f"missing_{missing[0]}")
    raise_task(session, case, task, now=now)


def _draft(
    ears: Ears,
    heard: Heard,
    code: str,
    person: Person,
    point: ContactPoint,
    agreement: Agreement,
    now: datetime,
) -> Draft:
    medium = Medium(heard.reply.channel)
    language = _language(ears, heard, person)
    values = _values(agreement, person, language, now)
    text = render(ears.answers[language][code].text, values)
    open_now = agreement.calendar.is_open(now)
    return Draft(
        purpose=Purpose.CONFIRMATION if code in _CONFIRMATIONS else Purpose.AUTOMATIC_ANSWER,
        medium=medium,
        person_id=person.id,
        thread_id=heard.thread.id,
        point=point,
        subject=_SUBJECT if medium is Medium.EMAIL else "",
        body=for_page(text, language) if medium is Medium.EMAIL else for_sms(text, language),
        language=language,
        text_code=code,
        reply_id=heard.reply.id,
        expires_at=now + (_BY_DAY if open_now else _FRESH),
        prompted=True,
    )


def _facts(
    ears: Ears,
    heard: Heard,
    draft: Draft,
    point: ContactPoint,
    standing: Standing,
    agreement: Agreement,
    now: datetime,
) -> gate.Facts:
    stopped = point.status == PointStatus.OPTED_OUT or point.value_hash in standing.refused
    return gate.Facts(
        now=now,
        point_ok=point.status != PointStatus.WRONG_PERSON and not point.to_confirm,
        discreet=point.discreet,
        sender_ok=capable(ears.means, draft),
        tone=tone(ears.means, draft),
        opted_out=stopped,
        shared=point.value_hash in standing.shared,
        open_now=agreement.calendar.is_open(now),
        held=agreement.held,
        inbound_at=heard.inbound.at or now,
        found_late=heard.late or _is_late(heard, now),
        answered_at=heard.thread.automatic_at,
        distress=draft.text_code in _OF_DANGER,
        confirmed=stopped and draft.text_code == "STOP",
    )


def _is_late(heard: Heard, now: datetime) -> bool:
    """An e-mail fetched after an outage: its hour has passed, a human answers."""
    return heard.inbound.at is not None and now - heard.inbound.at > _BY_DAY


def _values(agreement: Agreement, person: Person, language: str, now: datetime) -> dict[str, str]:
    calendar = agreement.calendar
    limit = calendar.at(calendar.add_working_days(calendar.day(now), 1), time(12))
    return {
        "prenom": person.first_name or "",
        "limite": day_words(limit.astimezone(calendar.zone), language),
        **programme_values(agreement.programme),
    }


def _language(ears: Ears, heard: Heard, person: Person) -> str:
    """The language they wrote in when it is clear, else theirs, else French."""
    for language in (heard.reading.language, person.language):
        if language in ears.answers:
            return language
    return "fr"

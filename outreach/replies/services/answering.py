"""At most one automatic answer to a message, reserved in the transaction that stored it.

Pages and hooks never call a provider: a sender picks the row up and looks once more before it
calls (design.md §4, care.md §1 to §3).
"""

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.channels.base import Medium
from outreach.messages.models import Purpose
from outreach.messages.rules import gate
from outreach.messages.rules.dates import day_words
from outreach.messages.rules.render import for_page, for_sms, placeholders, render
from outreach.messages.services.reserve import Draft, capable, reserve, tone
from outreach.messages.services.standing import Agreement, Standing, load
from outreach.people.models import ContactPoint, Person, PointStatus
from outreach.replies.rules.follow import choose_answer
from outreach.replies.services.ears import Ears
from outreach.replies.services.heard import Heard
from outreach.sequences.services.wording import programme_values

# Never the person's own subject: it may say what nobody else should read on a screen.
_SUBJECT = "Votre message à l’association AHU"
_FRESH = timedelta(minutes=10)  # by night, an answer leaves at once or not at all
_BY_DAY = timedelta(hours=2)
_CONFIRMATIONS = frozenset({"STOP", "START", "WRONG"})
# Expected silences: nothing is wrong, nobody needs to look.
_QUIET = frozenset(
    {
        *(gate.Check.HOURS, gate.Check.HOLD, gate.Check.LATE, gate.Check.RECENT_ANSWER),
        *(gate.Check.CONFIRMED, gate.Check.OPT_OUT, gate.Check.SHARED, gate.Check.DISCREET),
        gate.Check.POINT,
    }
)


def answer(session: Session, ears: Ears, heard: Heard, now: datetime) -> None:
    """Reserve the safe answer to a message, if there is one and the gate lets it pass."""
    code = choose_answer(heard.reading)
    if code is None or heard.late or len(heard.cases) != 1 or len(heard.home.person_ids) != 1:
        return
    (case,) = heard.cases.values()
    person = session.get(Person, heard.home.person_ids[0])
    point = _point(session, heard)
    if person is None or point is None:
        return
    standing = load(session, [case.id], [person.id], now, held=ears.means.held)
    agreement = standing.agreements[case.programme_id]
    draft = _draft(ears, heard, code, person, point, agreement, now)
    if draft is None:
        return
    facts = _facts(ears, heard, draft, point, standing, agreement, now)
    verdict = gate.judge(draft.purpose, facts)
    if verdict.blocks and _QUIET.issuperset(verdict.blocks):
        return
    attempt, _ = reserve(session, ears.means, case, draft, facts)
    if attempt is not None and verdict.passes:
        heard.thread.automatic_at = now


def _point(session: Session, heard: Heard) -> ContactPoint | None:
    """The contact point the message came from: the answer goes nowhere else."""
    return session.scalar(
        select(ContactPoint)
        .where(ContactPoint.id.in_(heard.home.point_ids))
        .order_by(ContactPoint.rank, ContactPoint.id)
        .limit(1)
    )


def _draft(
    ears: Ears,
    heard: Heard,
    code: str,
    person: Person,
    point: ContactPoint,
    agreement: Agreement,
    now: datetime,
) -> Draft | None:
    medium = Medium(heard.reply.channel)
    language = _language(ears, heard, person)
    values = _values(agreement, person, language, now)
    fixed = ears.answers[language].get(code)
    if fixed is None or any(not values.get(name) for name in placeholders(fixed.text)):
        return None  # nobody has filled in who answers: the inbox has the message all the same
    text = render(fixed.text, values)
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
        point_ok=point.status != PointStatus.WRONG_PERSON,
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
        distress=heard.reply.alert,
        confirmed=bool(heard.inbound.opt_out_type) or (stopped and draft.text_code == "STOP"),
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

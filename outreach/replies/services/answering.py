"""At most one automatic answer to a message, reserved in the transaction that stored it.

Pages and hooks never call a provider: a sender picks the row up and looks once more before it
calls (design.md §4, care.md §1 to §3).
"""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from outreach.channels.base import Medium
from outreach.database import local_day
from outreach.messages.models import Purpose
from outreach.messages.rules import gate
from outreach.messages.rules.dates import day_words, hour_words
from outreach.messages.rules.render import for_page, for_sms, placeholders, render
from outreach.messages.services.reserve import Draft, capable, put_down, tone
from outreach.people.models import PointStatus
from outreach.replies.services.choosing import NOTHING, Choice
from outreach.replies.services.ears import Ears
from outreach.replies.services.heard import Heard
from outreach.replies.services.looking import Seen, look
from outreach.sequences.services.wording import programme_values
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, ask

_FRESH = timedelta(minutes=10)  # by night, an answer leaves at once or not at all
_BY_DAY = timedelta(hours=2)
_CONFIRMATIONS = frozenset({"STOP", "START"})
# The only texts that may follow another within twelve hours: they name a way to help.
_OF_DANGER = frozenset({"SUICIDE", "TOIT"})


def answer(
    session: Session,
    ears: Ears,
    heard: Heard,
    code: str | None,
    now: datetime,
    agreed: Choice = NOTHING,
) -> bool:
    """Reserve the safe answer to a message, if there is one and the gate lets it pass.

    `agreed`: the appointment that the message chose.
    """
    case = heard.own_case
    if code is None or heard.late or case is None or len(heard.home.person_ids) != 1:
        return False
    if heard.inbound.opt_out_type:
        return False  # the provider has answered: two texts would be one too many
    seen = look(session, heard.home.point_id, heard.thread.id)
    if seen is None:
        return False
    chosen = ears.answers[_language(ears, heard, seen)][code]
    text = chosen.two_way(heard.reply.channel == Medium.EMAIL)
    values = _values(seen, _language(ears, heard, seen), now, agreed)
    missing = sorted(name for name in placeholders(text) if not values.get(name))
    if missing:
        task = NewTask(TaskKind.DECIDE, local_day(session, now), reason=f"missing_{missing[0]}")
        ask(session, case, task, now=now)
        return False  # the inbox has the message all the same
    draft = _draft(ears, heard, code, seen, render(text, values), now)
    facts = _facts(ears, heard, draft, seen, now)
    return put_down(session, ears.means, case, draft, facts).passes


def _draft(ears: Ears, heard: Heard, code: str, seen: Seen, text: str, now: datetime) -> Draft:
    medium = Medium(heard.reply.channel)
    language = _language(ears, heard, seen)
    return Draft(
        purpose=Purpose.CONFIRMATION if code in _CONFIRMATIONS else Purpose.AUTOMATIC_ANSWER,
        medium=medium,
        person_id=seen.point.person_id,
        thread_id=heard.thread.id,
        point=seen.point,
        # Never the person's own: it may say what nobody else should read on a screen.
        subject=ears.answers[language][code].subject if medium is Medium.EMAIL else "",
        body=for_page(text, language) if medium is Medium.EMAIL else for_sms(text, language),
        language=language,
        text_code=code,
        reply_id=heard.reply.id,
        expires_at=now + (_BY_DAY if seen.calendar.is_open(now) else _FRESH),
        prompted=True,
    )


def _facts(ears: Ears, heard: Heard, draft: Draft, seen: Seen, now: datetime) -> gate.Facts:
    point = seen.point
    stopped = point.status == PointStatus.OPTED_OUT or seen.refused
    return gate.Facts(
        now=now,
        point_ok=point.status != PointStatus.WRONG_PERSON and not point.to_confirm,
        discreet=point.discreet,
        sender_ok=capable(ears.means, draft),
        tone=tone(ears.means, draft),
        opted_out=stopped,
        shared=seen.shared,
        open_now=seen.calendar.is_open(now),
        held=seen.held or ears.means.held,
        inbound_at=heard.inbound.at or now,
        found_late=heard.late or _is_late(heard, now),
        answered_at=seen.answered_at,
        distress=draft.text_code in _OF_DANGER,
        confirmed=stopped and draft.text_code == "STOP",
    )


def _is_late(heard: Heard, now: datetime) -> bool:
    """An e-mail fetched after an outage: its hour has passed, a human answers."""
    return heard.inbound.at is not None and now - heard.inbound.at > _BY_DAY


def _values(seen: Seen, language: str, now: datetime, agreed: Choice) -> dict[str, str]:
    calendar = seen.calendar
    limit = calendar.at(calendar.add_working_days(calendar.day(now), 1), time(12))
    at = agreed.starts_at.astimezone(calendar.zone) if agreed.starts_at is not None else None
    values = {
        "d": day_words(at, language) if at else "",
        "h": hour_words(at, language) if at else "",
        "prenom": seen.first_name or "",
        "limite": day_words(limit.astimezone(calendar.zone), language),
        **programme_values(seen.speaker),
    }
    if agreed.worker:
        values["ts"] = agreed.worker  # they will sit across from whoever has that hour
    return values


def _language(ears: Ears, heard: Heard, seen: Seen) -> str:
    """The language they wrote in when it is clear, else theirs, else French."""
    for language in (heard.reading.language, seen.language):
        if language in ears.answers:
            return language
    return "fr"

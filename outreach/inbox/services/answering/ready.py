"""Texts that are offered to whoever answers by hand, filled in for this person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy.orm import Session

from outreach.database import database_of
from outreach.inbox.rules import names_helpline
from outreach.inbox.services.sight import Found
from outreach.messages.models import Purpose
from outreach.messages.rules.dates import day_words
from outreach.messages.rules.render import RenderError, render
from outreach.programmes.models import Programme
from outreach.programmes.services import calendar_of
from outreach.replies.services.ears import Answers
from outreach.sequences.rules.answers import Answer
from outreach.sequences.services.wording import programme_values
from outreach.staff.models import Staff

_HOME = "fr"


@dataclass(frozen=True, slots=True)
class Ready:
    """One text; `guarded`: only once the person said that nobody else reads their messages."""

    code: str
    text: str = field(repr=False)
    guarded: bool = False


def ready_texts(
    session: Session, answers: Answers, staff: Staff, found: Found, now: datetime
) -> tuple[Ready, ...]:
    """Those that can be filled in for a person, in their language where there are any, in order."""
    if found.case is None or found.person is None:
        return ()
    offered = _offered(answers, found.person.language) or _offered(answers, _HOME)
    language = found.person.language if _offered(answers, found.person.language) else _HOME
    programme = session.get_one(Programme, found.case.programme_id)
    values = _values(session, programme, staff, found, language, now)
    return tuple(_filled_in(offered, values))


def _offered(answers: Answers, language: str) -> list[Answer]:
    found = answers.get(language, {}).values()
    return [answer for answer in found if answer.purpose == Purpose.ANSWER]


def _values(
    session: Session,
    programme: Programme,
    staff: Staff,
    found: Found,
    language: str,
    now: datetime,
) -> dict[str, str]:
    """Whoever answers signs, not whoever the agreement names."""
    calendar = calendar_of(session, programme, database_of(session).zone)
    limit = calendar.at(calendar.add_working_days(calendar.day(now), 1), time(12))
    return {
        **programme_values(programme),
        "prenom": (found.person.first_name if found.person else "") or "",
        "ts": staff.first_name,
        "limite": day_words(limit.astimezone(calendar.zone), language),
    }


def _filled_in(offered: list[Answer], values: Mapping[str, str]) -> Iterator[Ready]:
    for answer in offered:
        try:
            text = render(answer.text, values)
        except RenderError:
            continue  # it asks for what nobody has filled in
        yield Ready(answer.code, text, names_helpline(text))

"""What somebody typed, as it would leave: rendered, measured, and held against the gate."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState
from outreach.channels.base import Medium
from outreach.inbox.rules import is_late_or_early, names_helpline, written_in
from outreach.inbox.services.sight import Found
from outreach.inbox.services.thread.heard import senders, unhandled
from outreach.messages.models import Purpose
from outreach.messages.rules import gate
from outreach.messages.rules.render import for_page, for_sms
from outreach.messages.rules.segments import Measure, measure
from outreach.messages.rules.tone import Exposure, Finding, chosen, find
from outreach.messages.services.means import Means
from outreach.messages.services.reserve import Draft, sequence_facts
from outreach.messages.services.standing import Point, Standing, load
from outreach.people.models import ContactPoint, OptOut, PointKind, PointStatus
from outreach.replies.models import Reply
from outreach.staff.models import Staff

MOST_SEGMENTS = 10  # of an SMS; beyond, it is an e-mail
SAFE_TO_WRITE = "safe_to_write"  # asked beside the gate: is this phone watched?
_STALE = timedelta(hours=4)  # unsent by then, a human looks at it again
_BAD = (PointStatus.INVALID, PointStatus.WRONG_PERSON)
_NO_LONGER = (CaseState.CLOSED, CaseState.INELIGIBLE, CaseState.WAITING)
# Never the person's own subject, nor ours of the matter: screens show them to anybody.
_SUBJECTS = {
    Purpose.ANSWER: "Votre message à l’association AHU",
    Purpose.HUMAN_FIRST: "Un message de l’association AHU",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form holds. `seen`: the last message of the person that was on the page.

    `agreed`: the codes of what they were asked about and confirmed.
    """

    point_id: int
    text: str = field(repr=False)
    key: str = ""
    seen: int = 0
    agreed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Written:
    """The same, ready to leave, with what the gate says of it now.

    `words`: those that must not leave, as they are spelled; `cost`: of an SMS.
    """

    draft: Draft
    facts: gate.Facts
    verdict: gate.Verdict
    words: tuple[Finding, ...]
    asks: tuple[str, ...]
    cost: Measure | None

    @property
    def too_long(self) -> bool:
        """Whether it takes more SMS than anybody should get at once."""
        return self.cost is not None and self.cost.segments > MOST_SEGMENTS


def write(
    session: Session, means: Means, staff: Staff, found: Found, typed: Typed, now: datetime
) -> Written | None:
    """What was typed to a person of a case; None when the number or address is not theirs."""
    case, thread = found.case, found.thread
    point = _point(session, found, typed.point_id)
    if case is None or point is None or thread.person_id is None:
        return None
    waiting = [each for each in unhandled(session, thread.id) if each.nature != "auto_reply"]
    answered = waiting[-1] if thread.first_unanswered_at is not None and waiting else None
    draft = _draft(staff, found, point, typed, answered, now)
    standing = load(session, [case.id], [thread.person_id], now, held=means.held)
    facts = _facts(session, means, standing, case, draft, answered, now)
    verdict = gate.judge(draft.purpose, facts)
    sms = draft.medium is Medium.SMS
    return Written(
        draft,
        facts,
        verdict,
        words=_words(means, draft),
        asks=_asks(verdict, draft),
        cost=measure(draft.body) if sms else None,
    )


def _point(session: Session, found: Found, point_id: int) -> ContactPoint | None:
    point = session.get(ContactPoint, point_id)
    if point is None or point.person_id != found.thread.person_id or point.value is None:
        return None
    return point if point.kind in (PointKind.MOBILE, PointKind.EMAIL) else None


def _draft(
    staff: Staff,
    found: Found,
    point: ContactPoint,
    typed: Typed,
    answered: Reply | None,
    now: datetime,
) -> Draft:
    medium = Medium.EMAIL if point.kind == PointKind.EMAIL else Medium.SMS
    purpose = Purpose.HUMAN_FIRST if answered is None else Purpose.ANSWER
    language = written_in(typed.text)
    made = for_page if medium is Medium.EMAIL else for_sms
    return Draft(
        purpose=purpose,
        medium=medium,
        person_id=point.person_id,
        thread_id=found.thread.id,
        point=point,
        subject=_SUBJECTS[purpose] if medium is Medium.EMAIL else "",
        body=made(typed.text.replace("\r\n", "\n").strip(), language),
        language=language,
        reply_id=None if answered is None else answered.id,
        actor=staff.code,
        automated=False,
        expires_at=now + _STALE,
        prompted=answered is not None,
        key=typed.key,
    )


def _facts(
    session: Session,
    means: Means,
    standing: Standing,
    case: Case,
    draft: Draft,
    answered: Reply | None,
    now: datetime,
) -> gate.Facts:
    """What the gate asks, where a human who writes differs from the machine."""
    point, agreement = draft.point, standing.agreements[case.programme_id]
    theirs = not point.to_confirm or point.value_hash in senders(session, draft.thread_id)
    return replace(
        sequence_facts(standing, case, draft, now, means),
        point_ok=point.status not in _BAD and theirs,
        state_ok=case.state not in _NO_LONGER,
        open_now=not is_late_or_early(agreement.calendar, now, prompted=draft.prompted),
        wrote_after_stop=answered is not None and _wrote_after_stop(session, point, answered),
    )


def _wrote_after_stop(session: Session, point: Point | ContactPoint, answered: Reply) -> bool:
    """Whether the message to answer came by this very number, after every refusal of it."""
    if answered.sender_hash != point.value_hash:
        return False
    newer = select(OptOut.id).where(
        OptOut.value_hash == point.value_hash,
        OptOut.lifted_at.is_(None),
        OptOut.at >= answered.received_at,
    )
    return session.scalar(newer.limit(1)) is None


def _words(means: Means, draft: Draft) -> tuple[Finding, ...]:
    lexicons = chosen(means.lexicons, draft.language)
    return find(draft.body, Exposure.OPEN, prompted=draft.prompted, lexicons=lexicons)


def _asks(verdict: gate.Verdict, draft: Draft) -> tuple[str, ...]:
    own: Sequence[str] = (SAFE_TO_WRITE,) if names_helpline(draft.body) else ()
    return (*(check.value for check in verdict.asks), *own)

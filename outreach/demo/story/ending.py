"""How the story ends: what was done, where everybody stands, and whether promises were kept."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.replies.models import Reply
from outreach.tasks.models import Task, TaskState
from outreach.town.street import INBOUND, Street
from outreach.web import labels

_CALLS = ("call", "voicemail")


def totals(database: Database, street: Street) -> Iterator[str]:
    """The counts, a line each."""
    entries = street.carrier.book.all()
    sent = [entry for entry in entries if entry.direction != INBOUND]
    arrived = sum(entry.status == "delivered" for entry in sent)
    mails = sum(not mail.theirs for mail in street.post.mails)
    with database.read() as session:
        yield (
            f"Lettres postées : {_made(session, 'letter')}. "
            f"Appels : {_made(session, *_CALLS)}. Visites : {_made(session, 'visit')}."
        )
        yield f"SMS partis : {len(sent)}, dont {arrived} remis. E-mails partis : {mails}."
        replies = session.scalar(select(func.count(Reply.id)))
        cries = session.scalar(select(func.count(Reply.id)).where(Reply.alert))
        yield f"Messages reçus : {replies}, dont {cries} alertes."
        raised = session.scalar(select(func.count(Task.id)))
        still = session.scalar(select(func.count(Task.id)).where(Task.state == TaskState.OPEN))
        yield f"Tâches créées : {raised}, dont {still} encore ouvertes."
        yield f"Dossiers : {', '.join(_states(session))}."
        alerts = session.scalars(_open_alerts()).all()
        if alerts:
            yield f"Alertes qu'aucune simulation ne décide à la place d'un humain : {len(alerts)}."


def promises(found: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    """Each promise with a mark."""
    for name, breaches in found:
        told = f" : {len(breaches)} fois non" if breaches else ""
        yield f"{'✗' if breaches else '✓'} {name}{told}"


def _open_alerts() -> Select[int]:
    return select(Task.id).where(Task.reason == "alert", Task.state == TaskState.OPEN)


def _made(session: Session, *channels: str) -> int:
    rows = select(func.count(Attempt.id)).where(Attempt.channel.in_(channels))
    return session.scalar(rows) or 0


def _states(session: Session) -> Iterator[str]:
    counted = select(Case.state, Case.close_reason, func.count()).group_by(
        Case.state, Case.close_reason
    )
    for state, reason, count in session.execute(counted.order_by(Case.state, Case.close_reason)):
        why = f" ({labels.label(labels.CLOSE_REASONS, reason)})" if reason else ""
        yield f"{count} {labels.label(labels.CASE_STATES, state).lower()}{why}"

"""The record of a case as one document: the answer of ``case show --json`` (design.md §7)."""

import json
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, PauseReason, Referral, Thread
from outreach.cases.services import open_pauses
from outreach.database import database_of
from outreach.expertise.services.attempts import Tried, masked, tried, wrong_hashes
from outreach.messages.models import Attempt, Status
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.people.rules.addresses import one_line, unpack
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.services.versions import script_of
from outreach.tasks.models import Task

Document: TypeAlias = dict[str, Any]

# Several pauses may stand at once: the gravest is the one to show.
_GRAVEST = (PauseReason.ALERT, PauseReason.OPT_OUT)


def dossier(session: Session, reference: str) -> Document | None:
    """Everything the record holds of one case; None when there is no such reference."""
    case = session.scalar(select(Case).where(Case.reference == reference.strip().upper()))
    if case is None:
        return None
    referral = session.scalar(select(Referral).where(Referral.case_id == case.id))
    return {
        "reference": case.reference,
        "landlord_reference": referral.landlord_reference if referral else None,
        "state": case.state,
        "close_reason": case.close_reason,
        "eligible": case.eligible,
        "reasons": case.reasons,
        "tenant": _tenant(session, case),
        "contact_points": _contact_points(session, case),
        "sequence": sequence_of(session, case),
        "attempts": _attempts(session, case),
        "replies": _replies(session, case),
        "tasks": _tasks(session, case),
        "journal": _journal(session, case),
    }


def local(session: Session, instant: datetime | None) -> str | None:
    """An instant as the interface writes it: ISO 8601 with offset, in the service's zone."""
    if instant is None:
        return None
    return instant.astimezone(database_of(session).zone).isoformat(timespec="seconds")


def sequence_of(session: Session, case: Case) -> Document | None:
    """Where the run of a case stands; None when it was never enrolled."""
    row = session.execute(
        select(Enrolment, ScriptVersion)
        .join(ScriptVersion, ScriptVersion.id == Enrolment.version_id)
        .where(Enrolment.case_id == case.id)
        .order_by(Enrolment.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    enrolment, version = row
    return {
        "script": version.slug,
        "version": version.number,
        "state": enrolment.state,
        "next_step": next_step(enrolment, version),
        "due_at": local(session, enrolment.due_at),
        "pause": _pause(session, case, enrolment),
    }


def next_step(enrolment: Enrolment, version: ScriptVersion) -> str | None:
    """The step a run stands before; None once it is through or finished."""
    steps = script_of(version).steps
    ahead = enrolment.state != "finished" and enrolment.position < len(steps)
    return steps[enrolment.position].id if ahead else None


def _pause(session: Session, case: Case, enrolment: Enrolment) -> Document | None:
    pauses = open_pauses(session, case.id)
    if pauses:
        standing = next((p for p in pauses if p.reason in _GRAVEST), pauses[0])
        until = standing.until.isoformat() if standing.until else None
        return {"reason": standing.reason, "until": until}
    uncertain = session.scalar(
        select(Attempt.id).where(
            Attempt.enrolment_id == enrolment.id, Attempt.status == Status.UNCERTAIN
        )
    )
    return {"reason": "uncertain", "until": None} if uncertain is not None else None


def _tenant(session: Session, case: Case) -> Document:
    person = session.scalar(
        select(Person)
        .join(Thread, Thread.person_id == Person.id)
        .where(Thread.case_id == case.id)
        .order_by(Thread.id)
        .limit(1)
    )
    return {
        "first_name": person.first_name if person else None,
        "last_name": person.last_name if person else None,
        "language": person.language if person else None,
    }


def _contact_points(session: Session, case: Case) -> list[Document]:
    rows = session.scalars(
        select(ContactPoint)
        .join(Thread, Thread.person_id == ContactPoint.person_id)
        .where(Thread.case_id == case.id)
        .order_by(ContactPoint.person_id, ContactPoint.rank, ContactPoint.id)
    )
    return [{"kind": point.kind, "value": _shown(point), "status": point.status} for point in rows]


def _shown(point: ContactPoint) -> str | None:
    """Somebody else's number is masked in the record (care.md §2)."""
    if point.kind == PointKind.POSTAL and point.value is not None:
        return one_line(unpack(point.value))
    if point.status != PointStatus.WRONG_PERSON:
        return point.value
    return masked(point.value)


def _attempts(session: Session, case: Case) -> list[Document]:
    return [_attempt(session, each) for each in tried(session, case)]


def _attempt(session: Session, each: Tried) -> Document:
    row = each.row
    return {
        "number": each.number,
        "step": row.step,
        "purpose": row.purpose,
        "channel": row.channel,
        "convention_category": each.category,
        "automated": row.automated,
        "at": local(session, row.at),
        "to": each.to,
        "status": row.status,
        "counts": each.number is not None,
        "text": row.body,
        "segments": row.segments,
        "script_version": row.script_version,
        "error": each.error,
    }


def _replies(session: Session, case: Case) -> list[Document]:
    rows = session.scalars(
        select(Reply).where(Reply.case_id == case.id).order_by(Reply.received_at, Reply.id)
    )
    wrong = wrong_hashes(session, case)
    return [
        {
            "at": local(session, row.received_at),
            "channel": row.channel,
            "from": masked(row.sender) if row.sender_hash in wrong else row.sender,
            "text": row.text,
            "intents": json.loads(row.intents) if row.intents else [],
        }
        for row in rows
    ]


def _tasks(session: Session, case: Case) -> list[Document]:
    rows = session.scalars(select(Task).where(Task.case_id == case.id).order_by(Task.id))
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state,
            "due_on": row.due_on.isoformat(),
            "step": row.step,
            "outcome": row.outcome,
        }
        for row in rows
    ]


def _journal(session: Session, case: Case) -> Document:
    intact = record.verify(session, case.reference).intact
    return {"entries": case.journal_length, "head": case.journal_head, "intact": intact}

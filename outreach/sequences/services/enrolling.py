"""Putting a person on a script: at import, when a place frees, or when a human says so."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.cases.services import open_thread
from outreach.clock import Clock
from outreach.database import local_day
from outreach.record import services as record
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.services.planning import this_minute

DEFAULT_SCRIPT = "premier-contact"


class NoScriptError(LookupError):
    """Nothing is published under that name: ``outreach init`` loads the shipped scripts."""


def latest_version(session: Session, slug: str = DEFAULT_SCRIPT) -> ScriptVersion:
    """The latest published version of a script; raises `NoScriptError`."""
    found = session.scalar(
        select(ScriptVersion)
        .where(ScriptVersion.slug == slug)
        .order_by(ScriptVersion.number.desc())
        .limit(1)
    )
    if found is None:
        raise NoScriptError(slug)
    return found


def enrol(
    session: Session, clock: Clock, case: Case, person_id: int, *, actor: str, now: datetime
) -> Enrolment:
    """Start the latest script for a person of a case; the first tick acts on it."""
    version = latest_version(session)
    thread = open_thread(session, clock, case.id, person_id)
    enrolment = Enrolment(
        case_id=case.id,
        person_id=person_id,
        thread_id=thread.id,
        version_id=version.id,
        state="active",
        started_on=local_day(session, now),
        due_at=this_minute(now),
        reason="planned",
        created_at=now,
    )
    session.add(enrolment)
    session.flush()
    facts: record.Facts = {"script": version.slug, "version": version.number}
    record.write(session, case, "sequence.started", actor, now, facts)
    return enrolment

"""Putting a person on a script: at import, when a place frees, or when a human says so."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
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
    session: Session, pairs: Sequence[tuple[Case, Thread]], *, actor: str, now: datetime
) -> None:
    """Start the latest script for people of some cases; the first tick acts on it."""
    if not pairs:
        return
    version, today = latest_version(session), local_day(session, now)
    session.add_all(
        Enrolment(
            case_id=case.id,
            person_id=thread.person_id,
            thread_id=thread.id,
            version_id=version.id,
            state="active",
            started_on=today,
            due_at=this_minute(now),
            reason="planned",
            created_at=now,
        )
        for case, thread in pairs
    )
    session.flush()
    facts: record.Facts = {"script": version.slug, "version": version.number}
    notes = [record.Note(case, "sequence.started", actor, now, facts) for case, _ in pairs]
    record.write_all(session, notes)

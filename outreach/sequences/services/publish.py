"""Published versions of scripts: made from files, kept for ever, given back as files."""

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.clock import Clock
from outreach.database import Database
from outreach.sequences.models import ScriptVersion
from outreach.sequences.rules.script import Script, canonical
from outreach.sequences.services.files import read_scripts
from outreach.sequences.services.versions import script_of

SYSTEM = "system"


def load_shipped(database: Database, clock: Clock) -> list[str]:
    """Publish as version 1 each shipped script that has no version yet; returns their labels.

    A script that the coordinators have since changed is theirs: it is left alone.
    """
    made = []
    for script in read_scripts().scripts.values():
        try:
            with database.write() as session:
                if latest(session, script.slug) is None:
                    made.append(_add(session, script, 1, clock, SYSTEM).label)
        except IntegrityError:  # another process has just published it
            continue
    return made


def publish(session: Session, script: Script, clock: Clock, actor: str) -> ScriptVersion:
    """The version that holds `script`: the latest one if it is the same, else a new one."""
    before = latest(session, script.slug)
    if before is not None and before.digest == _digest(canonical(script)):
        return before
    return _add(session, script, before.number + 1 if before else 1, clock, actor)


def latest(session: Session, slug: str) -> ScriptVersion | None:
    """The version of a script that new runs take."""
    query = select(ScriptVersion).where(ScriptVersion.slug == slug)
    return session.scalar(query.order_by(ScriptVersion.number.desc()).limit(1))


def published(session: Session) -> dict[str, Script]:
    """The latest version of every script, by slug."""
    newest = (
        select(ScriptVersion.slug, func.max(ScriptVersion.number).label("number"))
        .group_by(ScriptVersion.slug)
        .subquery()
    )
    versions = session.scalars(
        select(ScriptVersion)
        .join(
            newest,
            (ScriptVersion.slug == newest.c.slug) & (ScriptVersion.number == newest.c.number),
        )
        .order_by(ScriptVersion.slug)
    )
    return {version.slug: script_of(version) for version in versions}


def _add(session: Session, script: Script, number: int, clock: Clock, actor: str) -> ScriptVersion:
    files = canonical(script)
    version = ScriptVersion(
        slug=script.slug,
        number=number,
        files=files,
        digest=_digest(files),
        published_at=clock.now(),
        published_by=actor,
    )
    session.add(version)
    session.flush()
    return version


def _digest(files: Mapping[str, str]) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    text = json.dumps(files, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()

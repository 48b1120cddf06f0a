"""Published versions, read back from their stored files."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.sequences.models import ScriptVersion
from outreach.sequences.rules.script import Script, parse_files

# By digest of the files: a published version never changes, so it is parsed once a process.
_read: dict[str, Script] = {}


def script_by(session: Session, digest: str) -> Script:
    """The script of some published version with that digest."""
    if digest in _read:
        return _read[digest]
    return script_of(session.scalars(select(ScriptVersion).filter_by(digest=digest)).all()[0])


def script_of(version: ScriptVersion) -> Script:
    """The script of a published version."""
    if version.digest not in _read:
        _read[version.digest] = parse_files(version.files)
    return _read[version.digest]

"""What the doctor looks at, and what it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from outreach.database import Database
from outreach.sequences.rules.library import Library
from outreach.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be: French sentence, and what to type or to put.

    A `note` is only good to know. Neither ever holds anything personal.
    """

    code: str
    sentence: str
    fix: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """One installation; `key_file` is where its key lies when the settings hold none."""

    settings: Settings
    database: Database
    now: datetime
    words: Library
    key_file: Path | None = None


# A check of the settings alone, and one that reads the database.
Check = Callable[[Patient], Iterator[Finding]]
Look = Callable[[Patient, Session], Iterator[Finding]]

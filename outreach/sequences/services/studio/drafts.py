"""Drafts: begun from the published version, changed part by part, thrown away.

What somebody else changed since a part was shown is never written over: the caller gets both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.clock import Clock
from outreach.database import Database
from outreach.sequences.models import ScriptDraft
from outreach.sequences.rules.script import Script, canonical
from outreach.sequences.rules.studio.edit import (
    Timing,
    date_faults,
    mark_of_dates,
    mark_of_words,
    step_of,
    with_dates,
    with_words,
)
from outreach.sequences.services.publish import latest
from outreach.sequences.services.studio.shelf import draft_of, draft_script

log = structlog.get_logger(__name__)


class Save(StrEnum):
    """What became of a change."""

    SAVED = "saved"
    SAME = "same"  # nothing to change, or a second click
    CLASH = "clash"  # somebody else changed this very part since
    GONE = "gone"  # published or thrown away since
    UNKNOWN = "unknown"  # no such step or language


@dataclass(frozen=True, slots=True)
class WordsEdit:
    """New words of a step in a language; `seen` is the mark of those that were shown."""

    step: str
    language: str
    words: Mapping[str, str]
    seen: str


@dataclass(frozen=True, slots=True)
class DatesEdit:
    """New days and windows; `seen` is the mark of those that were shown."""

    timings: Mapping[str, Timing]
    seen: str


def begin(database: Database, clock: Clock, slug: str, actor: str) -> bool:
    """Make sure that a published script has a draft; False when there is no such script."""
    with database.write() as session:
        version = latest(session, slug)
        if version is None:
            return False
        if draft_of(session, slug) is not None:
            return True
        draft = ScriptDraft(
            slug=slug,
            base_number=version.number,
            files=dict(version.files),
            revision=1,
            edited_at=clock.now(),
            edited_by=actor,
        )
        try:
            with session.begin_nested():
                session.add(draft)
        except IntegrityError:  # a colleague has just begun it
            return True
    log.info("draft.begun", slug=slug, base=version.number, actor=actor)
    return True


def save_words(database: Database, clock: Clock, slug: str, edit: WordsEdit, actor: str) -> Save:
    """Keep new words, unless somebody else changed the same ones meanwhile."""

    def change(script: Script) -> Script | Save:
        step = step_of(script, edit.step)
        if step is None or edit.language not in script.texts:
            return Save.UNKNOWN
        changed = with_words(script, edit.step, edit.language, edit.words)
        if changed == script:
            return Save.SAME
        current = mark_of_words(script, edit.step, edit.language)
        return changed if current == edit.seen else Save.CLASH

    return _save(database, clock, slug, change, actor)


def save_dates(database: Database, clock: Clock, slug: str, edit: DatesEdit, actor: str) -> Save:
    """Keep new days and windows, unless somebody else changed some meanwhile.

    The caller has shown what `date_faults` says; dates that can't be are refused with ValueError.
    """

    def change(script: Script) -> Script | Save:
        if not set(edit.timings) <= {step.id for step in script.steps}:
            return Save.UNKNOWN
        if with_dates(script, edit.timings) == script:
            return Save.SAME
        if mark_of_dates(script) != edit.seen:
            return Save.CLASH
        if any(date_faults(script, edit.timings)):
            raise ValueError("the days of a script never go back")
        return with_dates(script, edit.timings)

    return _save(database, clock, slug, change, actor)


def discard(database: Database, slug: str, revision: int, actor: str) -> Save:
    """Throw a draft away, unless it changed since it was shown."""
    with database.write() as session:
        draft = draft_of(session, slug, lock=True)
        if draft is None:
            return Save.GONE
        if draft.revision != revision:
            return Save.CLASH
        session.delete(draft)
    log.info("draft.discarded", slug=slug, revision=revision, actor=actor)
    return Save.SAVED


def _save(
    database: Database,
    clock: Clock,
    slug: str,
    change: Callable[[Script], Script | Save],
    actor: str,
) -> Save:
    with database.write() as session:
        draft = draft_of(session, slug, lock=True)
        if draft is None:
            return Save.GONE
        outcome = change(draft_script(draft))
        if isinstance(outcome, Save):
            return outcome
        _keep(session, draft, outcome, clock, actor)
    return Save.SAVED


def _keep(session: Session, draft: ScriptDraft, script: Script, clock: Clock, actor: str) -> None:
    draft.files = canonical(script)
    draft.revision += 1
    draft.edited_at, draft.edited_by = clock.now(), actor
    session.flush()

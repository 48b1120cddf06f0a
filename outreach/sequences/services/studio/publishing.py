"""From a draft to a version: read once more, compared, published once, by somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.clock import Clock
from outreach.database import Database
from outreach.messages.rules.tone import Lexicon
from outreach.sequences.models import ScriptVersion
from outreach.sequences.rules.check import Problem, Report, check
from outreach.sequences.rules.library import Library
from outreach.sequences.rules.script import Script
from outreach.sequences.rules.studio.changes import StepChange, compare
from outreach.sequences.services.publish import latest, publish
from outreach.sequences.services.studio.shelf import (
    DraftMark,
    Edition,
    draft_mark,
    draft_of,
    draft_script,
    shelved,
    shipped_words,
)
from outreach.sequences.services.versions import script_of

log = structlog.get_logger(__name__)
Lexicons = Mapping[str, Lexicon]


@dataclass(frozen=True, slots=True)
class Review:
    """A draft beside the version that newcomers take today, and what is wrong with its words.

    `editions`: those that cases run on, newest first. `overtaken`: somebody published another
    version since the draft was begun.
    """

    slug: str
    mark: DraftMark
    draft: Script
    published: Script
    current: Edition
    editions: tuple[Edition, ...]
    report: Report
    changes: tuple[StepChange, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What must be put right before anything is published, in the order of the script."""
        order = {step.id: rank for rank, step in enumerate(self.draft.steps)}
        return tuple(
            sorted(
                self.report.problems,
                key=lambda one: (order.get(one.step, -1), one.language != "fr", one.language),
            )
        )

    @property
    def overtaken(self) -> bool:
        """Whether the draft began from an older version than today's."""
        return self.mark.base_number != self.current.number

    @property
    def same(self) -> bool:
        """Whether there is nothing to publish."""
        return self.draft == self.published


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page showed of the draft and of the version it would follow."""

    revision: int
    number: int


class Verdict(StrEnum):
    """What became of a wish to publish."""

    PUBLISHED = "published"
    FINDINGS = "findings"
    SAME = "same"
    CHANGED = "changed"  # since the page was shown
    GONE = "gone"  # published or thrown away since


@dataclass(frozen=True, slots=True)
class Published:
    """The answer; `number` is the version made, or the one in force."""

    verdict: Verdict
    number: int = 0
    at: datetime | None = None


def report_of(slug: str, script: Script, lexicons: Lexicons) -> Report:
    """What `scripts load` would say of a script: its words, and the answers of its languages."""
    return check(Library({slug: script}, shipped_words().answers, lexicons))


def review(session: Session, slug: str, lexicons: Lexicons) -> Review | None:
    """A draft as it stands; None when there is none."""
    draft, mark, found = draft_of(session, slug), draft_mark(session, slug), shelved(session, slug)
    if draft is None or mark is None or found is None:
        return None
    script = draft_script(draft)
    return Review(
        slug=slug,
        mark=mark,
        draft=script,
        published=found.script,
        current=found.current,
        editions=tuple(edition for edition in found.editions if edition.cases),
        report=report_of(slug, script, lexicons),
        changes=compare(found.script, script),
    )


def publish_draft(
    database: Database, clock: Clock, slug: str, seen: Seen, lexicons: Lexicons, actor: str
) -> Published:
    """Make a version of a draft that is clean and still as it was shown; the draft disappears."""
    try:
        with database.write() as session:
            answer = _publish(session, clock, slug, seen, lexicons, actor)
    except IntegrityError:  # `scripts load` has just made that version
        return Published(Verdict.CHANGED)
    if answer.verdict is Verdict.PUBLISHED:
        log.info("script.published", slug=slug, version=answer.number, actor=actor)
    return answer


def _publish(
    session: Session, clock: Clock, slug: str, seen: Seen, lexicons: Lexicons, actor: str
) -> Published:
    draft, before = draft_of(session, slug, lock=True), latest(session, slug)
    number = before.number if before else 0
    if draft is None or before is None:
        return Published(Verdict.GONE, number)
    if (draft.revision, number) != (seen.revision, seen.number):
        return Published(Verdict.CHANGED, number)
    script = draft_script(draft)
    if script == script_of(before):
        return Published(Verdict.SAME, number)
    if report_of(slug, script, lexicons).problems:
        return Published(Verdict.FINDINGS, number)
    version: ScriptVersion = publish(session, script, clock, actor)
    session.delete(draft)
    return Published(Verdict.PUBLISHED, version.number, version.published_at)

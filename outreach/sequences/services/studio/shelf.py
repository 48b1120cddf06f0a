"""The scripts there are: their published versions, who still runs on each, their drafts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from outreach.sequences.models import Enrolment, ScriptDraft, ScriptVersion
from outreach.sequences.rules.library import Library
from outreach.sequences.rules.script import Script, parse_files
from outreach.sequences.services.files import read_scripts
from outreach.sequences.services.versions import script_of
from outreach.staff.services.names import first_names


@dataclass(frozen=True, slots=True)
class Edition:
    """One published version. `author`: a first name, or the code of who has none (`system`)."""

    number: int
    published_at: datetime
    author: str
    cases: int  # that run on it, or are paused on it


@dataclass(frozen=True, slots=True)
class DraftMark:
    """That a draft exists, where it started from, and who touched it last."""

    base_number: int
    revision: int
    edited_at: datetime
    editor: str
    editor_code: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """One script: the version that newcomers take, the earlier ones, the draft if there is one."""

    slug: str
    script: Script
    editions: tuple[Edition, ...]  # newest first
    draft: DraftMark | None = None

    @property
    def current(self) -> Edition:
        """The version that newcomers take."""
        return self.editions[0]

    @property
    def languages(self) -> tuple[str, ...]:
        """French first, then by code."""
        return ordered(self.script.texts)

    @property
    def running(self) -> int:
        """Cases that run on any version."""
        return sum(edition.cases for edition in self.editions)


@cache
def shipped_words() -> Library:
    """The answers and the lists that come with the software, read once a process."""
    return read_scripts()


def ordered(languages: Iterable[str]) -> tuple[str, ...]:
    """Languages as people look for them: French first."""
    return tuple(sorted(languages, key=lambda code: (code != "fr", code)))


def shelf(session: Session) -> tuple[Shelved, ...]:
    """Every script that was ever published, by slug."""
    slugs = session.scalars(select(ScriptVersion.slug).distinct().order_by(ScriptVersion.slug))
    found = (shelved(session, slug) for slug in slugs.all())
    return tuple(one for one in found if one is not None)


def shelved(session: Session, slug: str) -> Shelved | None:
    """One script with all its versions; None when nothing is published under that name."""
    rows = session.scalars(
        select(ScriptVersion)
        .where(ScriptVersion.slug == slug)
        .order_by(ScriptVersion.number.desc())
    ).all()
    if not rows:
        return None
    running = _running(session, [row.id for row in rows])
    names = names_of(session, [row.published_by for row in rows])
    editions = (
        Edition(row.number, row.published_at, names[row.published_by], running.get(row.id, 0))
        for row in rows
    )
    return Shelved(slug, script_of(rows[0]), tuple(editions), draft_mark(session, slug))


def edition_script(session: Session, slug: str, number: int) -> Script | None:
    """The script as that version has it."""
    version = session.scalar(
        select(ScriptVersion).where(ScriptVersion.slug == slug, ScriptVersion.number == number)
    )
    return script_of(version) if version else None


def draft_of(session: Session, slug: str, *, lock: bool = False) -> ScriptDraft | None:
    """The draft of a script; `lock` keeps others from changing it in this transaction."""
    query = select(ScriptDraft).where(ScriptDraft.slug == slug)
    return session.scalar(query.with_for_update() if lock else query)


def draft_script(draft: ScriptDraft) -> Script:
    """The script that a draft holds."""
    return _parsed(tuple(sorted(draft.files.items())))


@lru_cache(maxsize=16)  # a draft is read at each key that is typed, and changes at each save
def _parsed(files: tuple[tuple[str, str], ...]) -> Script:
    return parse_files(dict(files))


def draft_mark(session: Session, slug: str) -> DraftMark | None:
    """What the pages say of a draft without showing it."""
    draft = draft_of(session, slug)
    if draft is None:
        return None
    code = draft.edited_by
    name = names_of(session, [code])[code]
    return DraftMark(draft.base_number, draft.revision, draft.edited_at, name, code)


def names_of(session: Session, codes: Iterable[str]) -> Mapping[str, str]:
    """First names by code; a code without anybody stands for itself."""
    wanted = set(codes)
    known = first_names(session, wanted)
    return {code: known.get(code, code) for code in wanted}


def _running(session: Session, versions: list[int]) -> dict[int, int]:
    """Cases by version whose run is not over."""
    rows = session.execute(
        select(Enrolment.version_id, func.count(distinct(Enrolment.case_id)).label("cases"))
        .where(Enrolment.version_id.in_(versions), Enrolment.state != "finished")
        .group_by(Enrolment.version_id)
    )
    return {row.version_id: row.cases for row in rows}

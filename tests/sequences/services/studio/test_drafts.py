"""Drafts: one a script, kept part by part, never written over unseen."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time

import pytest
from sqlalchemy import select

from outreach.clock import StillClock
from outreach.database import Database
from outreach.sequences.models import ScriptDraft
from outreach.sequences.rules.script import Script, canonical
from outreach.sequences.rules.studio.edit import (
    Timing,
    mark_of_dates,
    mark_of_words,
    timings,
    words_of,
)
from outreach.sequences.services import publish
from outreach.sequences.services.studio.drafts import (
    DatesEdit,
    Save,
    WordsEdit,
    begin,
    discard,
    save_dates,
    save_words,
)
from outreach.sequences.services.studio.shelf import draft_of, draft_script
from tests.databases import MONDAY
from tests.world import LIBRARY

SLUG, NADIA, HUGO = "premier-contact", "S-0002", "S-0003"
SHIPPED = LIBRARY.scripts[SLUG]


@pytest.fixture
def clock() -> StillClock:
    return StillClock(MONDAY)


@pytest.fixture
def begun(database: Database, clock: StillClock) -> Database:
    """A database with a draft of the shipped script, on both engines."""
    publish.load_shipped(database, clock)
    assert begin(database, clock, SLUG, NADIA)
    return database


@pytest.fixture
def started(sqlite_database: Database, clock: StillClock) -> Iterator[Database]:
    """The same on SQLite only."""
    publish.load_shipped(sqlite_database, clock)
    assert begin(sqlite_database, clock, SLUG, NADIA)
    return sqlite_database


def row(database: Database) -> ScriptDraft:
    with database.read() as session:
        return session.scalars(select(ScriptDraft)).one()


def kept(database: Database) -> Script:
    return draft_script(row(database))


def edit(text: str, seen: Script, language: str = "fr") -> WordsEdit:
    return WordsEdit("S5", language, {"text": text}, mark_of_words(seen, "S5", language))


def test_a_draft_begins_as_the_published_version(begun: Database) -> None:
    draft = row(begun)
    assert (draft.base_number, draft.revision, draft.edited_by) == (1, 1, NADIA)
    assert draft.files == canonical(SHIPPED)
    assert draft_script(draft) == SHIPPED


def test_drafts_asked_for_at_once_are_one(database: Database, clock: StillClock) -> None:
    publish.load_shipped(database, clock)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: begin(database, clock, SLUG, NADIA), range(4)))
    assert made == [True] * 4
    assert row(database).revision == 1


def test_a_script_that_is_not_there_has_no_draft(
    sqlite_database: Database, clock: StillClock
) -> None:
    assert not begin(sqlite_database, clock, "inconnu", NADIA)


def test_words_are_kept_with_who_and_when(begun: Database, clock: StillClock) -> None:
    saved = save_words(begun, clock, SLUG, edit("Au revoir. {tel}", SHIPPED), HUGO)
    draft = row(begun)
    assert (saved, draft.revision, draft.edited_by) == (Save.SAVED, 2, HUGO)
    assert words_of(draft_script(draft), "S5", "fr").text == "Au revoir. {tel}"


def test_a_second_click_changes_nothing(started: Database, clock: StillClock) -> None:
    for wanted in (Save.SAVED, Save.SAME):
        assert save_words(started, clock, SLUG, edit("Au revoir", SHIPPED), NADIA) is wanted
    assert row(started).revision == 2


def test_the_same_words_changed_by_two_are_a_clash_and_the_first_stay(
    begun: Database, clock: StillClock
) -> None:
    assert save_words(begun, clock, SLUG, edit("De Nadia", SHIPPED), NADIA) is Save.SAVED
    assert save_words(begun, clock, SLUG, edit("De Hugo", SHIPPED), HUGO) is Save.CLASH
    assert words_of(kept(begun), "S5", "fr").text == "De Nadia"
    assert save_words(begun, clock, SLUG, edit("De Hugo", kept(begun)), HUGO) is Save.SAVED


def test_words_of_other_languages_do_not_clash(started: Database, clock: StillClock) -> None:
    assert save_words(started, clock, SLUG, edit("De Nadia", SHIPPED), NADIA) is Save.SAVED
    assert save_words(started, clock, SLUG, edit("مرحبا", SHIPPED, "ar"), HUGO) is Save.SAVED
    assert [words_of(kept(started), "S5", code).text for code in ("fr", "ar")] == [
        "De Nadia",
        "مرحبا",
    ]


def test_two_who_save_the_same_words_at_once_never_both_win(
    begun: Database, clock: StillClock
) -> None:
    with ThreadPoolExecutor(4) as pool:
        saved = list(
            pool.map(
                lambda name: save_words(begun, clock, SLUG, edit(name, SHIPPED), NADIA), "abcd"
            )
        )
    assert sorted(saved) == [Save.CLASH] * 3 + [Save.SAVED]


@pytest.mark.parametrize(("step", "language"), [("S9", "fr"), ("S5", "xx")])
def test_an_unknown_place_is_told(
    started: Database, clock: StillClock, step: str, language: str
) -> None:
    wanted = WordsEdit(step, language, {"text": "Bonjour"}, "")
    assert save_words(started, clock, SLUG, wanted, NADIA) is Save.UNKNOWN


def test_dates_are_kept_and_clash_like_words(started: Database, clock: StillClock) -> None:
    noon = Timing(6, ((time(12), time(14)),))
    wanted = DatesEdit({**timings(SHIPPED), "S2": noon}, mark_of_dates(SHIPPED))
    assert save_dates(started, clock, SLUG, wanted, NADIA) is Save.SAVED
    assert save_dates(started, clock, SLUG, wanted, NADIA) is Save.SAME
    assert timings(kept(started))["S2"] == noon
    other = DatesEdit({**timings(SHIPPED), "S2": Timing(7)}, mark_of_dates(SHIPPED))
    assert save_dates(started, clock, SLUG, other, HUGO) is Save.CLASH
    words = edit("Au revoir", SHIPPED)
    assert save_words(started, clock, SLUG, words, HUGO) is Save.SAVED


def test_dates_that_can_not_be_are_never_kept(started: Database, clock: StillClock) -> None:
    wanted = DatesEdit({"S2": Timing(-5)}, mark_of_dates(SHIPPED))
    with pytest.raises(ValueError, match="go back"):
        save_dates(started, clock, SLUG, wanted, NADIA)
    unknown = DatesEdit({"S9": Timing(5)}, mark_of_dates(SHIPPED))
    assert save_dates(started, clock, SLUG, unknown, NADIA) is Save.UNKNOWN
    assert kept(started) == SHIPPED


def test_a_draft_is_thrown_away_as_it_was_shown(begun: Database, clock: StillClock) -> None:
    save_words(begun, clock, SLUG, edit("Au revoir", SHIPPED), HUGO)
    assert discard(begun, SLUG, 1, NADIA) is Save.CLASH
    assert discard(begun, SLUG, 2, NADIA) is Save.SAVED
    assert discard(begun, SLUG, 2, NADIA) is Save.GONE
    with begun.read() as session:
        assert draft_of(session, SLUG) is None


def test_what_is_saved_into_no_draft_is_told(started: Database, clock: StillClock) -> None:
    discard(started, SLUG, 1, NADIA)
    assert save_words(started, clock, SLUG, edit("Au revoir", SHIPPED), NADIA) is Save.GONE
    dates = DatesEdit({"S2": Timing(6)}, mark_of_dates(SHIPPED))
    assert save_dates(started, clock, SLUG, dates, NADIA) is Save.GONE

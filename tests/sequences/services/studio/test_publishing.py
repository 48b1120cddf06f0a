"""From a draft to a version: once, clean, as it was shown, and only for those who come after."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from outreach.database import Database
from outreach.sequences.models import Enrolment, ScriptDraft, ScriptVersion
from outreach.sequences.rules.check import Code
from outreach.sequences.rules.studio.edit import mark_of_words, words_of
from outreach.sequences.services import publish
from outreach.sequences.services.enrolling import latest_version
from outreach.sequences.services.studio.drafts import Save, WordsEdit, begin, save_words
from outreach.sequences.services.studio.publishing import (
    Published,
    Review,
    Seen,
    Verdict,
    publish_draft,
    review,
)
from outreach.sequences.services.studio.shelf import draft_of, draft_script, shelf
from outreach.sequences.services.versions import script_of
from tests.world import LIBRARY, World, add_case, make_world

SLUG, NADIA = "premier-contact", "S-0002"
GOODBYE = "Bonjour {prenom}, ici {ts}, association AHU. Plus tard, si vous voulez : {tel}."


def write(world: World, text: str, step: str = "S5", language: str = "fr") -> None:
    with world.database.read() as session:
        draft = draft_of(session, SLUG)
        assert draft is not None
        seen = mark_of_words(draft_script(draft), step, language)
    edit = WordsEdit(step, language, {"text": text}, seen)
    assert save_words(world.database, world.clock, SLUG, edit, NADIA) is Save.SAVED


def drafted(database: Database) -> World:
    """A world with a draft that says goodbye otherwise."""
    world = make_world(database)
    assert begin(database, world.clock, SLUG, NADIA)
    write(world, GOODBYE)
    return world


def looked_at(world: World) -> Review:
    with world.database.read() as session:
        found = review(session, SLUG, LIBRARY.lexicons)
    assert found is not None
    return found


def wish(world: World, revision: int = 2, number: int = 1) -> Published:
    seen = Seen(revision, number)
    return publish_draft(world.database, world.clock, SLUG, seen, LIBRARY.lexicons, NADIA)


def versions(database: Database) -> list[ScriptVersion]:
    with database.read() as session:
        return list(session.scalars(select(ScriptVersion).order_by(ScriptVersion.number)))


def test_a_review_says_what_changes_and_for_whom(sqlite_database: Database) -> None:
    world = drafted(sqlite_database)
    add_case(world)
    shown = looked_at(world)
    assert [change.step for change in shown.changes] == ["S5"]
    assert [(one.number, one.cases) for one in shown.editions] == [(1, 1)]
    assert (shown.problems, shown.overtaken, shown.same) == ((), False, False)


def test_newcomers_take_the_new_version_and_the_others_keep_theirs(database: Database) -> None:
    world = drafted(database)
    add_case(world)
    assert wish(world) == Published(Verdict.PUBLISHED, 2, world.clock.now())
    with database.read() as session:
        newest = latest_version(session)
        assert (newest.number, newest.published_by) == (2, NADIA)
        assert words_of(script_of(newest), "S5", "fr").text == GOODBYE
        running = session.scalars(select(Enrolment)).one()
        old = session.get_one(ScriptVersion, running.version_id)
        assert old.number == 1
        assert script_of(old) == LIBRARY.scripts[SLUG]
        assert session.scalar(select(func.count()).select_from(ScriptDraft)) == 0
        assert [one.cases for one in shelf(session)[0].editions] == [0, 1]


def test_a_second_click_publishes_nothing(sqlite_database: Database) -> None:
    world = drafted(sqlite_database)
    assert wish(world).verdict is Verdict.PUBLISHED
    assert wish(world) == Published(Verdict.GONE, 2)
    assert len(versions(sqlite_database)) == 2


def test_two_clicks_at_once_make_one_version(database: Database) -> None:
    world = drafted(database)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: wish(world).verdict, range(4)))
    assert answers.count(Verdict.PUBLISHED) == 1
    assert len(versions(database)) == 2


def test_a_stale_click_never_publishes_the_next_draft(sqlite_database: Database) -> None:
    world = drafted(sqlite_database)
    assert wish(world).verdict is Verdict.PUBLISHED
    begin(sqlite_database, world.clock, SLUG, NADIA)
    write(world, GOODBYE.replace("Plus tard", "Un autre jour"))
    assert wish(world).verdict is Verdict.CHANGED
    assert len(versions(sqlite_database)) == 2


def test_what_changed_since_it_was_shown_is_not_published(sqlite_database: Database) -> None:
    world = drafted(sqlite_database)
    assert wish(world, revision=1).verdict is Verdict.CHANGED
    assert wish(world, number=0).verdict is Verdict.CHANGED


@pytest.mark.parametrize(
    ("step", "language", "text", "code"),
    [
        ("S2", "fr", "Bonjour {prenom}, ici {ts}. Votre loyer ? OUI", Code.REVEALS),
        ("S2", "ar", "مرحبا {prenom}، معك {ts}. الإيجار؟", Code.REVEALS),
        ("S2", "tr", "Merhaba {prenom}, ben {ts}. Kiranız hakkında: EVET?", Code.REVEALS),
        ("S2", "tr", "Merhaba {prenom}, ben {ts}. BORCUNUZ: EVET?", Code.REVEALS),
        ("S2", "fr", "", Code.MISSING_TEXT),
        ("S2", "fr", "Bonjour {prenom} {nom}, ici {ts}. OUI", Code.UNKNOWN_PLACEHOLDER),
        ("S2", "fr", "Bonjour {prenom}, ici {ts}. {", Code.STRAY_BRACE),
    ],
)
def test_a_finding_stops_it_and_the_draft_stays(
    sqlite_database: Database, step: str, language: str, text: str, code: Code
) -> None:
    world = drafted(sqlite_database)
    write(world, text, step, language)
    found = [(one.step, one.language, one.field, one.code) for one in looked_at(world).problems]
    assert (step, language, "text", code) in found
    assert wish(world, revision=3).verdict is Verdict.FINDINGS
    assert len(versions(sqlite_database)) == 1
    assert looked_at(world).mark.revision == 3


def test_nothing_new_is_not_published(sqlite_database: Database) -> None:
    world = make_world(sqlite_database)
    begin(sqlite_database, world.clock, SLUG, NADIA)
    assert looked_at(world).same
    assert wish(world, revision=1).verdict is Verdict.SAME


def test_a_version_loaded_meanwhile_is_shown_before_it_is_replaced(
    sqlite_database: Database,
) -> None:
    world = drafted(sqlite_database)
    with sqlite_database.write() as session:
        publish.publish(session, replace(LIBRARY.scripts[SLUG], title="Autre"), world.clock, "cli")
    shown = looked_at(world)
    assert shown.overtaken
    assert (shown.current.number, shown.current.author) == (2, "cli")
    assert wish(world, number=1).verdict is Verdict.CHANGED
    assert wish(world, number=2).verdict is Verdict.PUBLISHED


def test_without_a_draft_there_is_nothing_to_look_at(sqlite_database: Database) -> None:
    world = make_world(sqlite_database)
    with sqlite_database.read() as session:
        assert review(session, SLUG, LIBRARY.lexicons) is None
        assert review(session, "inconnu", LIBRARY.lexicons) is None
    assert wish(world, 1).verdict is Verdict.GONE

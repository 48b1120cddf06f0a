"""What pages publish and what files hold are one and the same."""

from pathlib import Path

import pytest

from outreach.parts import Parts, assemble
from outreach.sequences.rules.studio.edit import mark_of_words
from outreach.sequences.services.studio.drafts import Save, WordsEdit, begin, save_words
from outreach.sequences.services.studio.publishing import Seen, Verdict, publish_draft
from outreach.sequences.services.studio.shelf import draft_mark
from outreach.settings import Settings
from tests.cli.conftest import Terminal
from tests.world import LIBRARY

SLUG, NADIA = "premier-contact", "S-0002"
GOODBYE = 'Bonjour {prenom}, ici {ts}, association AHU. "Plus tard" \\ si vous voulez : {tel}.'


@pytest.fixture
def parts(ready: Terminal) -> Parts:
    """What the pages work with, over the same database; a draft says goodbye otherwise."""
    found = assemble(Settings(_env_file=None, database_url=ready.env["OUTREACH_DATABASE_URL"]))
    assert begin(found.database, found.clock, SLUG, NADIA)
    seen = mark_of_words(LIBRARY.scripts[SLUG], "S5", "fr")
    edit = WordsEdit("S5", "fr", {"text": GOODBYE}, seen)
    assert save_words(found.database, found.clock, SLUG, edit, NADIA) is Save.SAVED
    return found


def french(folder: Path) -> Path:
    return folder / SLUG / "fr.toml"


def test_a_draft_is_not_exported_and_its_publication_is(ready: Terminal, parts: Parts) -> None:
    assert ready.type("scripts", "export", "avant").code == 0
    assert "Plus tard" not in french(ready.folder / "avant").read_text(encoding="utf-8")
    seen = Seen(revision=2, number=1)
    published = publish_draft(parts.database, parts.clock, SLUG, seen, LIBRARY.lexicons, NADIA)
    assert published.verdict is Verdict.PUBLISHED
    assert ready.type("scripts", "export", "après").code == 0
    assert "Plus tard" in french(ready.folder / "après").read_text(encoding="utf-8")
    assert ready.type("scripts", "check", "après").code == 0
    loaded = ready.type("scripts", "load", "après")
    assert loaded.err == f"{SLUG} : inchangé, version 2.\n"


def test_files_loaded_over_a_draft_say_that_it_is_there(ready: Terminal, parts: Parts) -> None:
    assert ready.type("scripts", "export", "mots").code == 0
    file = french(ready.folder / "mots")
    text = file.read_text(encoding="utf-8").replace("au sujet de votre logement", "cette semaine")
    file.write_text(text, encoding="utf-8")
    loaded = ready.type("scripts", "load", "mots")
    assert f"{SLUG} : version 2.\n" in loaded.err
    assert "un brouillon plus ancien est ouvert" in loaded.err
    with parts.database.read() as session:
        mark = draft_mark(session, SLUG)
    assert mark is not None
    assert (mark.base_number, mark.revision) == (1, 2)

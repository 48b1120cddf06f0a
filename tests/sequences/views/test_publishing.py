"""A draft becomes the version that newcomers take, once; or is thrown away, after asking."""

import pytest
from sqlalchemy import select

from outreach.sequences.models import ScriptDraft, ScriptVersion
from outreach.sequences.services.studio.drafts import begin
from outreach.staff.models import Role
from tests.sequences.services.studio.test_publishing import GOODBYE, write
from tests.sequences.views.test_writing import DRAFT, SLUG, read
from tests.web.desk import Desk, Visitor
from tests.world import add_case

SCRIPT = f"/scenarios/{SLUG}"
PUBLISH, DISCARD = f"{DRAFT}/publier", f"{DRAFT}/abandonner"
SEEN = {"revision": "2", "number": "1"}


@pytest.fixture
def nadia(desk: Desk) -> Visitor:
    """A coordinator with a draft that says goodbye otherwise, and two cases under way."""
    client = desk.sign_in(Role.COORDINATOR, "Nadia")
    assert client.staff is not None
    begin(desk.world.database, desk.world.clock, SLUG, client.staff.code)
    write(desk.world, GOODBYE)
    for number in range(2):
        add_case(desk.world, phone=f"+336399800{20 + number}", email=None)
    return client


def numbers(desk: Desk) -> list[int]:
    with desk.world.database.read() as session:
        return list(session.scalars(select(ScriptVersion.number).order_by(ScriptVersion.number)))


def drafts(desk: Desk) -> int:
    with desk.world.database.read() as session:
        return len(session.scalars(select(ScriptDraft)).all())


def test_the_page_says_what_changes_and_for_whom(nadia: Visitor) -> None:
    shown = read(nadia.get(PUBLISH))
    assert "Les 2 dossiers en cours gardent la version 1." in shown
    assert "Les nouveaux dossiers suivront la version 2." in shown
    assert "SMS 5" in shown
    assert "</span>Plus tard, si </ins>vous voulez" in shown


def test_published_once_however_often_it_is_clicked(desk: Desk, nadia: Visitor) -> None:
    first = nadia.send(PUBLISH, SEEN)
    assert (first.status_code, first.headers["Location"]) == (303, SCRIPT)
    shown = read(nadia.get(SCRIPT))
    assert "La version 2 est publiée." in shown
    assert "par Nadia" in shown
    assert (numbers(desk), drafts(desk)) == ([1, 2], 0)
    second = nadia.send(PUBLISH, SEEN)
    assert (second.status_code, second.headers["Location"]) == (303, SCRIPT)
    assert "Ce brouillon n’existe plus" in read(nadia.get(SCRIPT))
    assert numbers(desk) == [1, 2]


def test_findings_are_listed_and_nothing_is_published(desk: Desk, nadia: Visitor) -> None:
    write(desk.world, "Bonjour {prenom}, ici {ts} : votre loyer. OUI", "S2")
    assert "« loyer » : révèle trop" in read(nadia.get(PUBLISH))
    answer = nadia.send(PUBLISH, {"revision": "3", "number": "1"})
    assert answer.status_code == 422
    assert "Rien n’est publié : 1 constat" in read(answer)
    assert f"{DRAFT}/textes/S2/fr#text" in answer.get_data(as_text=True)
    assert (numbers(desk), drafts(desk)) == ([1], 1)


def test_what_changed_since_is_looked_at_first(desk: Desk, nadia: Visitor) -> None:
    write(desk.world, GOODBYE.replace("Plus tard", "Un jour"))
    answer = nadia.send(PUBLISH, SEEN)
    assert answer.headers["Location"] == PUBLISH
    assert "Rien n’est publié" in read(nadia.get(PUBLISH))
    assert numbers(desk) == [1]


@pytest.mark.parametrize("fields", [{}, {"revision": "x", "number": "-"}])
def test_a_form_without_its_marks_publishes_nothing(
    desk: Desk, nadia: Visitor, fields: dict[str, str]
) -> None:
    assert nadia.send(PUBLISH, fields).status_code == 303
    assert numbers(desk) == [1]


def test_without_its_protection_nothing_is_published(desk: Desk, nadia: Visitor) -> None:
    assert nadia.post(PUBLISH, data=SEEN).status_code == 400
    assert numbers(desk) == [1]


def test_a_draft_is_thrown_away_after_asking(desk: Desk, nadia: Visitor) -> None:
    assert "serait perdu pour de bon" in read(nadia.get(DISCARD))
    assert drafts(desk) == 1
    changed = nadia.send(DISCARD, {"revision": "1"})
    assert (changed.headers["Location"], drafts(desk)) == (DISCARD, 1)
    answer = nadia.send(DISCARD, {"revision": "2"})
    assert (answer.headers["Location"], drafts(desk)) == (SCRIPT, 0)
    assert "Le brouillon est abandonné" in read(nadia.get(SCRIPT))
    assert nadia.send(DISCARD, {"revision": "2"}).headers["Location"] == SCRIPT


def test_a_draft_that_changes_nothing_says_so(desk: Desk) -> None:
    client = desk.sign_in(Role.COORDINATOR)
    client.send(DRAFT)
    assert "il n’y a rien à publier" in read(client.get(PUBLISH))
    assert "Rien ne change" in read(client.get(f"{DRAFT}/changements"))
    answer = client.send(PUBLISH, {"revision": "1", "number": "1"})
    assert answer.status_code == 422


def test_a_second_modifier_opens_the_same_draft(desk: Desk, nadia: Visitor) -> None:
    assert desk.sign_in(Role.COORDINATOR, "Hugo").send(DRAFT).headers["Location"] == DRAFT
    assert drafts(desk) == 1
    assert "Reprendre le brouillon" in read(nadia.get(SCRIPT))

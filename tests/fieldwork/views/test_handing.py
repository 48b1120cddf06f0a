"""Letters handed over to whoever prints and posts them: once, and only those that are whole."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach.channels.base import Outcome, PostalItem, Result
from outreach.channels.postal_drop import PostalDrop
from outreach.database import Database
from outreach.fieldwork.services.printing.handing import Handed, Kept, hand_over
from outreach.fieldwork.services.worklist.letters import open_letters
from outreach.people.models import ContactPoint, PointKind, PointStatus
from outreach.people.rules.addresses import Address, pack
from outreach.programmes.models import Programme
from outreach.programmes.rules.parameters import Layout
from outreach.sequences.models import Enrolment
from outreach.staff.models import Role
from tests.documents.papers import pages
from tests.fieldwork import desk as field
from tests.fieldwork.views.conftest import Office
from tests.web.desk import make_desk
from tests.world import add_case, make_world

DROP = "/taches/lettres/depot"


@pytest.fixture
def printer(sqlite_database: Database, tmp_path: Path) -> Iterator[Office]:
    """Two letters to post, where a folder is named: Zoé has an address, Camille none."""
    world = make_world(sqlite_database, "2026-03-02 10:00")
    worker = field.Desk(world, add_case(world))
    add_case(world, first_name="Zoé", phone="+33639980011", language="ar")
    with sqlite_database.write() as session:
        agreement = session.scalars(select(Programme)).one()
        agreement.head_office, agreement.dpo = "1 rue A, 45000 Orléans", "dpo@example.org"
        agreement.letter_layout = Layout.WINDOW
        session.add(
            ContactPoint(
                person_id=session.scalars(select(Enrolment.person_id)).all()[-1],
                kind=PointKind.POSTAL,
                value=pack(Address("8 rue des Carmes", "", "45000", "Orléans")),
                created_at=world.clock.now(),
            )
        )
    world.tick()
    postal = PostalDrop(tmp_path)
    with make_desk(sqlite_database, world=world, postal=postal) as web:
        web.app.config["SMS_SENDER"] = "06 39 98 00 00"
        yield Office(worker, web)


def test_a_whole_letter_is_handed_over_once_and_stays_to_be_noted(
    printer: Office, tmp_path: Path
) -> None:
    client = printer.comes(Role.RECEPTION, "Rose")
    assert "Remettre les lettres cochées" in client.get("/taches/lettres/impression").text
    answer = client.send(DROP, {"t": ["1", "2"]})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "1 lettre est remise à l’envoi" in page
    assert "AHU-2026-0001 : l’adresse est à corriger d’abord" in page.replace("\u00a0", " ")
    (pdf,) = tmp_path.glob("*.pdf")
    assert pdf.name == "AHU-2026-0002-2.pdf"
    french, arabic = pages(pdf.read_bytes())
    assert "Zoé Exemple 8 RUE DES CARMES 45000 ORLEANS" in french
    assert "مرحبا" in arabic
    assert "Zoé" not in pdf.name
    assert [t.state for t in printer.field.world.tasks()] == ["open", "open"]
    pdf.unlink()  # taken away
    client.send(DROP, {"t": ["2"]})
    assert "rien n’est remis deux fois" in client.get("/taches/lettres/impression?t=2").text
    assert list(tmp_path.glob("*.pdf")) == []
    assert _told(printer) == ["letter.handed_over"]


def test_by_hand_the_address_stands_beside_the_letter_only(printer: Office, tmp_path: Path) -> None:
    with printer.field.world.database.write() as session:
        session.scalars(select(Programme)).one().letter_layout = Layout.BY_HAND
    printer.comes().send(DROP, {"t": ["2"]})
    french, _arabic = pages((tmp_path / "AHU-2026-0002-2.pdf").read_bytes())
    assert "8 RUE DES CARMES" not in french
    assert "8 RUE DES CARMES" in (tmp_path / "AHU-2026-0002-2.csv").read_text("utf-8-sig")


def test_nothing_is_handed_over_with_a_blank(printer: Office, tmp_path: Path) -> None:
    with printer.field.world.database.write() as session:
        session.scalars(select(Programme)).one().dpo = ""
    client = printer.comes()
    client.send(DROP, {"t": ["2"]})
    assert "il reste des blancs" in client.get("/taches/lettres/impression").text
    assert list(tmp_path.glob("AHU*")) == []


def test_nothing_is_handed_over_before_what_the_person_wrote_is_read(
    printer: Office, tmp_path: Path
) -> None:
    printer.field.hears("Qui êtes-vous ?", "+33639980011")
    client = printer.comes()
    client.send(DROP, {"t": ["2"]})
    page = client.get("/taches/lettres/impression").text
    assert "la personne a écrit, et ce n’est pas lu" in page
    assert list(tmp_path.glob("AHU*")) == []


def test_nothing_is_handed_over_where_somebody_else_reads(printer: Office, tmp_path: Path) -> None:
    with printer.field.world.database.write() as session:
        for point in session.scalars(select(ContactPoint)):
            point.discreet = point.kind == PointKind.MOBILE
    client = printer.comes()
    client.send(DROP, {"t": ["2"]})
    assert "quelqu’un d’autre lit ce qui arrive là" in client.get("/taches/lettres/impression").text
    assert list(tmp_path.glob("AHU*")) == []


def test_a_folder_that_went_away_is_said(printer: Office, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    tmp_path.rename(tmp_path.with_name("elsewhere"))
    client = printer.comes()
    client.send(DROP, {"t": ["2"]})
    assert "le dossier d’envoi ne répond pas" in client.get("/taches/lettres/impression").text
    tmp_path.with_name("elsewhere").rename(tmp_path)
    assert _told(printer) == ["letter.handed_over", "letter.not_handed_over"]


class _Door:
    """A door that does something of its own before it takes a letter, or instead."""

    name = "fake"

    def __init__(self, before: Callable[[], object], instead: BaseException | None = None) -> None:
        self._before, self._instead = before, instead
        self.taken: list[str] = []
        self.answer: Outcome | None = None

    def has(self, _key: str) -> bool:
        self._before()
        return False

    def hand_over(self, item: PostalItem) -> Outcome:
        self.taken.append(item.key)
        if self._instead is not None:
            raise self._instead
        return self.answer or Outcome(Result.ACCEPTED, provider_id=item.key)


def _hands(office: Office, door: _Door) -> Handed:
    means, staff = office.field.world.means, office.comes().staff
    assert staff is not None
    with means.database.read() as session:
        letters = open_letters(session, means, staff, "06 39 98 00 00", [2])
    return hand_over(means, door, letters, office.field.today, staff)


def test_a_crash_at_the_door_leaves_a_letter_that_was_told(printer: Office) -> None:
    door = _Door(lambda: None, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        _hands(printer, door)
    assert door.taken == ["AHU-2026-0002-2"]
    assert _told(printer) == ["letter.handed_over"]


def test_two_quick_presses_are_told_once(printer: Office) -> None:
    """The second looked before the first was through."""
    first, second = _Door(lambda: None), _Door(lambda: None)
    assert _hands(printer, first).done == _hands(printer, second).done == ("AHU-2026-0002",)
    assert _told(printer) == ["letter.handed_over"]


def test_one_that_the_door_refused_is_told_again_when_it_goes(printer: Office) -> None:
    refusing = _Door(lambda: None)
    refusing.answer = Outcome(Result.NOT_SENT)
    _hands(printer, refusing)
    _hands(printer, _Door(lambda: None))
    told = ["letter.handed_over", "letter.not_handed_over", "letter.handed_over"]
    assert _told(printer) == told


def test_a_letter_that_was_called_off_meanwhile_stays(printer: Office) -> None:
    door = _Door(lambda: printer.field.hears("STOP", "+33639980011"))
    handed = _hands(printer, door)
    assert handed.kept == (("AHU-2026-0002", Kept.CLOSED),)
    assert (door.taken, _told(printer)) == ([], [])


def test_without_a_folder_there_is_no_such_button(office: Office) -> None:
    client = office.comes()
    assert "Remettre" not in client.get("/taches/lettres/impression").text
    assert client.send(DROP, {"t": ["1"]}).status_code == 404
    assert office.comes(Role.DPO, "Denis").send(DROP, {"t": ["1"]}).status_code == 403


def test_nothing_ticked_is_said(printer: Office) -> None:
    client = printer.comes()
    client.send(DROP)
    assert "Cochez les lettres à remettre" in client.get("/taches/lettres/impression").text


def test_nothing_is_posted_to_where_nobody_knows_them(printer: Office) -> None:
    with printer.field.world.database.write() as session:
        point = session.scalars(
            select(ContactPoint).where(ContactPoint.kind == PointKind.POSTAL)
        ).one()
        point.status = PointStatus.INVALID
    client = printer.comes()
    page = client.get("/taches/lettres/impression").text
    assert "La poste dit que personne de ce nom" in page
    assert "8 RUE DES CARMES" not in page
    assert client.get("/taches/lettres/enveloppes.pdf?format=dl").status_code == 303
    assert "adresse à compléter" in client.get("/taches/lettres").text
    client.send(DROP, {"t": ["2"]})
    assert _told(printer) == []


def _told(office: Office) -> list[str]:
    """What the journal of Zoé's case says of the door."""
    office.field.reference = "AHU-2026-0002"
    return [event for event in office.field.events() if event.endswith("handed_over")]

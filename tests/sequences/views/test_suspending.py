"""Suspending what is automatic, for one agreement or for all, from the page."""

from sqlalchemy import select

from outreach.programmes.models import Hold
from outreach.staff.models import Role
from tests.sequences.views.test_agreements import PLACE, office, plain
from tests.web.desk import Desk

__all__ = ["office"]


def test_suspending_and_going_on(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    client.send(f"{PLACE}/suspendre", {"reason": "panne du téléphone"})
    page = plain(client.get(PLACE).text)
    assert "Les envois automatiques sont suspendus" in page
    assert "par Valérie : « panne du téléphone »" in page
    assert "Si les envois reprennent maintenant" in page
    assert "envois suspendus" in plain(client.get("/conventions").text)
    client.send(f"{PLACE}/suspendre")
    client.send(f"{PLACE}/reprendre")
    assert "Prochains envois" in plain(client.get(PLACE).text)
    with office.world.database.read() as session:
        hold = session.scalars(select(Hold)).one()
    assert hold.lifted_at is not None


def test_suspending_everything_shows_everywhere(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    client.send("/conventions/tout-suspendre", {"reason": ""})
    page = client.get(PLACE).text
    assert "Tous les envois automatiques sont suspendus." in page
    assert "Toutes les conventions, depuis" in plain(page)
    assert f"{PLACE}/reprendre" not in page
    client.send("/conventions/tout-reprendre")
    assert "sont suspendus" not in plain(client.get("/conventions").text)

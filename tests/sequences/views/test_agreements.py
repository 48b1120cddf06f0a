"""Conventions, as a browser without scripts meets them."""

import re
from datetime import date
from html import unescape

import pytest

from outreach.database import Database
from outreach.programmes import services as programmes
from outreach.programmes.rules.parameters import Parameters
from outreach.staff.models import Role
from tests.web.desk import Desk, Visitor, make_desk
from tests.world import add_case, make_world

PLACE = "/conventions/LL-45"
EDIT = "/conventions/LL-45/modifier"


@pytest.fixture
def office(sqlite_database: Database) -> Desk:
    """Three people whose first SMS left, seen on a Tuesday evening."""
    world = make_world(sqlite_database)
    for number in range(3):
        add_case(world, phone=f"+336399800{10 + number}", email=f"p{number}@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.tick("2026-03-10 18:30")
    with make_desk(sqlite_database, world=world) as desk:
        return desk


def plain(page: str) -> str:
    """What is read, with plain spaces and apostrophes."""
    text = unescape(re.sub(r"<[^>]+>", " ", page.split("<main")[1]))
    return re.sub(r"\s+", " ", text.replace("’", "'"))


def fields_of(page: str) -> dict[str, object]:
    """What a browser would send if nothing was touched."""
    form = page.split('id="convention"')[1].split("</form>")[0]
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") == "radio":
            if "checked" in tag:
                found[said["name"]] = said["value"]
        elif said.get("type") == "checkbox":
            if "checked" in tag:
                chosen = found.setdefault(said["name"], [])
                assert isinstance(chosen, list)
                chosen.append(said["value"])
        elif "name" in said and said["name"] != "csrf_token":
            found[said["name"]] = unescape(said.get("value", ""))
    return found


def opened(client: Visitor) -> dict[str, object]:
    page = client.get(EDIT)
    assert page.status_code == 200
    return fields_of(page.text)


def values(desk: Desk) -> Parameters:
    with desk.world.database.read() as session:
        found = programmes.get(session)
        assert found is not None
        return programmes.parameters_of(session, found)


def test_the_page_says_everything_and_where_it_stands(office: Desk) -> None:
    client = office.sign_in(Role.WORKER)
    assert "LogemLoiret" in plain(client.get("/conventions").text)
    page = plain(client.get(PLACE).text)
    assert "3 places prises sur 20" in page
    assert "Lundi à vendredi 9 h 30 à 12 h 30, 14 h à 19 h" in page
    assert "Samedi et dimanche fermé" in page
    assert "4 contacts par téléphone au plus en 30 jours" in page
    assert "Prochains envois" in page
    assert "AHU-2026-0001 SMS" in page


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.COORDINATOR, 200, 200),
        (Role.WORKER, 200, 403),
        (Role.DPO, 200, 403),
        (Role.RECEPTION, 403, 403),
        (Role.ADMIN, 403, 403),
    ],
)
def test_who_may_read_and_change(office: Desk, role: Role, reads: int, writes: int) -> None:
    client = office.sign_in(role)
    assert client.get(PLACE).status_code == reads
    assert client.get(EDIT).status_code == writes
    if writes == 403:
        for action in (EDIT, f"{PLACE}/suspendre", f"{PLACE}/reprendre"):
            assert client.send(action).status_code == 403
        assert 'method="post"' not in client.get(PLACE).text.partition("<main")[2]


def test_another_team_finds_nothing(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR, "Sacha", team="Ailleurs")
    assert "Aucune convention" in plain(client.get("/conventions").text)
    for path in (PLACE, EDIT):
        assert client.get(path).status_code == 404
    for path in (EDIT, f"{PLACE}/suspendre", f"{PLACE}/reprendre"):
        assert client.send(path).status_code == 404


def test_an_untouched_form_has_nothing_to_save(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    page = client.send(EDIT, {**opened(client), "do": "look"})
    assert page.status_code == 200
    assert "il n'y a rien à enregistrer" in plain(page.text)


def test_the_effect_is_shown_then_saved(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    typed = {**opened(client), "day0": "", "day2": "9 h à 12 h et 14 h 30 – 17 h", "fee": "420"}
    page = client.send(EDIT, {**typed, "do": "look"})
    said = plain(page.text)
    assert page.status_code == 200
    assert "messages prévus changent de date" in said or "message prévu change de date" in said
    assert "Heures de contact" in said
    assert "mercredi 9 h à 12 h, 14 h 30 à 17 h" in said
    assert values(office).fee == 400, "nothing is saved yet"
    done = client.send(EDIT, {**fields_of(page.text), "do": "save"})
    assert (done.status_code, done.headers["Location"]) == (303, PLACE)
    assert "enregistrée : 2 valeurs changent" in plain(client.get(PLACE).text)
    assert values(office).fee == 420
    assert values(office).hours == (
        "mar 9:30-12:30 14:00-19:00 ; mer 9:00-12:00 14:30-17:00 ; jeu-ven 9:30-12:30 14:00-19:00"
    )


def test_where_letters_have_their_address_moves_nothing(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    assert "Adresse des lettres écrite à la main" in plain(client.get(PLACE).text)
    page = client.send(EDIT, {**opened(client), "letter_layout": "window", "do": "look"})
    assert "imprimée sur la lettre" in plain(page.text)
    assert "Rien de ce qui est prévu ne change" in plain(page.text)
    client.send(EDIT, {**fields_of(page.text), "do": "save"})
    assert values(office).letter_layout == "window"
    assert "Adresse des lettres imprimée sur la lettre" in plain(client.get(PLACE).text)


@pytest.mark.parametrize("typed", ["", "fenetre", "HAND"])
def test_an_address_stands_in_one_of_two_places(office: Desk, typed: str) -> None:
    client = office.sign_in(Role.COORDINATOR)
    page = client.send(EDIT, {**opened(client), "letter_layout": typed, "do": "look"})
    assert page.status_code == 422
    assert values(office).letter_layout == "hand"
    assert "letter_layout-erreur" in page.text


def test_saving_what_was_not_seen_shows_it_first(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    page = client.send(EDIT, {**opened(client), "fee": "420", "do": "look"})
    typed = {**fields_of(page.text), "capacity": "2", "do": "save"}
    again = client.send(EDIT, typed)
    assert again.status_code == 200
    assert "Vous avez encore modifié quelque chose" in plain(again.text)
    assert "Une place prise dépasse la nouvelle capacité" in plain(again.text)
    assert values(office).capacity == 20


def test_pressed_twice_it_is_saved_once_without_alarm(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    page = client.send(EDIT, {**opened(client), "fee": "420", "do": "look"})
    typed = {**fields_of(page.text), "do": "save"}
    assert client.send(EDIT, typed).status_code == 303
    assert client.send(EDIT, typed).status_code == 303
    assert values(office).fee == 420


def test_somebody_else_s_change_is_not_written_over_unseen(office: Desk) -> None:
    valerie, karim = office.sign_in(Role.COORDINATOR), office.sign_in(Role.COORDINATOR, "Karim")
    page = valerie.send(EDIT, {**opened(valerie), "capacity": "30", "do": "look"})
    hers = {**fields_of(page.text), "do": "save"}
    page = karim.send(EDIT, {**opened(karim), "fee": "420", "do": "look"})
    assert karim.send(EDIT, {**fields_of(page.text), "do": "save"}).status_code == 303
    stale = valerie.send(EDIT, hers)
    assert stale.status_code == 422
    assert "Quelqu'un a modifié cette convention entre-temps" in plain(stale.text)
    assert "Prix d'une expertise 420 € 400 €" in plain(stale.text)
    assert (values(office).capacity, values(office).fee) == (20, 420)
    typed = {**fields_of(stale.text), "fee": "420", "do": "look"}
    page = valerie.send(EDIT, typed)
    assert valerie.send(EDIT, {**fields_of(page.text), "do": "save"}).status_code == 303
    assert (values(office).capacity, values(office).fee) == (30, 420)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("capacity", "beaucoup", "Écrivez un nombre entier de 0 à 9999."),
        ("capacity", "-1", "Écrivez un nombre entier de 0 à 9999."),
        ("fee", "", "Écrivez un nombre entier de 0 à 9999."),
        ("max_contacts", "5", "Écrivez un nombre entier de 1 à 4."),
        ("spacing_days", "2", "Écrivez un nombre entier de 3 à 60."),
        ("window_days", "29", "Écrivez un nombre entier de 30 à 365."),
        ("letter_working_days", "3", "Écrivez un nombre entier de 4 à 30."),
        ("starts_on", "31/02/2026", "Écrivez un jour, par exemple 02/03/2026."),
        ("landlord", "", "Écrivez quelque chose ici."),
        ("name", "x" * 121, "120 caractères au plus."),
        ("contact_phone", "12", "Écrivez un numéro de téléphone"),
        ("day0", "9:30", "n'est pas une plage"),
        ("day0", "19h-14h", "la plage finit avant de commencer"),
        ("day0", "6h-9h", "les contacts partent entre 8:00 et 21:30"),
        ("day3", "9h-12h 11h-14h", "deux plages se chevauchent"),
        ("closures-0-last", "2026-08-14", "Donnez aussi le premier jour."),
    ],
)
def test_a_bad_value_says_what_to_write_and_is_kept(
    office: Desk, name: str, typed: str, said: str
) -> None:
    client = office.sign_in(Role.COORDINATOR)
    page = client.send(
        EDIT, {**opened(client), "dpo": "dpo@example.org", name: typed, "do": "look"}
    )
    assert page.status_code == 422
    assert said in plain(page.text)
    kept = fields_of(page.text)
    assert (kept[name], kept["dpo"]) == (typed, "dpo@example.org")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "finirait avant d'avoir commencé"),
        (
            {"closures-0-first": "2026-01-01", "closures-0-last": "2036-01-01"},
            "aucun jour n'est plus ouvert",
        ),
        ({"closures-0-first": "2026-08-14", "closures-0-last": "2026-08-03"}, "finit avant de"),
        ({f"day{place}": "" for place in range(7)}, "Ouvrez au moins un jour"),
        ({"guarantors": []}, "Cochez au moins une réponse."),
    ],
)
def test_values_that_do_not_go_together_are_said(
    office: Desk, typed: dict[str, object], said: str
) -> None:
    client = office.sign_in(Role.COORDINATOR)
    page = client.send(EDIT, {**opened(client), **typed, "do": "look"})
    assert page.status_code == 422
    assert said in plain(page.text)


def test_a_closure_is_added_then_taken_back(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    days = {"closures-0-first": "2026-08-03", "closures-0-last": "14/08/2026"}
    page = client.send(EDIT, {**opened(client), **days, "do": "look"})
    assert "du lundi 3 août 2026 au vendredi 14 août 2026" in plain(page.text)
    client.send(EDIT, {**fields_of(page.text), "do": "save"})
    assert values(office).closures == ((date(2026, 8, 3), date(2026, 8, 14)),)
    typed = opened(client)
    assert typed["closures-0-first"] == "2026-08-03"
    gone = {**typed, "closures-0-first": "", "closures-0-last": "", "do": "look"}
    page = client.send(EDIT, gone)
    client.send(EDIT, {**fields_of(page.text), "do": "save"})
    assert values(office).closures == ()


def test_a_number_and_words_are_tidied(office: Desk) -> None:
    client = office.sign_in(Role.COORDINATOR)
    typed = {**opened(client), "contact_phone": "+33 6 39 98 00 99", "contact_name": " Lou  Ann "}
    page = client.send(EDIT, {**typed, "do": "look"})
    client.send(EDIT, {**fields_of(page.text), "do": "save"})
    assert (values(office).contact_phone, values(office).contact_name) == (
        "06 39 98 00 99",
        "Lou Ann",
    )

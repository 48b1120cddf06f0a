"""A visitor of the demonstration: phones, the clock, coming in as one of the team."""

import re
from collections.abc import Callable

import pytest

from outreach.clock import wall_now
from outreach.demo.live import Opened
from tests.demo.visitor import Visitor

Wait = Callable[[str, str], str]


def code_of(town: Opened, name: str) -> str:
    return next(each for each in town.logins if each.first_name == name).code(wall_now())


def test_the_first_page_says_what_to_try(visitor: Visitor) -> None:
    page = visitor.go("/telephones")
    assert visitor.status == 200
    assert "Ouvrez le téléphone de Samira" in page
    assert "Simulation" in page
    assert page.count('name="email"') == 6
    assert "bonjour la ville" in page


def test_a_reply_travels_from_a_phone_to_the_inbox_and_is_acknowledged(
    visitor: Visitor, wait: Wait
) -> None:
    visitor.go("/telephones/home")
    assert "Je peux vous appeler au sujet de votre logement" in visitor.page
    visitor.send("/telephones/home", words="OUI", vue="sms")
    assert visitor.address.startswith("/telephones/home?vue=sms")
    assert "à traiter" in visitor.page  # the hook has been answered before we are
    assert "plus rien ne part sans un humain" in visitor.page
    visitor.send("/demonstration/entrer", email="valerie@ahu.example.org", back="/")
    assert "Gérard" in visitor.page
    wait("/telephones/home", "Merci, votre message est arrivé")


def test_an_e_mail_takes_the_same_way(visitor: Visitor, wait: Wait) -> None:
    for _ in range(14):  # to the day of the script's e-mail
        visitor.go("/telephones")
        visitor.send("/demonstration/horloge", morning="1")
        if "Un message de Valérie" in wait("/telephones/silent?vue=email", "Messages|Rien encore"):
            break
    wait("/telephones/silent?vue=email", "Un message de Valérie")
    visitor.send("/telephones/silent", words="Bonjour, appelez-moi.", vue="email")
    wait("/telephones/silent/equipe", "à traiter")


def test_letters_are_in_the_box_in_the_person_s_language(visitor: Visitor) -> None:
    page = visitor.go("/telephones/home?vue=courrier")
    assert "Lettre postée lundi 2 mars" in page
    assert "Je ne demande pas d’argent" in page or "je ne demande pas d’argent" in page


@pytest.mark.parametrize("words", ["", "   ", "a" * 1601])
def test_what_no_phone_sends_is_shown_again(visitor: Visitor, words: str) -> None:
    visitor.go("/telephones/home")
    visitor.send("/telephones/home", words=words, vue="sms")
    assert visitor.status == 422
    assert "1 600 caractères au plus" in visitor.page
    assert words.strip() in visitor.page


def test_nobody_else_lives_here(visitor: Visitor) -> None:
    visitor.go("/telephones/personne")
    assert visitor.status == 404


def test_time_stands_still_and_goes_on_when_asked(visitor: Visitor) -> None:
    visitor.go("/telephones")
    visitor.send("/demonstration/horloge", hold="1")
    assert "Reprendre" in visitor.page
    assert visitor.go("/demonstration/heure") == visitor.go("/demonstration/heure")
    visitor.go("/telephones/home")
    visitor.send("/demonstration/horloge", go="1", back="/telephones/home")
    assert visitor.address == "/telephones/home"
    assert "Pause" in visitor.page


def test_an_hour_passes_at_once(visitor: Visitor, wait: Wait) -> None:
    def minutes() -> int:
        found = re.search(r"(\d+)\sh(?:\s(\d+))?$", visitor.go("/demonstration/heure"))
        assert found
        return int(found[1]) * 60 + int(found[2] or 0)

    before = minutes()
    visitor.go("/telephones")
    visitor.send("/demonstration/horloge", hour="1")
    for _ in range(1000):
        passed = (minutes() - before) % (24 * 60)
        if passed >= 60:
            break
    assert passed >= 60


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/\\example.org", ""])
def test_nobody_is_sent_elsewhere(visitor: Visitor, back: str) -> None:
    visitor.go("/telephones")
    visitor.send("/demonstration/horloge", go="1", back=back)
    assert visitor.address == "/telephones"


def test_an_unknown_move_and_an_unknown_colleague_are_refused(visitor: Visitor) -> None:
    visitor.go("/telephones")
    visitor.send("/demonstration/horloge", perhaps="1")
    assert visitor.status == 400
    visitor.go("/telephones")
    visitor.send("/demonstration/entrer", email="personne@example.org")
    assert visitor.status == 404


def test_every_page_of_the_product_shows_the_town_s_clock(visitor: Visitor) -> None:
    assert "Démonstration" in visitor.go("/connexion")
    visitor.go("/telephones")
    visitor.send("/demonstration/entrer", email="claire@ahu.example.org", back="/dossiers")
    assert visitor.address == "/dossiers"
    assert "Démonstration" in visitor.page
    assert "Les téléphones de la ville" in visitor.page


def test_the_real_door_takes_the_password_and_the_code_that_are_shown(
    visitor: Visitor, town: Opened
) -> None:
    visitor.go("/connexion")
    visitor.send("/connexion", email="claire@ahu.example.org", password=town.password)
    assert "/connexion/code" in visitor.address or "code" in visitor.page
    visitor.send("/connexion/code", code=code_of(town, "Claire"))
    assert visitor.status == 200
    assert not visitor.address.startswith("/connexion")


def test_the_codes_are_on_the_page(visitor: Visitor, town: Opened) -> None:
    codes = {code_of(town, "Paul")}
    page = visitor.go("/telephones")
    codes.add(code_of(town, "Paul"))
    assert any(code in page for code in codes)

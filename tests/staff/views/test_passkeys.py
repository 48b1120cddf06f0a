"""Passkeys with a real browser, and the authenticator that Chromium can pretend to have."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import select

from outreach.staff.models import Passkey, Role
from tests.browser import Opener, faults_of, served, show
from tests.staff.views.people import INES, digits, hire, row, scan
from tests.web.desk import PASSWORD, Desk

PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Hand:
    """Somebody at a browser whose device holds keys."""

    page: Page
    url: str
    device: CDPSession
    authenticator: str
    desk: Desk

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def verify_with(self, *, finger: bool) -> None:
        self.device.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self.authenticator, "isUserVerified": finger},
        )

    def come_in(self) -> None:
        self.go("/connexion?next=/compte")
        self.page.get_by_label("Adresse e-mail").fill(INES)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.press("Se connecter")
        expect(self.page).not_to_have_url(f"{self.url}/connexion?next=/compte")

    def add_key(self, name: str = "Mon téléphone") -> None:
        self.go("/compte/cles")
        self.page.get_by_label("Nom de la clé").fill(name)
        self.press("Continuer")

    def leave(self) -> None:
        self.page.locator("details.me summary").click()
        self.press("Se déconnecter")

    def is_at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_be_visible()


@pytest.fixture
def hand(desk: Desk, opened: Opener) -> Iterator[Hand]:
    """Inès, who has a password, and a phone that can hold keys."""
    hire(desk)
    with served(desk.app) as url:
        page = opened().new_page()
        broken: list[Any] = []
        page.on("pageerror", lambda error: broken.append(error))
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable", {"enableUI": False})
        made = device.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
        # An address of numbers can hold no passkey; "localhost" is the same machine.
        at = url.replace("127.0.0.1", "localhost")
        yield Hand(page, at, device, made["authenticatorId"], desk)
        assert broken == []


def keys(desk: Desk) -> list[Passkey]:
    with desk.world.database.read() as session:
        return list(session.scalars(select(Passkey)))


def test_a_key_is_made_used_alone_and_taken_back(hand: Hand) -> None:
    hand.come_in()
    hand.is_at("Mon compte")
    hand.add_key()
    hand.reads("La clé d’accès est enregistrée")
    (key,) = keys(hand.desk)
    assert (key.name, key.transports) == ("Mon téléphone", ["internal"])
    assert faults_of(hand.page) == []
    hand.leave()
    hand.go("/connexion?next=/compte")
    show(hand.page, "staff-login")
    hand.press("Utiliser une clé d’accès")
    hand.is_at("Mon compte")
    assert keys(hand.desk)[0].sign_count > key.sign_count
    hand.press("Retirer")
    hand.reads("La clé d’accès est retirée")
    assert keys(hand.desk) == []
    hand.leave()
    hand.go("/connexion")
    hand.press("Utiliser une clé d’accès")
    hand.reads("Cette clé d’accès n’est pas enregistrée ici")


def test_a_key_is_asked_for_after_the_password(hand: Hand) -> None:
    hand.come_in()
    hand.add_key()
    hand.is_at("Mon compte")
    hand.leave()
    hand.come_in()
    hand.is_at("Votre clé d’accès")
    assert faults_of(hand.page) == []
    hand.press("Utiliser ma clé d’accès")
    hand.is_at("Mon compte")


def test_whoever_has_a_phone_and_a_key_chooses(hand: Hand) -> None:
    hand.come_in()
    hand.add_key()
    hand.is_at("Mon compte")
    hand.go("/compte/telephone")
    hand.press("Afficher le code à scanner")
    show(hand.page, "staff-setup-code")
    assert faults_of(hand.page) == []
    phone = scan(hand.page.content())
    hand.page.get_by_label("Code à six chiffres").fill(digits(phone))
    hand.press("Vérifier le code")
    hand.is_at("Mon compte")
    hand.leave()
    hand.come_in()
    hand.is_at("Confirmez que c’est vous")
    show(hand.page, "staff-choice")
    assert faults_of(hand.page) == []
    hand.press("Le code de mon téléphone")
    hand.is_at("Le code de votre téléphone")
    assert faults_of(hand.page) == []
    hand.page.go_back()
    hand.press("Une clé d’accès")
    hand.press("Utiliser ma clé d’accès")
    hand.is_at("Mon compte")


def test_a_key_is_enough_for_those_who_lead(hand: Hand) -> None:
    hand.come_in()
    hand.add_key()
    hand.is_at("Mon compte")
    with hand.desk.world.database.write() as session:
        session.merge(row(hand.desk)).role = Role.ADMIN
    hand.go("/equipe")
    hand.is_at("Équipe")
    hand.leave()
    hand.go("/connexion?next=/equipe")
    hand.press("Utiliser une clé d’accès")
    hand.is_at("Équipe")


def test_a_key_that_asked_for_no_finger_opens_nothing(hand: Hand) -> None:
    hand.come_in()
    hand.add_key()
    hand.is_at("Mon compte")
    hand.leave()
    hand.verify_with(finger=False)
    hand.go("/connexion?next=/compte")
    hand.press("Utiliser une clé d’accès")
    hand.reads("La clé d’accès n’a pas répondu")
    show(hand.page, "staff-key-refused")
    assert faults_of(hand.page) == []
    hand.verify_with(finger=True)
    hand.press("Utiliser ma clé d’accès")
    hand.is_at("Mon compte")


def test_one_device_holds_one_key_for_one_account(hand: Hand) -> None:
    hand.come_in()
    hand.add_key()
    hand.is_at("Mon compte")
    hand.add_key("Le même")
    hand.reads("Cet appareil a déjà une clé d’accès")
    hand.go("/compte/cles")
    hand.page.get_by_label("Nom de la clé").fill("Mon  téléphone ")
    hand.press("Continuer")
    hand.reads("Une de vos clés porte déjà ce nom")
    assert len(keys(hand.desk)) == 1


def test_the_key_of_a_closed_account_opens_nothing(hand: Hand) -> None:
    hand.come_in()
    hand.add_key()
    hand.is_at("Mon compte")
    hand.leave()
    with hand.desk.world.database.write() as session:
        session.merge(row(hand.desk)).active = False
    hand.go("/connexion?next=/compte")
    hand.press("Utiliser une clé d’accès")
    hand.reads("Ce compte est fermé")
    hand.go("/compte")
    hand.is_at("Connexion")


def test_a_key_proves_again_who_is_there(hand: Hand) -> None:
    hand.come_in()
    hand.add_key()
    hand.is_at("Mon compte")
    hand.go("/compte/confirmer?next=/compte/codes-de-secours")
    show(hand.page, "staff-verify")
    assert faults_of(hand.page) == []
    hand.press("Utiliser une clé d’accès")
    hand.is_at("Codes de secours")


def test_an_address_without_a_name_says_why_there_is_no_key(hand: Hand) -> None:
    hand.url = hand.url.replace("localhost", "127.0.0.1")
    hand.go("/connexion")
    hand.press("Utiliser une clé d’accès")
    hand.reads("Utilisez votre mot de passe.")

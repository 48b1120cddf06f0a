"""The story as text."""

import re

import pytest

from outreach.demo.headless import tell
from outreach.town.people.cast import CAST

DAYS = 60


def told(days: int, seed: int) -> tuple[bool, str]:
    lines: list[str] = []
    kept = tell(days, seed, lines.append)
    return kept, "\n".join(lines)


@pytest.fixture(scope="module")
def story() -> str:
    kept, text = told(DAYS, 1)
    assert kept, text
    return text


def part(story: str, title: str) -> str:
    return story.partition(f"\n{title}\n")[2].partition("\n\n")[0]


def test_every_promise_is_kept(story: str) -> None:
    promises = part(story, "Promesses").splitlines()
    assert len(promises) == 11
    assert all(line.strip().startswith("✓") for line in promises)


def test_everybody_is_in_it(story: str) -> None:
    assert [who.code for who in CAST if f"{who.first_name} {who.last_name}" not in story] == []


@pytest.mark.parametrize(
    "what",
    [
        r"Claire importe le fichier de Val Habitat, 12 lignes : 12 à contacter",
        r"← Nadia Morel, SMS : «.OUI.»",
        r"à faire : appel à passer, Nadia Morel \(la personne a dit oui\)",
        r"← Kevin Lambert, SMS : «.STOP.»",
        r"→ Julie Renard, réponse automatique : «.Excusez-nous",
        r"✗ Bruno Caron, SMS non remis",
        r"à faire : décision à prendre, Élise Garnier \(alerte : lire le message\)",
        r"Claire passe Sarah Klein en mode discret",
        r"← Karim Haddad, SMS : «.مرحبا",
        r"2 h 40  ← Mamadou Sow, SMS",
        r"← Hélène Marchand, e-mail",
        r"reçoit en retour la lettre envoyée à Aurélie Simon",
        r"Mehdi rencontre Gérard Blanchet",
        r"← Yanis Cordier, SMS : «.3.»",
        r"réponse automatique : «.C'est noté : mercredi 1er à 9h30 avec Valérie",
        r"17 h  → Yanis Cordier, SMS : «.Bonjour Yanis, rendez-vous demain à 9h30 avec Valérie",
        r"Valérie reçoit Yanis Cordier au rendez-vous",
        r"Mehdi attend Aurélie Simon au rendez-vous, en vain",
    ],
)
def test_it_tells_what_each_of_them_lives(story: str, what: str) -> None:
    flat = re.sub(r"\n\s{11}", " ", story)
    assert re.search(what, flat), what


def test_it_ends_with_counts(story: str) -> None:
    totals = part(story, "En tout")
    assert "Lettres postées : 27. Appels : 9. Visites : 9." in totals
    assert "dont 3 alertes" in totals
    assert "1 en attente de place" in totals


def test_nothing_automatic_is_told_after_a_stop(story: str) -> None:
    after = re.sub(r"\n\s{11}", " ", story).partition("← Kevin Lambert, SMS : «\u00a0STOP")[2]
    lines = [line for line in after.splitlines() if "→ Kevin Lambert" in line]
    assert ["réponse automatique" in line for line in lines] == [True, False]
    assert "C'est noté" in lines[0]
    assert "Bonjour Kevin, bien sûr." in lines[1]  # a human, after he wrote again


def test_a_seed_tells_the_same_story_again(story: str) -> None:
    kept, shorter = told(16, 1)
    assert kept
    days = shorter.partition("\n\nEn tout")[0].splitlines()[1:]
    assert story.splitlines()[1 : len(days) + 1] == days


def test_another_seed_tells_another(story: str) -> None:
    kept, other = told(9, 2)
    assert kept
    days = other.partition("\n\nEn tout")[0].splitlines()[1:]
    assert story.splitlines()[1 : len(days) + 1] != days

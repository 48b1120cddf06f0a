"""The alert may be generous; what counts as said of oneself may not (care.md §3)."""

import pytest

from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon
from outreach.replies.rules.reading import Intent, Kind, as_json

EXPLICIT = [
    ("je veux plus vivre", Kind.SUICIDE),
    ("je ne veux plus vivre", Kind.SUICIDE),
    ("J'ai envie de mourir", Kind.SUICIDE),
    ("je pense au suicide", Kind.SUICIDE),
    ("I want to die", Kind.SUICIDE),
    ("ölmek istiyorum", Kind.SUICIDE),
    ("لا أريد أن أعيش", Kind.SUICIDE),
    ("quero morrer", Kind.SUICIDE),
    ("je dors dans ma voiture", Kind.SHELTER),
    ("je suis à la rue", Kind.SHELTER),
    ("on est dehors ce soir avec le bébé", Kind.SHELTER),
]
NOT_EXPLICIT = [
    "mon fils dit qu'il veut mourir",
    "mon fils répète je veux mourir",
    "j'ai pas envie de mourir",
    "à quoi bon",
    "je vais faire une bêtise",
    "intihar",
    "mon mari me frappe",
    "je suis a la ruee",
]
BESIDE = """arrêtez les messages|arretez vos sms|stop|STOP|ne m'écrivez plus|laissez moi tranquille
j'ai déjà payé|qui êtes vous|pas maintenant|je travaille|mauvais numéro|je peux vous voir quand
allez vous faire foutre|les travaux sont pas faits|rappelez moi demain|merci"""
HARMLESS = """ça m'a tué de rire|je suis mort de rire|il fait un froid à mourir|mort de fatigue
j'ai tué le temps en lisant|les enfants jouent dehors|il a frappé à la porte|elle dort
je suis en deuil, laissez-moi un peu de temps|mon frigo est en panne|la rue est fermée
le chien a peur de l'orage|die laughing|je peux pas parler maintenant|coup de fil demain"""


@pytest.mark.parametrize(("text", "kind"), EXPLICIT)
def test_said_of_oneself_in_plain_words(text: str, kind: Kind, lexicon: Lexicon) -> None:
    reading = classify(text, lexicon)
    assert kind in reading.kinds
    assert reading.first_person == {kind}
    assert reading.explicit_first_person


@pytest.mark.parametrize("beside", BESIDE.replace("\n", "|").split("|"))
@pytest.mark.parametrize("way", ["{0}, {1}", "{1}, {0}", "{0}. {1}", "{1}\n{0}", "{0} {1}"])
def test_nothing_said_beside_it_drowns_a_cry(beside: str, way: str, lexicon: Lexicon) -> None:
    for text, kind in EXPLICIT:
        said = way.format(text, beside)
        assert kind in classify(said, lexicon).kinds, said


@pytest.mark.parametrize("text", NOT_EXPLICIT)
def test_reported_negated_hinted_or_misspelt_is_not_explicit(text: str, lexicon: Lexicon) -> None:
    assert not classify(text, lexicon).explicit_first_person


@pytest.mark.parametrize("text", HARMLESS.replace("\n", "|").split("|"))
def test_everyday_words_are_no_alert(text: str, lexicon: Lexicon) -> None:
    assert Intent.DISTRESS not in classify(text, lexicon).intents


def test_an_innocent_phrase_hides_nothing_that_stands_beside_it(lexicon: Lexicon) -> None:
    reading = classify("mort de rire lol. non en vrai j'ai envie de mourir", lexicon)
    assert reading.kinds == (Kind.SUICIDE,)


def test_a_faint_sign_counts_beside_an_everyday_wish(lexicon: Lexicon) -> None:
    said = "est-ce que je peux venir mardi, chaque fois que je parle d'argent ça finit en coups"
    assert Intent.DISTRESS in classify(said, lexicon).intents


def test_dangers_are_named_gravest_first(lexicon: Lexicon) -> None:
    reading = classify("mon conjoint tape les enfants et on dort dehors", lexicon)
    assert reading.kinds == (Kind.VIOLENCE, Kind.CHILD, Kind.SHELTER)
    assert as_json(reading) == {
        "intents": ["distress"],
        "kinds": ["violence", "child", "shelter"],
    }


@pytest.mark.parametrize(
    ("text", "threat"),
    [("si vous venez chez moi je vous défonce", True), ("allez vous faire foutre", False)],
)
def test_a_threat_is_told_from_an_insult(text: str, threat: bool, lexicon: Lexicon) -> None:
    reading = classify(text, lexicon)
    assert Intent.HOSTILE in reading.intents
    assert reading.threat is threat

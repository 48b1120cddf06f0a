"""STOP acts by itself only on its very words (care.md §2); the rest is for a human."""

import pytest

from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon
from outreach.replies.rules.reading import Intent, Surety

CERTAIN = """STOP|stop|Stop !|stoooop|STOP SMS|stop merci|Stop. Merci.|bonjour stop|ARRET|Arrêt
ARRÊTEZ|arretez svp
désinscrire|Desabonner|UNSUBSCRIBE|END|QUIT|STOPALL|REVOKE|OPTOUT|CANCEL|DUR|dur|PARAR
توقف|stop texting me|STOP pas intéressé|ne m'écrivez plus|stop\u200b|ＳＴＯＰ|Stop harcelement
plus de SMS|Pas de sms|plus de sms svp|plus jamais de sms|pas de texto, merci"""
PROBABLE = """arrêtez de m'envoyer des sms tout de suite ou j'appelle|fichez moi la paix
stop je ne veux plus rien savoir de vous|laissez moi tranquille|STPO|please remove my number
STOP plus de SMS|pas de sms ici
arrêtez les sms c'est pas pratique, appelez moi plutot|mesajlarınızı istemiyorum"""
INNOCENT = """stp|svp|stp appelez moi|je suis dans le bus, l'arrêt est fermé|END of the month
c'est bientôt la fin de l'année|le proprio veut m'arrêter les aides|Endless thanks|fin|non
Arrêt maladie|arrêt de bus|arrêt de tram|je suis en arrêt|mon chat s'appelle Stop|annulation
mon bus s'arrête là|j'ai arrêté de fumer|stop au feu rouge, j'ai eu un PV|c'est dur"""


def phrases(block: str) -> list[str]:
    return [phrase for line in block.splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize("text", phrases(CERTAIN))
def test_the_very_words_are_a_certain_stop(text: str, lexicon: Lexicon) -> None:
    reading = classify(text, lexicon)
    assert reading.stop is Surety.CERTAIN
    assert Intent.STOP in reading.intents


@pytest.mark.parametrize("text", phrases(PROBABLE))
def test_what_smells_of_stop_is_left_to_a_human(text: str, lexicon: Lexicon) -> None:
    assert classify(text, lexicon).stop is Surety.PROBABLE


@pytest.mark.parametrize("text", phrases(INNOCENT))
def test_what_only_looks_like_stop_is_none(text: str, lexicon: Lexicon) -> None:
    reading = classify(text, lexicon)
    assert reading.stop is Surety.NONE
    assert Intent.STOP not in reading.intents


def test_no_more_texts_but_ring_me_is_a_call_and_still_holds_the_texts(lexicon: Lexicon) -> None:
    reading = classify("arrêtez les sms, appelez-moi plutôt", lexicon)
    assert reading.intents == (Intent.CALLBACK,)
    assert reading.stop is Surety.PROBABLE


def test_a_stop_within_a_cry_for_help_is_both_the_cry_first(lexicon: Lexicon) -> None:
    reading = classify("stop je vais me tuer", lexicon)
    assert reading.intents == (Intent.DISTRESS, Intent.STOP)


@pytest.mark.parametrize(
    ("text", "surety"),
    [
        ("Mauvais numéro", Surety.CERTAIN),
        ("Vous faites erreur, je ne suis pas M. Untel", Surety.CERTAIN),
        ("wrong number", Surety.CERTAIN),
        ("yanlış numara", Surety.CERTAIN),
        ("il n'habite plus ici", Surety.PROBABLE),
        ("cette personne n'habite plus ici", Surety.PROBABLE),
        ("mauvais numéro de dossier", Surety.NONE),
        ("vous faites erreur de numéro", Surety.CERTAIN),
        ("engano, número errado", Surety.CERTAIN),
        ("vous faites erreur", Surety.PROBABLE),
        ("vous faites une erreur", Surety.PROBABLE),
        ("c'est une erreur", Surety.PROBABLE),
        ("erreur", Surety.PROBABLE),
        ("faux", Surety.PROBABLE),
        ("pas moi", Surety.PROBABLE),
        ("vous vous trompez", Surety.PROBABLE),
        ("you are mistaken", Surety.PROBABLE),
        ("é engano", Surety.PROBABLE),
        ("ben değilim", Surety.PROBABLE),
        ("ليس أنا", Surety.PROBABLE),
        ("не той", Surety.NONE),
        ("erreur de calcul", Surety.NONE),
    ],
)
def test_only_exact_words_make_a_wrong_number_certain(
    text: str, surety: Surety, lexicon: Lexicon
) -> None:
    assert classify(text, lexicon).wrong is surety


@pytest.mark.parametrize(
    ("text", "surety"),
    [
        ("START", Surety.CERTAIN),
        ("unstop", Surety.CERTAIN),
        ("Reprendre", Surety.CERTAIN),
        ("RÉABONNER", Surety.CERTAIN),
        ("reprise", Surety.PROBABLE),
        ("recommencer", Surety.PROBABLE),
        ("réinscription", Surety.PROBABLE),
        ("devam", Surety.PROBABLE),
        ("başla", Surety.PROBABLE),
        ("voltar", Surety.PROBABLE),
        ("retomar", Surety.PROBABLE),
        ("começar", Surety.PROBABLE),
        ("reprise du travail lundi", Surety.NONE),
        ("devam ediyor", Surety.NONE),
        ("أبدا", Surety.NONE),
    ],
)
def test_only_a_bare_start_is_certain(text: str, surety: Surety, lexicon: Lexicon) -> None:
    assert classify(text, lexicon).start is surety

"""Not on this telephone: no text leaves for a phone that somebody else may read (care.md §3)."""

import pytest

from outreach.replies.rules.follow import choose_answer, what_follows
from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon
from outreach.replies.rules.reading import Intent, Surety

ELSEWHERE = """n'écrivez pas ici|n'ecrivez pas la|pas sur ce numéro svp|pas par sms
évitez de m'écrire sur ce tel|évitez les sms|écrivez moi plutôt par mail|je préfère par mail
ne m'écrivez pas sur ce portable c'est celui du travail|utilisez mon autre numéro
ne m'envoyez rien sur ce téléphone|passez par le courrier plutôt|n'utilisez plus ce numéro
don't write here|not on this number please|please email me instead|avoid texting this phone
لا تكتبوا هنا|ليس على هذا الرقم من فضلكم|راسلوني بالبريد الإلكتروني|buraya yazmayın
bu numaraya yazmayın lütfen|bana e-posta ile yazın|não escrevam para aqui
neste número não por favor|escrevam-me por email|ce tel n'est pas qu'à moi"""
WATCHED = """mon mari lit mes messages|mon conjoint regarde mon téléphone|il fouille mon portable
ma belle-mère surveille mes messages|il lit mes messages, répondez pas
my husband reads my messages|he checks my phone|my boyfriend goes through my phone
زوجي يقرأ رسائلي|زوجتي تفتش هاتفي|kocam mesajlarımı okuyor|o meu marido lê as minhas mensagens
arretez d'ecrire il me frappe a cause de vous"""
ORDINARY = """voici mon mail : untel@example.org|je vous ai écrit un mail hier
vous pouvez m'écrire ici|mon mari ne sait pas lire|c'est pas mon numéro de dossier
j'ai envoyé le justificatif par mail|je suis bien joignable sur ce numéro
appelez moi sur ce numéro|j'ai reçu votre message sur mon téléphone|mon fils regarde la télé
je ne sais pas écrire ici ça marche pas|le bailleur ne répond pas à mes mails
mon fils lit vos messages pour moi car je ne sais pas lire le français|eşim telefonda
can I have your email|my kids are at school here|o meu marido está desempregado"""
NO_CALL = """appelez pas mon travail|ne m'appelez pas|pas d'appel svp|pas la peine d'appeler
évitez de m'appeler|je veux pas qu'on m'appelle|plus d'appels merci|interdit de m'appeler
vous n'avez pas à appeler chez moi|n'appelez pas mon patron|don't call me|no calls please
no need to call|stop calling my workplace|لا تتصلوا بي|لا داعي للاتصال|beni aramayın
aramanıza gerek yok|telefonla aramayın|não me liguem|não é preciso ligar"""


def phrases(block: str) -> list[str]:
    return [phrase for line in block.splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize("text", phrases(ELSEWHERE) + phrases(WATCHED))
def test_no_text_goes_to_that_phone(text: str, lexicon: Lexicon) -> None:
    reading = classify(text, lexicon)
    assert reading.stop is Surety.PROBABLE
    assert choose_answer(reading, danger_texts=True) is None
    assert not what_follows(reading).opt_out


def test_the_very_words_of_a_stop_say_nothing_of_who_reads(lexicon: Lexicon) -> None:
    """ "Plus de SMS" is a refusal; three words that start with STOP may still be about a reader."""
    assert not classify("plus de SMS", lexicon).discreet
    watched = classify("stop téléphone surveillé", lexicon)
    assert (watched.stop, watched.discreet) == (Surety.CERTAIN, True)


@pytest.mark.parametrize("text", phrases(ELSEWHERE))
def test_another_way_asked_for_is_a_stop_for_a_human(text: str, lexicon: Lexicon) -> None:
    assert classify(text, lexicon).intents == (Intent.STOP,)


@pytest.mark.parametrize("text", phrases(WATCHED))
def test_a_watched_phone_raises_the_alert(text: str, lexicon: Lexicon) -> None:
    assert what_follows(classify(text, lexicon)).alert


@pytest.mark.parametrize("text", phrases(ORDINARY))
def test_talk_of_mail_and_phones_is_no_such_request(text: str, lexicon: Lexicon) -> None:
    reading = classify(text, lexicon)
    assert not reading.discreet
    assert reading.stop is Surety.NONE


@pytest.mark.parametrize("text", phrases(NO_CALL))
def test_a_call_that_is_refused_is_no_wish_for_a_call(text: str, lexicon: Lexicon) -> None:
    reading = classify(text, lexicon)
    assert Intent.CALLBACK not in reading.intents
    assert reading.intents != (Intent.YES,)

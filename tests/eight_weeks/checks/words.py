"""Words that may not leave, copied by hand from the association's pages and not from the program.

`RED` never leaves. `AMBER` leaves only to somebody who has just asked.
"""

import re
import unicodedata
from collections.abc import Iterator

from tests.eight_weeks.checks.people import messages
from tests.eight_weeks.history import History

RED = """
loyers? dettes? impayee?s? arrieres? retards? somme payer paiements? payee?s? regulariser
echeances? echeanciers? apurement rib solde saisies? poursuites? expulsion expulser
commandement huissiers? commissaire tribunal tribunaux juges? avocats? contentieux
precontentieux caf apl rsa fsl ful surendettement dalo garants? caution expertise ccapex
prefecture urgent important assignation convoquee? resiliation police violences? euros? eur
"""
RED_PHRASES = (
    "banque de france",
    "diagnostic social",
    "assistante sociale",
    "services sociaux",
    "protection de l'enfance",
    "dernier avis",
    "dernier rappel",
    "mise en demeure",
    "sans reponse de votre part",
    "€",
)
AMBER = "bailleur logemloiret argent aide travailleuse situations? difficultes?"


def flatten(text: str) -> str:
    """Lower case, without accents, with straight apostrophes."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(one for one in bare if not unicodedata.combining(one))


def found(text: str, words: str, phrases: tuple[str, ...] = ()) -> list[str]:
    """Those of `words`, as whole words, and of `phrases` that stand in a text."""
    flat = flatten(text)
    whole = [one for one in words.split() if re.search(rf"\b(?:{one})\b", flat)]
    return whole + [one for one in phrases if one in flat]


def red_words(history: History) -> Iterator[str]:
    """No message holds a red word, and no e-mail a red subject."""
    for one in messages(history):
        for word in found(one.text, RED, RED_PHRASES):
            yield f"red word {word}: {one}"
    for mail in history.mails:
        for word in found(mail.message["subject"], f"{RED} {AMBER}", RED_PHRASES):
            yield f"{word} in a subject to {mail.to}"


def amber_words(history: History) -> Iterator[str]:
    """Who lets their flat, and why we write, only to somebody who asks."""
    for one in messages(history):
        for word in found(one.text, AMBER) if not one.prompted else ():
            yield f"amber word {word}: {one}"
    if not any(found(one.text, AMBER) for one in messages(history) if one.prompted):
        yield "nobody who asked was told about the landlord: this check sees nothing"


def no_links(history: History) -> Iterator[str]:
    """No link, no file number, no surname in an SMS."""
    for one in messages(history):
        if one.sms and re.search(r"https?://|www\.|AHU-20|LL-20|EXEMPLE", one.text):
            yield f"too much said: {one}"


def no_answer_asked(history: History) -> Iterator[str]:
    """From a sender that takes no answer: a number to call instead, and no word to reply."""
    for entry in history.outbound():
        if "02 38 00 00 00" not in entry.body:
            yield f"no number to call: {entry.body}"
        if re.search(r"\b(STOP|OUI|NON|INFOS?|1 =)|[Rr]épondez|chiffre", entry.body):
            yield f"asks for an answer that can't come: {entry.body}"

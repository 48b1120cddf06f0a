"""What people's mail programs wrap around their words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.channels.email.quotes import written

OURS = "Bonjour Zoé, ici Valérie de l'association AHU."

GMAIL = f"""Oui demain matin
- deux enfants

Le lun. 2 mars 2026 à 10:12, Valérie, association AHU <contact+abc@ahu.example.org>\xa0a écrit\xa0:

> {OURS}
> À bientôt
"""
GMAIL_WRAPPED = f"""Oui demain matin
- deux enfants

Le lun. 2 mars 2026 à 10:12, Valérie, association AHU
<contact+abc@ahu.example.org> a
écrit :

> {OURS}
"""
APPLE = f"""Oui demain matin
- deux enfants

Envoyé de mon iPhone

> Le 2 mars 2026 à 10:12, Valérie, association AHU <contact@ahu.example.org> a écrit :
>
> \ufeff{OURS}
"""
OUTLOOK = f"""Oui demain matin
- deux enfants

________________________________
De : Valérie, association AHU <contact@ahu.example.org>
Envoyé : lundi 2 mars 2026 10:12
À : Zoé <zoe@example.org>
Objet : Un message de Valérie

{OURS}
"""
OUTLOOK_MOBILE = f"""Oui demain matin
- deux enfants

Télécharger Outlook pour Android
________________________________
From: Valérie, association AHU <contact@ahu.example.org>
Sent: Monday, March 2, 2026 10:12:00 AM
To: Zoé <zoe@example.org>
Subject: Un message de Valérie

{OURS}
"""
ORANGE = f"""Oui demain matin
- deux enfants

> Message du 02/03/26 10:12
> De : "Valérie, association AHU" <contact@ahu.example.org>
> A : zoe@example.org
>
> {OURS}
"""
ORIGINAL = f"""Oui demain matin
- deux enfants

-----Message d'origine-----
De: Valérie
Envoyé: lundi

{OURS}
"""
ENGLISH = f"""Oui demain matin
- deux enfants

On Mon, Mar 2, 2026 at 10:12 AM Valérie <contact@ahu.example.org> wrote:

> {OURS}
"""
TURKISH = f"""Oui demain matin
- deux enfants

Valérie <contact@ahu.example.org>, 2 Mar 2026 Pzt, 10:12 tarihinde şunu yazdı:

> {OURS}
"""
ARABIC = f"""Oui demain matin
- deux enfants

في الاثنين، ٢ مارس ٢٠٢٦، Valérie <contact@ahu.example.org> كتب:

> {OURS}
"""
PORTUGUESE = f"""Oui demain matin
- deux enfants

Valérie <contact@ahu.example.org> escreveu (segunda, 2/03/2026 à(s) 10:12):

> {OURS}
"""
SIGNED = "Oui demain matin\n- deux enfants\n-- \nZoé\n06 39 98 00 01"


@pytest.mark.parametrize(
    "whole",
    [
        GMAIL,
        GMAIL_WRAPPED,
        APPLE,
        OUTLOOK,
        OUTLOOK_MOBILE,
        ORANGE,
        ORIGINAL,
        ENGLISH,
        TURKISH,
        ARABIC,
        PORTUGUESE,
        SIGNED,
        GMAIL.replace("\n", "\r\n"),
    ],
)
def test_only_the_person_s_words_remain(whole: str) -> None:
    assert written(whole).rstrip("_\n ") == "Oui demain matin\n- deux enfants"


@pytest.mark.parametrize("last", ["Envoyé de mon iPhone", "Sent from my iPhone", "-- \nZoé"])
def test_a_stop_is_alone_once_the_telephone_is_silent(last: str) -> None:
    assert written(f"STOP\n\n{last}\n") == "STOP"


def test_answers_between_the_lines_are_all_kept() -> None:
    whole = "> Pouvez-vous venir mardi ?\nOui\n> À quelle heure ?\nVers 10 h\n"
    assert written(whole).split() == ["Oui", "Vers", "10", "h"]


def test_an_answer_below_the_quotation_is_kept() -> None:
    whole = (
        f"Le 2 mars 2026 à 10:12, Valérie <a@ahu.example.org> a écrit :\n> {OURS}\n\nOui merci\n"
    )
    assert written(whole) == "Oui merci"


@pytest.mark.parametrize(
    "whole",
    [
        "Voici ce que je veux dire :\nje suis d'accord",
        "De : ma part, merci",
        "Bonjour,\nCordialement\nZoé, le 2 mars 2026",
        "On est en 2026 et je n'ai rien reçu",
        "Je n'ai que ça :\n- un\n- deux",
    ],
)
def test_ordinary_sentences_are_not_headers(whole: str) -> None:
    assert written(whole) == whole


def test_when_all_is_quoted_all_is_shown() -> None:
    assert written(f"> {OURS}") == f"> {OURS}"
    assert written("Envoyé de mon iPhone") == "Envoyé de mon iPhone"
    assert written("  \n ") == ""


@given(st.text(alphabet="ab :>-\n\xa0@<1", max_size=80))
def test_words_never_vanish(whole: str) -> None:
    assert bool(written(whole)) is bool(whole.strip())


@pytest.mark.parametrize(
    "unit",
    [
        "Le a écrit ",
        "Le a\n",
        "De : x\n",
        "On wrote: ",
        "> ",
        "<a@",
        "-",
        "- a\n",
        "_",
        "mail Warning:",
    ],
)
def test_hostile_text_does_not_hold_the_reader(unit: str) -> None:
    started = time.perf_counter()
    written(unit * (60_000 // len(unit)))
    assert time.perf_counter() - started < 5


def test_words_just_above_an_attribution_stay() -> None:
    whole = f"Oui merci\nLe 2 mars 2026 à 10:12, Valérie <a@ahu.example.org> a\nécrit :\n> {OURS}"
    assert written(whole) == "Oui merci"
    assert written(f"Voici :\n> {OURS}") == "Voici :"

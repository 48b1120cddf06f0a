"""The words we ship: complete, kind, and short enough, in every language."""

import re
from pathlib import Path

import pytest

import outreach
from outreach.messages.rules.render import PLACEHOLDER, placeholders
from outreach.sequences.rules.answers import CODES
from outreach.sequences.rules.check import check
from outreach.sequences.rules.script import StepKind
from outreach.sequences.rules.words.notices import CODES as NOTICES
from outreach.sequences.rules.words.prints import LAST_LETTER, VISIT_LETTER
from outreach.sequences.services.files import read_scripts

LIBRARY = read_scripts()
SCRIPT = LIBRARY.scripts["premier-contact"]
REPORT = check(LIBRARY)
LANGUAGES = ("ar", "en", "fr", "pt", "tr")

# care.md §4, word for word.
FRENCH = {
    "S1": "Bonjour {prenom}, ici {ts}, association AHU à Orléans. Je peux vous appeler au sujet de "
    "votre logement ? OUI, NON ou INFOS. STOP = plus de SMS",
    "S2": "Bonjour {prenom}, ici {ts}, association AHU. Vous préférez : 1 = un appel, 2 = un "
    "rendez-vous, 3 = plus tard, 4 = non merci ? Un chiffre suffit.",
    "S3": "{ts}, association AHU. Rendez-vous possible : 1 = {j1}, 2 = {j2}, 3 = {j3}, 0 = autre "
    "jour. Un chiffre suffit.",
    "S4": "Bonjour {prenom}, ici {ts}, association AHU. Je peux passer vous voir {d} vers {h}. Si "
    "vous ne voulez pas, répondez NON : je ne viens pas.",
    "S5": "Bonjour {prenom}, ici {ts}, association AHU. Je ne vous écris plus pour le moment. Pour "
    "me parler, quand vous voulez : {tel}.",
}
ANSWERS = {
    "ACK": "Merci, votre message est arrivé. {ts} vous répond au plus tard {limite}. Urgence : "
    "112, ou SMS au 114. (Réponse automatique AHU)",
    "STOP": "C'est noté : plus de SMS ni d'e-mail de notre part. Si vous voulez nous parler un "
    "jour : {tel}. (Réponse automatique AHU)",
    "WRONG": "Excusez-nous, c'est une erreur de numéro. Nous ne vous écrirons plus. Bonne journée. "
    "(Réponse automatique AHU)",
    "INFOS": "AHU, association à Orléans. Votre bailleur nous a donné ce numéro pour vous proposer "
    "un échange gratuit. Vos droits : {tel}. (Réponse automatique)",
    "WHO": "{ts}, association AHU à Orléans. Vérifiez au {tel}. Nous ne demandons ni code ni "
    "carte. INFOS = d'où vient votre numéro. (Réponse automatique)",
    "SUICIDE": "Merci de l'avoir écrit. Vous pouvez parler tout de suite au 3114, gratuit, jour et "
    "nuit. Danger : 15, ou SMS au 114. (Réponse automatique AHU)",
    "TOIT": "Votre message est arrivé, {ts} vous répond au plus tard {limite}. Pour dormir ce "
    "soir : 115, gratuit, jour et nuit. (Réponse automatique AHU)",
    "SUITE": "Bonjour {prenom}, ici {ts}, association AHU. Je remplace {ancien}. Vous pouvez me "
    "répondre ici ou appeler le {tel}. STOP = plus de SMS",
    "LANG": "AHU: 1 English 2 العربية 3 Türkçe 4 Português 5 Français",
    "RDV": "Bonjour {prenom}, rendez-vous demain à {h} avec {ts}, association AHU. Pour changer : "
    "répondez 0 ou appelez le {tel}.",
}


def test_nothing_shipped_has_a_problem() -> None:
    assert REPORT.problems == ()


def test_everything_is_there_in_every_language() -> None:
    assert tuple(sorted(SCRIPT.texts)) == LANGUAGES
    assert tuple(sorted(LIBRARY.lexicons)) == LANGUAGES
    assert {language: set(CODES) & set(texts) for language, texts in LIBRARY.answers.items()} == {
        language: set(CODES) for language in LANGUAGES
    }


def test_texts_that_humans_send_are_offered_in_french() -> None:
    """Beside the fixed ones; other languages may follow."""
    further = {
        language: {code: answer.purpose for code, answer in texts.items() if code not in CODES}
        for language, texts in LIBRARY.answers.items()
    }
    french = further.pop("fr")
    assert french.pop("VOCAL") == "human_first"  # said aloud to a machine, by whoever calls
    assert set(french.values()) == {"answer"}
    assert not any(further.values())


def test_every_french_sms_is_one_plain_segment_with_plain_names() -> None:
    rows = [
        row
        for row in REPORT.rows
        if row.language == "fr" and row.segments and row.sample != "accents"
        if row.step not in ("LANG", *NOTICES)  # a colleague's may hold the address of a page
    ]
    assert len(rows) >= 2 * (11 + 12)
    assert {(row.encoding, row.segments) for row in rows} == {("GSM-7", 1)}
    assert max(row.characters for row in rows) <= 160


@pytest.mark.parametrize("step", FRENCH)
def test_french_steps_are_those_agreed(step: str) -> None:
    assert SCRIPT.texts["fr"][step].text == FRENCH[step]


@pytest.mark.parametrize("code", ANSWERS)
def test_french_answers_are_those_agreed(code: str) -> None:
    assert LIBRARY.answers["fr"][code].text == ANSWERS[code]


def test_the_calendar_is_the_one_agreed() -> None:
    assert [(step.id, step.kind, step.day) for step in SCRIPT.steps] == [
        ("info", StepKind.LETTER, -7),
        ("S1", StepKind.SMS, 0),
        ("S2", StepKind.SMS, 5),
        ("mail", StepKind.EMAIL, 8),
        ("S3", StepKind.SMS, 12),
        ("lettre", StepKind.LETTER, 16),
        ("S4", StepKind.SMS, 23),
        ("visite", StepKind.VISIT, 24),
        ("decision", StepKind.DECIDE, 26),
        ("S5", StepKind.SMS, 36),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_use_the_same_figures_and_placeholders(language: str) -> None:
    for code, french in ((code, LIBRARY.answers["fr"][code]) for code in CODES):
        text = LIBRARY.answers[language][code].text
        assert placeholders(text) == placeholders(french.text), code
        assert numbers(text) == numbers(french.text), code
        assert LIBRARY.answers[language][code].purpose == french.purpose
        assert bool(LIBRARY.answers[language][code].email) == bool(french.email), code


def test_an_answer_by_email_has_a_subject_in_its_own_language_that_tells_nothing() -> None:
    found = {
        language: {answer.subject for answer in texts.values()}
        for language, texts in LIBRARY.answers.items()
    }
    assert all(len(subjects) == 1 and "" not in subjects for subjects in found.values())
    assert len({*found["fr"], *found["en"], *found["ar"], *found["tr"], *found["pt"]}) == 5
    rows = {row.language for row in REPORT.rows if row.field == "subject" and row.step == ""}
    assert rows == set(LANGUAGES), "each is checked"


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", PLACEHOLDER.sub("", text)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("YES", "NO", "INFO", "STOP")),
        ("tr", ("EVET", "HAYIR", "BİLGİ", "DUR")),
        ("pt", ("SIM", "NÃO", "INFO", "PARAR")),
        ("ar", ("نعم", "لا", "معلومات", "توقف")),
    ],
)
def test_the_first_sms_offers_the_words_of_its_language(
    language: str, words: tuple[str, ...]
) -> None:
    text = SCRIPT.texts[language]["S1"].text
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "French"), ("tr", "Fransızca"), ("pt", "francês"), ("ar", "بالفرنسية")],
)
def test_who_calls_for_rescue_knows_it_answers_in_french(language: str, words: str) -> None:
    for code in ("ACK", "SUICIDE", "TOIT"):
        assert words in LIBRARY.answers[language][code].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_present_and_sign_themselves_alike(language: str) -> None:
    """Whoever gets two of them reads one voice: the same words for the same thing."""
    step, prints = SCRIPT.texts[language], LIBRARY.prints[language]
    visit, last = prints[VISIT_LETTER].body, prints[LAST_LETTER].body
    announced = set(step["lettre"].body.splitlines())
    assert len(announced - set(visit.splitlines())) == 1  # the messages that were sent before
    for body in (visit, last):
        assert len(set(body.splitlines()) & announced) >= 4  # greeting, ADIL, signature
        assert step["mail"].body.splitlines()[2] in body  # who writes
    assert step["mail"].body.splitlines()[2].partition(". ")[0] in step["info"].body


def test_no_turkish_suffix_hangs_on_a_placeholder() -> None:
    texts = [text for step in SCRIPT.texts["tr"].values() for text in (step.text, step.one_way)]
    texts += [answer.text for answer in LIBRARY.answers["tr"].values()]
    assert [text for text in texts if re.search(r"\}['’\w]", text)] == []


def test_arabic_has_no_vowel_signs_nor_eastern_figures() -> None:
    folder = Path(outreach.__file__).with_name("scripts")
    for path in (folder / "premier-contact" / "ar.toml", folder / "answers" / "ar.toml"):
        content = path.read_text(encoding="utf-8")
        assert not re.search("[\u064b-\u0652\u0660-\u0669\u06f0-\u06f9]", content)


def test_only_data_lives_among_the_words() -> None:
    folder = Path(outreach.__file__).with_name("scripts")
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".toml", ".md"}
    first = (folder / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("These are message scripts")
    assert "executable" in first

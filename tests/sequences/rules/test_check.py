"""Each kind of broken words gives its own code, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from outreach.messages.rules.tone import Exposure, Lexicon
from outreach.sequences.rules.answers import CODES, Answer
from outreach.sequences.rules.check import Code, Report, check, check_answers, check_script
from outreach.sequences.rules.library import Library
from outreach.sequences.rules.script import Script, Step, StepKind, Text

LEXICONS = {
    "fr": Lexicon(
        "fr", ("payez",), ("loyers?",), ("aides?",), ("sans payez",), ("oui", "repondez")
    ),
    "en": Lexicon("en", ("pay",), ("rent",), ("help",), (), ("yes",)),
}
GOOD = Text(text="Bonjour {prenom}, ici {ts}. OUI ?", one_way="Bonjour {prenom}, {ts} : {tel}")
MAIL = Text(subject="Un message de {ts}", body="Bonjour {prenom}, ici {ts} : {tel}")
LETTER = Text(exposure=Exposure.SEALED, body="Bonjour {prenom} {nom}, votre loyer", note="Poster.")
STEPS = (
    Step("info", StepKind.LETTER, -7),
    Step("S1", StepKind.SMS, 0),
    Step("S2", StepKind.SMS, 5),
    Step("mail", StepKind.EMAIL, 8),
    Step("visite", StepKind.VISIT, 9),
)
TEXTS = {"info": LETTER, "S1": GOOD, "S2": GOOD, "mail": MAIL}


def script(**texts: Text) -> Script:
    return Script("essai", "Essai", STEPS, {"fr": TEXTS | texts})


def codes(report: Report) -> list[tuple[str, str]]:
    return [(problem.step, problem.code) for problem in report.problems]


def test_good_words_have_no_problem() -> None:
    assert check_script(script(), LEXICONS).problems == ()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": GOOD.text + " {"}, Code.STRAY_BRACE),
        ({"text": GOOD.text + " {prenon}"}, Code.UNKNOWN_PLACEHOLDER),
        ({"text": GOOD.text + " {nom}"}, Code.UNKNOWN_PLACEHOLDER),
        ({"text": GOOD.text + " {bailleur}"}, Code.UNKNOWN_PLACEHOLDER),
        ({"one_way": "Bonjour {prenom}"}, Code.MISSING_PLACEHOLDER),
        ({"text": ""}, Code.MISSING_TEXT),
        ({"one_way": ""}, Code.MISSING_ONE_WAY),
        ({"text": "Payez"}, Code.THREAT),
        ({"text": "votre loyer"}, Code.REVEALS),
        ({"text": "une aide"}, Code.AMBER),
        ({"variant": "une aide"}, Code.AMBER),
        ({"text": "a" * 161}, Code.TOO_LONG),
        ({"text": "a" * 150 + "{prenom}"}, Code.TOO_LONG),
        ({"text": "Bonjour, être là"}, Code.COSTLY),
        ({"text": "Bonjour, voir https://example.org"}, Code.LINK),
        ({"text": "Bonjour, voir ahu.fr"}, Code.LINK),
        ({"one_way": "Répondez au {tel}"}, Code.INVITES_REPLY),
        ({"one_way": "1 = un appel : {tel}"}, Code.INVITES_REPLY),
    ],
)
def test_each_fault_of_a_first_sms_has_its_code(fields: dict[str, Any], code: Code) -> None:
    report = check_script(script(S1=replace(GOOD, **fields)), LEXICONS)
    assert codes(report) == [("S1", code)]


@pytest.mark.parametrize(
    ("step", "text", "code"),
    [
        ("mail", replace(MAIL, subject=""), Code.MISSING_TEXT),
        ("mail", replace(MAIL, subject="Votre loyer"), Code.REVEALS),
        ("mail", replace(MAIL, body=MAIL.body + " Une aide."), Code.AMBER),
        ("info", replace(LETTER, body="Payez"), Code.THREAT),
        ("info", Text(exposure=Exposure.OPEN, body="Votre loyer"), Code.REVEALS),
        ("info", Text(exposure=Exposure.SEALED), Code.MISSING_TEXT),
    ],
)
def test_letters_and_mails_are_read_too(step: str, text: Text, code: Code) -> None:
    assert codes(check_script(script(**{step: text}), LEXICONS)) == [(step, code)]


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("S2", replace(GOOD, text="Voir https://example.org")),
        ("mail", replace(MAIL, body=MAIL.body + " être « là »" + "a" * 300)),
        ("S1", replace(GOOD, text="L’AHU…\u00a0?")),
        ("S1", replace(GOOD, text="a" * 145 + "{prenom}")),
        ("visite", Text(note="Ne pas parler du loyer.")),
    ],
)
def test_what_is_fine_elsewhere_is_no_fault(step: str, text: Text) -> None:
    assert codes(check_script(script(**{step: text}), LEXICONS)) == []


def test_a_name_is_never_the_fault_of_the_text() -> None:
    report = check_script(script(), LEXICONS)
    costs = {(row.sample, row.encoding) for row in report.rows if row.step == "S1"}
    assert ("accents", "UCS-2") in costs


def test_a_translation_says_as_much_as_the_french() -> None:
    good = Text(text="Hello {prenom}, this is {ts}. YES?", one_way="Hello {prenom}, {ts}: {tel}")
    english = TEXTS | {"S1": replace(good, text="Hello {prenom}. YES?"), "S2": good}
    both = Script("essai", "Essai", STEPS, {"fr": TEXTS, "en": english})
    report = check_script(both, LEXICONS)
    assert [problem.message for problem in report.problems] == [
        "S1, text : variable absente : {ts}."
    ]
    assert report.problems[0].where == "essai/en.toml"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{ts} مرحبا {prenom}", [Code.BACKWARDS]),
        ("AHU. مرحبا {prenom} {ts}", [Code.BACKWARDS]),
        ("1: مرحبا {prenom} {ts}", []),
        ("مرحبا {prenom}، معك {ts} AHU", []),
        (GOOD.text, []),  # the same in every language: the choice of one
    ],
)
def test_an_arabic_sms_starts_on_the_right(text: str, found: list[Code]) -> None:
    arabic = TEXTS | {"S1": Text(text=text, one_way="مرحبا {prenom} {ts} {tel}"), "S2": GOOD}
    lexicons = LEXICONS | {"ar": replace(LEXICONS["en"], language="ar")}
    both = Script("essai", "Essai", STEPS, {"fr": TEXTS, "ar": arabic})
    problems = check_script(both, lexicons).problems
    assert [one.code for one in problems if one.field == "text"] == found


def test_a_translation_may_take_four_segments_not_five() -> None:
    def english(length: int) -> Report:
        long = "Hello {prenom} {ts} " + "y" * length
        texts = TEXTS | {"S1": replace(GOOD, text=long)}
        return check_script(Script("essai", "Essai", STEPS, {"fr": TEXTS, "en": texts}), LEXICONS)

    assert codes(english(200)) == []
    assert codes(english(300)) == [("S1", Code.TOO_LONG)]


def test_a_translation_without_a_step_is_named() -> None:
    english = {step: text for step, text in TEXTS.items() if step != "mail"}
    both = Script("essai", "Essai", STEPS, {"fr": TEXTS, "en": english})
    found = check_script(both, LEXICONS).problems
    assert {(one.language, one.step, one.code) for one in found} == {
        ("en", "mail", Code.MISSING_TEXT)
    }


def test_a_script_needs_french() -> None:
    english = Script("essai", "Essai", STEPS, {"en": TEXTS})
    assert Code.MISSING_LANGUAGE in {one.code for one in check_script(english, LEXICONS).problems}


def test_without_word_lists_nothing_is_declared_good() -> None:
    report = check_script(script(), {"en": LEXICONS["en"]})
    assert [one.code for one in report.problems] == [Code.MISSING_LEXICON]
    assert report.rows == ()


def answer(code: str, **fields: Any) -> Answer:
    plain = Answer(code, "automatic_answer", Exposure.OPEN, True, f"Merci ({code.lower()}).")
    return replace(plain, subject="Votre message", **fields)


def answers(**changed: Answer | None) -> dict[str, dict[str, Answer]]:
    table = {code: answer(code) for code in CODES} | changed
    return {"fr": {code: one for code, one in table.items() if one}}


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (None, Code.MISSING_ANSWER),
        (answer("ACK", text="votre loyer"), Code.REVEALS),
        (answer("ACK", text="une aide", prompted=False), Code.AMBER),
        (answer("ACK", text="{j1}"), Code.UNKNOWN_PLACEHOLDER),
        (answer("ACK", purpose="reminder"), Code.MISSING_ONE_WAY),
        (answer("ACK", one_way="Non : oui {tel}"), Code.INVITES_REPLY),
        (answer("ACK", text="été ou être"), Code.COSTLY),
    ],
)
def test_each_fault_of_an_answer_has_its_code(one: Answer | None, code: Code) -> None:
    assert codes(check_answers(answers(ACK=one), LEXICONS)) == [("ACK", code)]


@pytest.mark.parametrize(
    "one",
    [
        answer("ACK", text="une aide"),
        answer("ACK", text="العربية", ucs2=True),
        answer("ACK", text="{ts} : {limite}, {tel}, {prenom}, {h}, {ancien}"),
    ],
)
def test_good_answers_have_no_problem(one: Answer) -> None:
    assert codes(check_answers(answers(ACK=one), LEXICONS)) == []


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("", Code.MISSING_TEXT),
        ("Votre loyer", Code.REVEALS),
        ("À {prenom}", Code.UNKNOWN_PLACEHOLDER),
    ],
)
def test_anybody_may_read_the_subject_of_an_answer(subject: str, code: Code) -> None:
    told = {one.code: replace(one, subject=subject) for one in answers()["fr"].values()}
    assert codes(check_answers({"fr": told}, LEXICONS)) == [("", code)]


def test_every_language_of_a_script_needs_all_answers() -> None:
    library = Library(
        {"essai": Script("essai", "Essai", STEPS, {"fr": TEXTS, "en": TEXTS})},
        answers(),
        LEXICONS,
    )
    missing = [one for one in check(library).problems if one.code is Code.MISSING_ANSWER]
    assert [(one.language, one.step) for one in missing] == [("en", code) for code in CODES]


def test_costs_are_those_of_what_leaves() -> None:
    report = check_script(script(S1=replace(GOOD, text="L’AHU {prenom} {ts}…")), LEXICONS)
    row = next(one for one in report.rows if (one.step, one.sample) == ("S1", "court"))
    assert (row.characters, row.encoding, row.segments) == (len("L'AHU Ana Léa..."), "GSM-7", 1)


def test_a_letter_or_a_mail_costs_no_segment() -> None:
    rows = check_script(script(), LEXICONS).rows
    assert {row.segments for row in rows if row.step in {"mail", "info"}} == {None}

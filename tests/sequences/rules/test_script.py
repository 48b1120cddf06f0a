"""Scripts read from tables: every fault named, and one form to write them back."""

import copy
from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.fields import ScriptError
from outreach.sequences.rules.script import (
    OUTCOMES,
    TEXT_FIELDS,
    Requirement,
    Script,
    Step,
    StepKind,
    Text,
    canonical,
    parse,
    parse_files,
)

STEPS: dict[str, Any] = {
    "slug": "essai",
    "title": "Un essai",
    "steps": [
        {"id": "info", "kind": "letter", "day": -7},
        {
            "id": "S1",
            "kind": "sms",
            "day": 0,
            "prefer": [["10:00", "12:00"]],
            "requires": [{"step": "info", "outcomes": ["posted"], "working_days": 4}],
            "when": ["visit_dated"],
        },
    ],
}
FRENCH: dict[str, Any] = {
    "language": "fr",
    "info": {"body": "Bonjour", "note": "Poster."},
    "S1": {"text": "Bonjour {prenom}", "one_way": "Bonjour : {tel}"},
}


def faults(steps: dict[str, Any], **texts: Any) -> tuple[str, ...]:
    with pytest.raises(ScriptError) as caught:
        parse(steps, texts or {"fr": FRENCH})
    return caught.value.faults


def changed(**fields: Any) -> dict[str, Any]:
    """The good table with fields of S1 changed; None takes the field away."""
    table = copy.deepcopy(STEPS)
    for name, value in fields.items():
        table["steps"][1].pop(name, None)
        if value is not None:
            table["steps"][1][name] = value
    return table


def test_a_good_script_is_read_whole() -> None:
    script = parse(STEPS, {"fr": FRENCH})
    assert script.steps[1] == Step(
        "S1",
        StepKind.SMS,
        0,
        ((time(10), time(12)),),
        (Requirement("info", ("posted",), 4, None),),
        ("visit_dated",),
    )
    assert script.texts["fr"]["S1"].one_way == "Bonjour : {tel}"


def test_a_letter_is_sealed_and_all_else_open() -> None:
    texts = parse(STEPS, {"fr": FRENCH}).texts["fr"]
    assert (texts["info"].exposure, texts["S1"].exposure) == (Exposure.SEALED, Exposure.OPEN)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"kind": None}, "script.toml, S1, kind : ce champ manque."),
        ({"day": None}, "script.toml, S1, day : ce champ manque."),
        ({"day": "0"}, "script.toml, S1, day : un nombre entier est attendu."),
        ({"day": True}, "script.toml, S1, day : un nombre entier est attendu."),
        (
            {"day": -8},
            "script.toml, S1, day : ce jour est avant celui de l'étape précédente.",
        ),
        (
            {"prefer": [["12:00", "10:00"]]},
            'script.toml, S1, prefer : des plages comme ["10:00", "12:00"] sont attendues.',
        ),
        (
            {"prefer": "10:00"},
            'script.toml, S1, prefer : des plages comme ["10:00", "12:00"] sont attendues.',
        ),
        (
            {"when": ["rain"]},
            "script.toml, S1, when : une condition parmi visit_dated est attendue.",
        ),
        ({"when": "x"}, "script.toml, S1, when : une liste de textes est attendue."),
        ({"dya": 3}, "script.toml, S1, dya : champ inconnu ici."),
        ({"requires": {}}, "script.toml, S1, requires : une liste de tables est attendue."),
        (
            {"requires": [{"step": "S2"}]},
            "script.toml, S1, requires : S2 n'est pas une tâche d'avant.",
        ),
        (
            {"requires": [{"step": "info", "outcomes": ["met"]}]},
            "script.toml, S1, requires : issue inconnue pour info.",
        ),
        (
            {"requires": [{"step": "info", "working_days": -1}]},
            "script.toml, S1, requires 1, working_days : un nombre positif est attendu.",
        ),
        (
            {"requires": [{"outcomes": []}]},
            "script.toml, S1, requires 1, step : ce champ manque.",
        ),
    ],
)
def test_each_fault_of_a_step_has_its_place(fields: dict[str, Any], fault: str) -> None:
    assert fault in faults(changed(**fields))


@pytest.mark.parametrize("name", ["language", "1a", "é", "a b"])
def test_an_id_is_a_short_plain_word(name: str) -> None:
    assert f"script.toml, {name}, id : un mot court sans accent est attendu." in faults(
        changed(id=name)
    )


def test_two_steps_never_share_an_id() -> None:
    assert "script.toml, info, id : cet identifiant est déjà pris." in faults(changed(id="info"))


@pytest.mark.parametrize("slug", ["", "Essai", "a b", 3])
def test_the_slug_is_a_folder_name(slug: Any) -> None:
    assert any(fault.startswith("script.toml, slug : ") for fault in faults(STEPS | {"slug": slug}))


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({"S9": {"text": "x"}}, "fr.toml, S9 : cette étape n'existe pas dans script.toml."),
        ({"S1": {"txt": "x"}}, "fr.toml, S1, txt : champ inconnu ici."),
        ({"S1": {"body": "x"}}, "fr.toml, S1, body : champ inconnu ici."),
        ({"S1": {"text": 3}}, "fr.toml, S1, text : un texte entre guillemets est attendu."),
        ({"S1": "x"}, "fr.toml, S1 : une table est attendue."),
        (
            {"S1": {"exposure": "sealed"}},
            "fr.toml, S1, exposure : seule une lettre est sous enveloppe.",
        ),
        (
            {"info": {"exposure": "shut"}},
            "fr.toml, info, exposure : une valeur parmi open, sealed est attendue.",
        ),
        (
            {"language": "en"},
            "fr.toml, language : cette langue n'est pas celle du nom du fichier.",
        ),
    ],
)
def test_each_fault_of_a_text_has_its_place(texts: dict[str, Any], fault: str) -> None:
    assert faults(STEPS, fr=FRENCH | texts) == (fault,)


def test_all_faults_come_at_once() -> None:
    table = changed(day="x", when=["rain"])
    assert len(faults(table, fr={"language": "fr", "S9": {}, "S1": {"x": 1}})) == 4


def test_files_that_are_not_toml_are_named() -> None:
    with pytest.raises(ScriptError) as caught:
        parse_files({"fr.toml": "language = "})
    assert caught.value.faults[0].startswith("fr.toml : TOML illisible")
    assert caught.value.faults[1] == "script.toml : ce fichier manque."


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.strip)
TIMES = st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=2)
WINDOWS = TIMES.map(lambda times: (min(times), max(times))).filter(lambda span: span[0] < span[1])


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    kinds = draw(st.lists(st.sampled_from(StepKind), min_size=1, max_size=5))
    days = sorted(draw(st.lists(st.integers(-30, 90), min_size=len(kinds), max_size=len(kinds))))
    steps: list[Step] = []
    for rank, (kind, day) in enumerate(zip(kinds, days, strict=True)):
        wanted = tuple(
            Requirement(
                task.id,
                tuple(draw(st.lists(st.sampled_from(OUTCOMES[task.kind]), unique=True))),
                draw(st.integers(0, 20)),
                draw(st.none() | st.integers(0, 20)),
            )
            for task in steps
            if task.kind in OUTCOMES and draw(st.booleans())
        )
        prefer = tuple(draw(st.lists(WINDOWS, max_size=2)))
        when = draw(st.sampled_from([(), ("visit_dated",)]))
        steps.append(Step(f"e{rank}", kind, day, prefer, wanted, when))
    languages = draw(st.lists(st.sampled_from(["fr", "en", "ar"]), unique=True))
    texts = {
        language: {step.id: draw(wordings(step.kind)) for step in steps} for language in languages
    }
    return Script("un-essai", draw(WORDS.filter(bool)), tuple(steps), texts)


@st.composite
def wordings(draw: st.DrawFn, kind: StepKind) -> Text:
    exposures = list(Exposure) if kind is StepKind.LETTER else [Exposure.OPEN]
    fields = {name: draw(WORDS) for name in TEXT_FIELDS[kind]}
    return Text(draw(st.sampled_from(exposures)), **fields)


@given(scripts())
def test_what_is_written_is_read_back_the_same(script: Script) -> None:
    assert parse_files(canonical(script)) == script


@given(scripts())
def test_the_written_form_is_stable(script: Script) -> None:
    assert canonical(parse_files(canonical(script))) == canonical(script)

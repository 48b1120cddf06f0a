"""A script: the steps of a sequence and their texts, read from tables and written back."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from functools import cached_property

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.fields import Fields, ScriptError
from outreach.sequences.rules.words.toml import emit

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
STEP_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,19}")
RESERVED_ID = "language"
STEPS_FILE = "script.toml"
CONDITIONS = ("visit_dated",)


class StepKind(StrEnum):
    """What a step does: two leave by themselves, four are a human's task."""

    LETTER = "letter"
    SMS = "sms"
    EMAIL = "email"
    CALL = "call"
    VISIT = "visit"
    DECIDE = "decide"


# Outcomes of the task a step raises (design.md §7); a message raises none.
OUTCOMES: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.LETTER: ("posted", "returned"),
    StepKind.CALL: ("reached", "no_answer", "voicemail", "wrong_number", "refused"),
    StepKind.VISIT: ("met", "not_home", "refused", "wrong_address", "vacant"),
    StepKind.DECIDE: ("continue", "new_visit", "final_letter", "close"),
}
# The texts each kind may hold; `note` is for the worker and in French only.
TEXT_FIELDS: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.SMS: ("text", "one_way", "variant"),
    StepKind.EMAIL: ("subject", "body"),
    StepKind.LETTER: ("body", "note"),
    StepKind.CALL: ("note",),
    StepKind.VISIT: ("note",),
    StepKind.DECIDE: ("note",),
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a step waits for: the task of an earlier step closed with one of `outcomes`.

    No outcomes = any closing. `working_days` must then pass. `or_after_working_days`: satisfied
    anyway that many working days after the task was raised; None = never.
    """

    step: str
    outcomes: tuple[str, ...] = ()
    working_days: int = 0
    or_after_working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `day` counts from J0, `prefer` holds local times of day, `when` conditions."""

    id: str
    kind: StepKind
    day: int
    prefer: tuple[tuple[time, time], ...] = ()
    requires: tuple[Requirement, ...] = ()
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one step in one language; those that its kind does not use are empty.

    `variant` is another wording of `text`, checked and kept at hand, never sent.
    """

    exposure: Exposure = Exposure.OPEN
    text: str = ""
    one_way: str = ""
    variant: str = ""
    subject: str = ""
    body: str = ""
    note: str = ""


@dataclass(frozen=True)
class Script:
    """Steps in order; `texts` by language, then by step."""

    slug: str
    title: str
    steps: tuple[Step, ...]
    texts: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)

    @cached_property
    def letter(self) -> Step | None:
        """The first letter: the one that says who we are."""
        return next((step for step in self.steps if step.kind is StepKind.LETTER), None)

    @cached_property
    def first_sms(self) -> int | None:
        """The index of the step that fixes J0; None in a script without SMS."""
        ranks = (rank for rank, step in enumerate(self.steps) if step.kind is StepKind.SMS)
        return next(ranks, None)


def parse(step_table: Mapping[str, object], texts: Mapping[str, Mapping[str, object]]) -> Script:
    """Return the script of one `script.toml` and its languages' tables.

    Raises ScriptError with every fault: file, step and field. Words are judged by `check`.
    """
    faults: list[str] = []
    top = Fields(step_table, STEPS_FILE, faults)
    slug, title = top.text("slug", required=True), top.text("title", required=True)
    if slug and not SLUG.fullmatch(slug):
        top.fault("slug", "des minuscules, des chiffres et des tirets sont attendus")
    steps = tuple(_step(fields) for fields in top.tables("steps", required=True))
    top.close()
    _check_order(steps, faults)
    kinds = {step.id: step.kind for step in steps}
    words = {
        language: _texts(language, Fields(table, f"{language}.toml", faults), kinds)
        for language, table in texts.items()
    }
    if faults:
        raise ScriptError(tuple(faults))
    return Script(slug, title, steps, words)


def parse_files(files: Mapping[str, str]) -> Script:
    """Return the script of its files as text (name → TOML), the inverse of `canonical`.

    Raises ScriptError, also for a file that is not TOML.
    """
    tables: dict[str, Mapping[str, object]] = {}
    faults = []
    for name, content in files.items():
        try:
            tables[name] = tomllib.loads(content)
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{name} : TOML illisible ({error}).")
    if STEPS_FILE not in files:
        faults.append(f"{STEPS_FILE} : ce fichier manque.")
    if faults:
        raise ScriptError(tuple(faults))
    steps = tables.pop(STEPS_FILE)
    return parse(steps, {name.removesuffix(".toml"): table for name, table in tables.items()})


def canonical(script: Script) -> dict[str, str]:
    """Return the files of `script` in their one form: name → TOML, defaults left out."""
    table = {
        "slug": script.slug,
        "title": script.title,
        "steps": [_step_table(step) for step in script.steps],
    }
    files = {STEPS_FILE: emit(table)}
    for language in sorted(script.texts):
        texts = script.texts[language]
        order = [step.id for step in script.steps if step.id in texts]
        tables = {step: _text_table(texts[step]) for step in order}
        files[f"{language}.toml"] = emit({"language": language, **tables})
    return files


def _step(fields: Fields) -> Step:
    name = fields.text("id", required=True)
    fields.place = f"{STEPS_FILE}, {name}" if name else fields.place
    if name and (name == RESERVED_ID or not STEP_ID.fullmatch(name)):
        fields.fault("id", "un mot court sans accent est attendu")
    kind = StepKind(fields.code("kind", list(StepKind)) or StepKind.DECIDE)
    day = fields.integer("day", required=True) or 0
    prefer = fields.windows("prefer")
    requires = tuple(_requirement(item) for item in fields.tables("requires"))
    when = fields.texts("when")
    for condition in when:
        if condition not in CONDITIONS:
            fields.fault("when", f"une condition parmi {', '.join(CONDITIONS)} est attendue")
    fields.close()
    return Step(name, kind, day, prefer, requires, when)


def _requirement(fields: Fields) -> Requirement:
    wanted = Requirement(
        fields.text("step", required=True),
        fields.texts("outcomes"),
        fields.integer("working_days", 0) or 0,
        fields.integer("or_after_working_days"),
    )
    for name in ("working_days", "or_after_working_days"):
        if (getattr(wanted, name) or 0) < 0:
            fields.fault(name, "un nombre positif est attendu")
    fields.close()
    return wanted


def _check_order(steps: tuple[Step, ...], faults: list[str]) -> None:
    """Ids stand once, days never go back, and a step requires only tasks before it."""
    before: dict[str, StepKind] = {}
    last = None
    for step in steps:
        place = f"{STEPS_FILE}, {step.id}"
        if step.id in before:
            faults.append(f"{place}, id : cet identifiant est déjà pris.")
        if last is not None and step.day < last:
            faults.append(f"{place}, day : ce jour est avant celui de l'étape précédente.")
        for wanted in step.requires:
            possible = OUTCOMES.get(before.get(wanted.step, StepKind.SMS))
            if possible is None:
                faults.append(f"{place}, requires : {wanted.step} n'est pas une tâche d'avant.")
            elif not set(wanted.outcomes) <= set(possible):
                faults.append(f"{place}, requires : issue inconnue pour {wanted.step}.")
        before[step.id], last = step.kind, step.day


def _texts(language: str, fields: Fields, kinds: Mapping[str, StepKind]) -> dict[str, Text]:
    if fields.text("language", required=True) != language:
        fields.fault("language", "cette langue n'est pas celle du nom du fichier")
    texts = {}
    for step, table in fields.rest():
        if step in kinds:
            texts[step] = _text(table, kinds[step])
        else:
            table.fault("", "cette étape n'existe pas dans script.toml")
    return texts


def _text(fields: Fields, kind: StepKind) -> Text:
    default = Exposure.SEALED if kind is StepKind.LETTER else Exposure.OPEN
    exposure = Exposure(fields.code("exposure", list(Exposure), default))
    if exposure is Exposure.SEALED and kind is not StepKind.LETTER:
        fields.fault("exposure", "seule une lettre est sous enveloppe")
    words = {name: fields.text(name) for name in TEXT_FIELDS[kind]}
    fields.close()
    return Text(exposure, **words)


def _step_table(step: Step) -> dict[str, object]:
    table: dict[str, object] = {"id": step.id, "kind": str(step.kind), "day": step.day}
    if step.prefer:
        table["prefer"] = [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in step.prefer]
    if step.requires:
        table["requires"] = [_requirement_table(wanted) for wanted in step.requires]
    if step.when:
        table["when"] = list(step.when)
    return table


def _requirement_table(wanted: Requirement) -> dict[str, object]:
    table: dict[str, object] = {"step": wanted.step}
    if wanted.outcomes:
        table["outcomes"] = list(wanted.outcomes)
    if wanted.working_days:
        table["working_days"] = wanted.working_days
    if wanted.or_after_working_days is not None:
        table["or_after_working_days"] = wanted.or_after_working_days
    return table


def _text_table(text: Text) -> dict[str, object]:
    names = ("text", "one_way", "variant", "subject", "body", "note")
    written: dict[str, object] = {"exposure": str(text.exposure)}
    return written | {name: getattr(text, name) for name in names if getattr(text, name)}

"""A wording as somebody receives it: made-up people try every text before a tenant does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from outreach.messages.rules.dates import day_words, hour_words, slot_words
from outreach.messages.rules.render import PLACEHOLDER, for_page, for_sms
from outreach.messages.rules.segments import Measure, costly, measure
from outreach.sequences.rules.answers import Answer
from outreach.sequences.rules.script import Script, Step, StepKind
from outreach.sequences.rules.studio.edit import fields_of, words_of
from outreach.sequences.rules.words.samples import Sample, samples
from outreach.sequences.rules.words.wordings import FRENCH, NOTE

OWN = "own"  # the person whose language it is
_FIRST_NAMES = {"fr": "Camille", "ar": "Nour", "en": "Alex", "pt": "João", "tr": "Ayşe"}
_OFFERED = tuple(
    datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    for day, hour, minute in ((3, 10, 30), (5, 14, 0), (6, 17, 30))
)
_SENT = frozenset({"text", "one_way"})


@dataclass(frozen=True, slots=True)
class Preview:
    """One wording for one person. `cost` and `most` (the worst of all people) are of SMS only.

    `with_twin`: the cost while the French text follows, as long as the person has not answered.
    """

    step: str
    language: str
    field: str
    text: str
    cost: Measure | None = None
    most: int | None = None
    with_twin: Measure | None = None


def people(language: str) -> tuple[Sample, ...]:
    """Whom a text of `language` is tried with: somebody who reads it, then the check's samples."""
    tried = samples(language)
    name = _FIRST_NAMES.get(language, _FIRST_NAMES[FRENCH])
    values = {**tried[0].values, **_appointments(language), "prenom": name}
    return (replace(tried[0], name=OWN, values=values, gsm=not costly(name)), *tried)


def _appointments(language: str) -> dict[str, str]:
    """Three appointments as a worker would offer them, the visit of a letter, the day of an
    answer.
    """
    slots = {f"j{rank}": slot_words(at, language) for rank, at in enumerate(_OFFERED, 1)}
    first = day_words(_OFFERED[0], language)
    return {**slots, "d": first, "h": hour_words(_OFFERED[0], language), "limite": first}


def person(language: str, name: str) -> Sample:
    """The made-up person of that name; the one who reads the language when there is no such."""
    tried = people(language)
    return next((one for one in tried if one.name == name), tried[0])


def previews(script: Script, step: Step, language: str, who: str = OWN) -> Iterator[Preview]:
    """Every wording of a step in a language, as that person receives it; empty ones left out."""
    words, french = words_of(script, step.id, language), words_of(script, step.id, FRENCH)
    for name in fields_of(step.kind, language):
        text = getattr(words, name)
        if text:
            sms, twin = step.kind is StepKind.SMS, getattr(french, name)
            if not sms or language == FRENCH or name not in _SENT:
                twin = ""
            found = _preview(text, language, who, twin, sms=sms, note=name == NOTE)
            yield replace(found, step=step.id, field=name)


def answer_previews(answer: Answer, language: str, who: str = OWN) -> Iterator[Preview]:
    """Every wording of a fixed answer, as that person receives it."""
    for name in ("text", "one_way", "email"):
        if text := getattr(answer, name):
            found = _preview(text, language, who, "", sms=name != "email")
            yield replace(found, step=answer.code, field=name)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known put in; an unknown placeholder stays as it is typed."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1]) or match[0], text)


def _preview(
    text: str, language: str, who: str, twin: str, *, sms: bool, note: bool = False
) -> Preview:
    chosen = person(language, who)
    if note or not sms:
        shown = text if note else for_page(filled(text, chosen.values), language)
        return Preview("", language, "", shown)
    received = _sms(text, language, chosen)
    joined = f"{received}\n\n{_sms(twin, FRENCH, person(FRENCH, who))}" if twin else ""
    return Preview(
        step="",
        language=language,
        field="",
        text=received,
        cost=measure(received),
        most=max(measure(_sms(text, language, one)).segments for one in people(language)),
        with_twin=measure(joined) if joined else None,
    )


def _sms(text: str, language: str, who: Sample) -> str:
    return for_sms(filled(text, who.values), language)

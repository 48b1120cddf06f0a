"""Every wording that may leave, one by one, with what it is allowed to hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.answers import Answer, subject_of
from outreach.sequences.rules.script import Script, StepKind, Text
from outreach.sequences.rules.words.notices import NoticeText
from outreach.sequences.rules.words.prints import CARD, PrintedText
from outreach.sequences.rules.words.samples import (
    IN_ANSWERS,
    IN_CARDS,
    IN_LETTERS,
    IN_MESSAGES,
    IN_NOTICES,
)

FRENCH = "fr"
_T = TypeVar("_T", Answer, PrintedText, NoticeText)
# The texts without which a step can't be carried out.
NEEDED: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.SMS: ("text", "one_way"),
    StepKind.EMAIL: ("subject", "body"),
    StepKind.LETTER: ("body",),
    StepKind.CALL: (),
    StepKind.VISIT: (),
    StepKind.DECIDE: (),
}
NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text in one language; `reference` is its French counterpart, "" when it has none."""

    where: str  # file
    step: str  # step, or code of an answer
    language: str
    field: str
    text: str
    reference: str = ""
    exposure: Exposure = Exposure.OPEN
    prompted: bool = False
    known: frozenset[str] = frozenset()  # placeholders it may use
    sms: bool = True
    first: bool = False  # a first SMS: no link
    ucs2: bool = False  # known to cost more

    @property
    def one_way(self) -> bool:
        """Whether it leaves by a sender that receives nothing."""
        return self.field == "one_way"


def placeholders_of(kind: StepKind) -> frozenset[str]:
    """What the texts of a step may use: a surname or the landlord's name stay in envelopes."""
    return IN_LETTERS if kind is StepKind.LETTER else IN_MESSAGES


def of_script(script: Script) -> Iterator[Wording]:
    """Yield the wordings of every step in every language; workers' notes are not messages."""
    first = next((step.id for step in script.steps if step.kind is StepKind.SMS), "")
    for language, texts in script.texts.items():
        for step in script.steps:
            text = texts.get(step.id, Text())
            french = script.texts.get(FRENCH, {}).get(step.id, Text())
            for name in ("text", "one_way", "variant", "subject", "body"):
                if wording := getattr(text, name):
                    yield Wording(
                        where=f"{script.slug}/{language}.toml",
                        step=step.id,
                        language=language,
                        field=name,
                        text=wording,
                        reference=getattr(french, name),
                        exposure=text.exposure,
                        known=placeholders_of(step.kind),
                        sms=step.kind is StepKind.SMS,
                        first=step.id == first,
                    )


def of_answers(answers: Mapping[str, Mapping[str, Answer]]) -> Iterator[Wording]:
    """Yield the wordings of every fixed answer in every language."""
    for answer, one in _each("answers", answers, ("text", "one_way", "email")):
        if one.text:
            yield replace(
                one,
                exposure=answer.exposure,
                prompted=answer.prompted,
                known=IN_ANSWERS,
                sms=one.field != "email",
                ucs2=answer.ucs2,
            )
    for language, texts in answers.items():
        if subject := subject_of(texts):
            yield Wording(
                where=f"answers/{language}.toml",
                step="",
                language=language,
                field="subject",
                text=subject,
                prompted=True,
                sms=False,
            )


def of_prints(prints: Mapping[str, Mapping[str, PrintedText]]) -> Iterator[Wording]:
    """Yield the wordings of every printed text of no step, in every language."""
    for printed, one in _each("prints", prints, ("title", "body")):
        if one.text:
            known = IN_CARDS if one.step == CARD else IN_LETTERS
            yield replace(one, exposure=printed.exposure, known=known, sms=False)


def of_notices(notices: Mapping[str, Mapping[str, NoticeText]]) -> Iterator[Wording]:
    """Yield the wordings of every message to colleagues; with a page's address it is two SMS."""
    for _, one in _each("notices", notices, ("subject", "text", "body")):
        yield replace(one, known=IN_NOTICES, sms=one.field == "text", ucs2=True)


def _each(
    folder: str, words: Mapping[str, Mapping[str, _T]], fields: Sequence[str]
) -> Iterator[tuple[_T, Wording]]:
    """Every field of every text of a folder beside its French one, with the text it is of."""
    for language, texts in words.items():
        for code, text in texts.items():
            french = words.get(FRENCH, {}).get(code)
            for name in fields:
                yield (
                    text,
                    Wording(
                        where=f"{folder}/{language}.toml",
                        step=code,
                        language=language,
                        field=name,
                        text=getattr(text, name),
                        reference=getattr(french, name, ""),
                    ),
                )

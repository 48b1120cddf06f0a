"""Every wording that may leave, one by one, with what it is allowed to hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.answers import Answer
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
    for language, texts in answers.items():
        for code, answer in texts.items():
            french = answers.get(FRENCH, {}).get(code)
            for name in ("text", "one_way"):
                if wording := getattr(answer, name):
                    yield Wording(
                        where=f"answers/{language}.toml",
                        step=code,
                        language=language,
                        field=name,
                        text=wording,
                        reference=getattr(french, name, ""),
                        exposure=answer.exposure,
                        prompted=answer.prompted,
                        known=IN_ANSWERS,
                        ucs2=answer.ucs2,
                    )


def of_prints(prints: Mapping[str, Mapping[str, PrintedText]]) -> Iterator[Wording]:
    """Yield the wordings of every printed text of no step, in every language."""
    for language, texts in prints.items():
        for code, printed in texts.items():
            french = prints.get(FRENCH, {}).get(code)
            for name in ("title", "body"):
                if wording := getattr(printed, name):
                    yield Wording(
                        where=f"prints/{language}.toml",
                        step=code,
                        language=language,
                        field=name,
                        text=wording,
                        reference=getattr(french, name, ""),
                        exposure=printed.exposure,
                        known=IN_CARDS if code == CARD else IN_LETTERS,
                        sms=False,
                    )


def of_notices(notices: Mapping[str, Mapping[str, NoticeText]]) -> Iterator[Wording]:
    """Yield the wordings of every message to colleagues."""
    for language, texts in notices.items():
        for code, notice in texts.items():
            french = notices.get(FRENCH, {}).get(code)
            for name in ("subject", "text", "body"):
                yield Wording(
                    where=f"notices/{language}.toml",
                    step=code,
                    language=language,
                    field=name,
                    text=getattr(notice, name),
                    reference=getattr(french, name, ""),
                    known=IN_NOTICES,
                    sms=name == "text",
                    ucs2=True,  # with the address of a page it takes two SMS
                )

"""The words of one message: the person's language, its French twin until they answer, values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from outreach.messages.rules.dates import day_words, hour_words, slot_words
from outreach.messages.rules.render import for_page, for_sms, placeholders, render
from outreach.sequences.rules.facts import Send, Snapshot
from outreach.sequences.rules.script import StepKind, Text
from outreach.sequences.services.snapshots import Run


@dataclass(frozen=True, slots=True)
class Wording:
    """A rendered message; `missing` names what nobody has filled in yet (then nothing leaves)."""

    subject: str = ""
    body: str = ""
    language: str = "fr"
    missing: tuple[str, ...] = ()


def word(run: Run, snapshot: Snapshot, decision: Send, now: datetime) -> Wording:
    """Render the step of a decision for its person."""
    languages = snapshot.languages
    values = {language: values_of(run, snapshot, language) for language in languages}
    texts = {language: run.script.texts[language][decision.step] for language in languages}
    missing = {
        name
        for language in languages
        for name in placeholders(_template(texts[language], decision))
        if not values[language].get(name)
    }
    if missing:
        return Wording(missing=tuple(sorted(missing)))
    return _joined(decision, texts, values, languages)


def values_of(run: Run, snapshot: Snapshot, language: str) -> dict[str, str]:
    """What stands for each placeholder; empty when it is not known."""
    zone = snapshot.calendar.zone
    values = {"prenom": run.person.first_name or "", "nom": run.person.last_name or ""}
    values |= programme_values(run.agreement.programme)
    if snapshot.visit_at is not None:
        visit = snapshot.visit_at.astimezone(zone)
        values |= {"d": day_words(visit, language), "h": hour_words(visit, language)}
    for rank, slot in enumerate(snapshot.slots[:3], start=1):
        values[f"j{rank}"] = slot_words(slot.astimezone(zone), language)
    return values


class Speaker(Protocol):
    """What is said of a programme in its messages."""

    @property
    def contact_name(self) -> str: ...
    @property
    def contact_phone(self) -> str | None: ...
    @property
    def adil_phone(self) -> str: ...
    @property
    def landlord(self) -> str: ...
    @property
    def head_office(self) -> str: ...
    @property
    def dpo(self) -> str: ...


def programme_values(programme: Speaker) -> dict[str, str]:
    """Who speaks, and where to reach them."""
    return {
        "ts": programme.contact_name,
        "tel": programme.contact_phone or "",
        "adil": programme.adil_phone,
        "bailleur": programme.landlord,
        "siege": programme.head_office,
        "dpo": programme.dpo,
    }


def _template(text: Text, decision: Send) -> str:
    if decision.channel is StepKind.EMAIL:
        return f"{text.subject}\n{text.body}"
    return text.one_way if decision.one_way else text.text


def _joined(
    decision: Send,
    texts: Mapping[str, Text],
    values: Mapping[str, Mapping[str, str]],
    languages: tuple[str, ...],
) -> Wording:
    if decision.channel is StepKind.EMAIL:
        return Wording(
            " / ".join(_email(texts[code].subject, values[code], code) for code in languages),
            "\n\n—\n\n".join(_email(texts[code].body, values[code], code) for code in languages),
            languages[0],
        )
    parts = [
        for_sms(render(_template(texts[code], decision), values[code]), code) for code in languages
    ]
    return Wording(body="\n\n".join(parts), language=languages[0])


def _email(template: str, values: Mapping[str, str], language: str) -> str:
    return for_page(render(template, values), language)

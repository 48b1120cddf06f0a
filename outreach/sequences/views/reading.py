"""Scénarios: what leaves, to whom, when, in which words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from outreach.messages.services.means import Means
from outreach.sequences.rules.answers import CODES
from outreach.sequences.rules.script import Script, Step
from outreach.sequences.rules.studio.previews import OWN, Preview, answer_previews, previews
from outreach.sequences.services.studio.shelf import (
    Shelved,
    edition_script,
    ordered,
    shelf,
    shelved,
    shipped_words,
)
from outreach.sequences.views import naming
from outreach.staff.models import Role
from outreach.staff.views.access import open_to
from outreach.web.numbers import bounded

READERS = (Role.WORKER, Role.COORDINATOR, Role.DPO)
ALL = "toutes"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which languages are shown, and for whom they are tried."""

    languages: tuple[str, ...]
    shown: tuple[str, ...]
    who: str

    @property
    def code(self) -> str:
        """The language shown, or all of them."""
        return self.shown[0] if len(self.shown) == 1 else ALL

    def by_language(self, address: Callable[..., str]) -> list[tuple[str, str, bool]]:
        """(text, address, chosen) of each language, then of all of them."""
        codes = (*self.languages, ALL) if len(self.languages) > 1 else self.languages
        return [
            (
                naming.every_language() if code == ALL else naming.language(code),
                address(langue=code, personne=self.who),
                code == self.code,
            )
            for code in codes
        ]

    def by_person(self, address: Callable[..., str]) -> list[tuple[str, str, bool]]:
        """(name, address, chosen) of each made-up person."""
        names = naming.choices_of_people(self.shown[0])
        if len(self.shown) > 1:
            names[0] = (OWN, naming.each_ones_own())
        return [
            (name, address(langue=self.code, personne=code), code == self.who)
            for code, name in names
        ]


def chosen(languages: Iterable[str]) -> Choice:
    """The choice that the address names; French and whoever reads it by default."""
    codes, wanted = ordered(languages), request.args.get("langue", "")
    shown = codes if wanted == ALL else (wanted,) if wanted in codes else codes[:1]
    who = request.args.get("personne", OWN)
    return Choice(codes, shown, who if who in naming.PEOPLE else OWN)


def found(means: Means, slug: str) -> Shelved:
    """A published script; else there is no such page."""
    with means.database.read() as session:
        script = shelved(session, slug)
    if script is None:
        abort(404)
    return script


def seen_by(script: Script, who: str) -> Callable[[Step, str], list[Preview]]:
    """The previews of a step in a language, for templates."""
    return lambda step, language: list(previews(script, step, language, who))


def add_reading(pages: Blueprint, means: Means) -> None:
    """The list, a script, and the fixed answers."""

    @pages.get("/scenarios")
    @open_to(*READERS)
    def scripts() -> str:
        """Every script, its versions and who runs on them."""
        with means.database.read() as session:
            return render_template("sequences/scripts.html", scripts=shelf(session))

    @pages.get("/scenarios/<slug>")
    @open_to(*READERS)
    def script(slug: str) -> str:
        """A version as a line, with every text as people receive it."""
        item = found(means, slug)
        number = request.args.get("version", item.current.number, type=bounded)
        shown = _version(means, item, number)
        choice = chosen(shown.texts)

        def address(**wanted: Any) -> str:
            version = None if number == item.current.number else number
            return url_for("sequences.script", slug=slug, version=version, **wanted)

        return render_template(
            "sequences/script.html",
            item=item,
            script=shown,
            number=number,
            choice=choice,
            languages=choice.by_language(address),
            people=choice.by_person(address),
            seen=seen_by(shown, choice.who),
        )

    @pages.get("/scenarios/reponses-fixes")
    @open_to(*READERS)
    def answers() -> str:
        """The short texts that leave outside a sequence: read here, changed with the software."""
        fixed = shipped_words().answers
        choice = chosen(fixed)
        codes = (*CODES, *(code for code in fixed["fr"] if code not in CODES))

        def address(**wanted: Any) -> str:
            return url_for("sequences.answers", **wanted)

        return render_template(
            "sequences/answers.html",
            codes=[code for code in codes if any(code in fixed[one] for one in choice.shown)],
            answers=fixed,
            choice=choice,
            languages=choice.by_language(address),
            people=choice.by_person(address),
            seen=lambda answer, code: list(answer_previews(answer, code, choice.who)),
        )


def _version(means: Means, item: Shelved, number: int) -> Script:
    if number == item.current.number:
        return item.script
    with means.database.read() as session:
        older = edition_script(session, item.slug, number)
    if older is None:
        abort(404)
    return older

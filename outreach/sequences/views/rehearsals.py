"""The dated calendar of somebody who never answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request

from outreach.channels.base import Medium
from outreach.messages.services.means import Means
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import NeverOpenError
from outreach.sequences.rules.script import Script
from outreach.sequences.rules.studio.previews import OWN, person
from outreach.sequences.services.studio import rehearsal as rehearsals
from outreach.sequences.services.studio.shelf import ordered
from outreach.sequences.views.reading import READERS, Choice, chosen, found
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to

_FARTHEST = 5  # years: holidays are known, and no calendar ends


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; `fault` says what it holds that can't be read."""

    start: date
    choice: Choice
    code: str
    fault: bool = False


def add_rehearsals(pages: Blueprint, means: Means) -> None:
    """A rehearsal of the published version."""

    @pages.get("/scenarios/<slug>/repetition")
    @open_to(*READERS)
    def rehearsal(slug: str) -> str:
        """Every message and task, with its date and its words."""
        item = found(means, slug)
        wanted = _wanted(item.script, means.clock.now().astimezone(means.database.zone))
        return render_template(
            "sequences/rehearsal.html",
            item=item,
            wanted=wanted,
            no_email=Medium.EMAIL not in means.doors,
            **rehearsed(means, item.script, wanted),
        )


def rehearsed(
    means: Means, script: Script, wanted: Wanted, *, words: bool = True
) -> dict[str, Any]:
    """What a template shows of a rehearsal: `played`, or `shut` when no day is ever open."""
    staff = me()
    team = None if staff.role == Role.DPO else staff.team
    play = rehearsals.play if words else rehearsals.play_dates
    with means.database.read() as session:
        programmes = rehearsals.agreements(session, team)
        programme = _programme(programmes, wanted.code)
        scene = rehearsals.scene_of(
            session,
            means,
            script,
            programme,
            first_name=person(wanted.choice.code, wanted.choice.who).values["prenom"],
            language=wanted.choice.code,
        )
    shown: dict[str, Any] = {
        "programmes": programmes,
        "programme": programme,
        "hours": scene.calendar,
        "shut": "",
    }
    try:
        played = list(play(scene, wanted.start, f"AHU-{wanted.start.year}-0001"))
    except NeverOpenError as error:
        return {**shown, "played": [], "shut": str(error)}
    return {**shown, "played": played}


def today_in(script: Script, now: datetime) -> Wanted:
    """The rehearsal of whoever would begin today."""
    codes = ordered(script.texts)
    return Wanted(now.date(), Choice(codes, codes[:1], OWN), "")


def _wanted(script: Script, now: datetime) -> Wanted:
    typed = request.args.get("debut", "")
    choice = chosen(script.texts)
    choice = Choice(choice.languages, choice.shown[:1], choice.who)
    code = request.args.get("convention", "")
    try:
        start = date.fromisoformat(typed) if typed else now.date()
    except ValueError:
        return Wanted(now.date(), choice, code, fault=True)
    if abs(start.year - now.year) > _FARTHEST:
        return Wanted(now.date(), choice, code, fault=True)
    return Wanted(start, choice, code)


def _programme(programmes: Any, code: str) -> Programme | None:
    named = (one for one in programmes if one.code == code)
    return next(named, programmes[0] if programmes else None)

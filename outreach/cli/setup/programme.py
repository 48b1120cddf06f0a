"""`outreach programme`: the agreement with a landlord."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click
from sqlalchemy.orm import Session

from outreach.cli.errors import MisuseError, NotFoundError
from outreach.cli.frame import ACTOR, Frame
from outreach.cli.french import Group
from outreach.cli.output import json_option, note, show_json
from outreach.cli.setup.phone import in_reality
from outreach.cli.setup.programme_options import CLOSURE, pick, setters
from outreach.cli.setup.programme_view import as_data, missing, show_programme
from outreach.messages.services.means import Means
from outreach.parts import Parts
from outreach.programmes import services
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Closure
from outreach.programmes.rules.parameters import Parameters, Problem, moves_dates
from outreach.sequences.services.agreements.holding import hold_in, release_in
from outreach.sequences.services.agreements.saving import (
    Change,
    Saved,
    locked,
    plan_again,
    save_in,
)
from outreach.worker.wiring import means_of

_PROBLEMS = {
    Problem.BACKWARDS: "--ends : la convention finirait avant d'avoir commencé.",
    Problem.NEVER_OPEN: "--closure : avec ces fermetures, aucun jour n'est plus ouvert.",
}

_code_option = click.option(
    "--programme", "code", metavar="CODE", help="Lequel, quand il y en a plusieurs."
)


@click.group(cls=Group, help="L'accord avec un bailleur : dates, places, horaires, rythme.")
def command() -> None:
    """The group; its commands stand below."""


@command.command("show", help="Montre les paramètres du programme, et ce qui manque.")
@_code_option
@json_option
@click.pass_obj
def show_command(frame: Frame, code: str | None, as_json: bool) -> None:
    """Show one programme."""
    parts = frame.parts
    with parts.database.read() as session:
        data = as_data(session, _find(session, code), parts.settings.hold)
    if as_json:
        show_json(data)
    else:
        show_programme(data)


@command.command("set", help="Change les paramètres donnés, et eux seuls.")
@_code_option
@setters
@click.option(
    "--closure",
    "closed",
    multiple=True,
    type=CLOSURE,
    metavar="DU..AU",
    help="Jours de fermeture, par exemple 2026-08-03..2026-08-14. Peut se répéter.",
)
@click.option(
    "--no-closure",
    "reopened",
    multiple=True,
    type=CLOSURE,
    metavar="DU..AU",
    help="Retire une fermeture. Peut se répéter.",
)
@click.option("--hold/--no-hold", default=None, help="Suspend les envois automatiques, ou non.")
@click.pass_obj
def set_command(
    frame: Frame,
    /,
    code: str | None,
    closed: tuple[Closure, ...],
    reopened: tuple[Closure, ...],
    hold: bool | None,
    **given: Any,
) -> None:
    """Change a programme, in one transaction."""
    changes = pick(given)
    if not (changes or closed or reopened or hold is not None):
        raise MisuseError(
            "Rien à changer : donnez au moins une option. Voir : programme set --help"
        )
    parts = frame.parts
    in_reality(changes.get("contact_phone"), parts.settings)
    means = means_of(parts)
    with parts.database.write() as session:
        programme = _locked(session, code)
        change = _change(changes, closed, reopened)
        saved = _accepted(save_in(session, means, programme, change, stamp=None))
        if hold is not None:
            _hold(session, means, programme, hold, parts)
        if hold is not None or moves_dates(saved.fields):
            plan_again(session, means, programme, parts.clock.now())
        left = missing(as_data(session, programme, parts.settings.hold))
    note(f"Programme {programme.code} mis à jour.")
    if left:
        note(f"Avant le premier message, donnez encore {' et '.join(left)}.")


def _find(session: Session, code: str | None) -> Programme:
    found = services.get(session, code)
    if found is None:
        name = f"Programme inconnu : {code}." if code else "Il n'y a aucun programme."
        raise NotFoundError(f"{name} Voir : outreach programme show, outreach init")
    return found


def _locked(session: Session, code: str | None) -> Programme:
    found = locked(session, code, None)
    return found or _find(session, code)


def _change(
    changes: Mapping[str, Any], closed: tuple[Closure, ...], reopened: tuple[Closure, ...]
) -> Change:
    def change(old: Parameters) -> Parameters:
        for first, last in reopened:
            if (first, last) not in old.closures and (first, last) not in closed:
                raise NotFoundError(f"Il n'y a pas de fermeture {first}..{last}.")
        closures = {*old.closures, *closed}.difference(reopened)
        return replace(old, **changes, closures=tuple(sorted(closures)))

    return change


def _accepted(saved: Saved) -> Saved:
    """What no single option can see; raising leaves everything as it was."""
    if saved.problem is not None:
        raise MisuseError(_PROBLEMS[saved.problem])
    return saved


def _hold(session: Session, means: Means, programme: Programme, hold: bool, parts: Parts) -> None:
    if hold:
        hold_in(session, means, programme, actor=ACTOR)
        return
    release_in(session, means, programme, actor=ACTOR)
    if services.held(session, programme, parts.settings.hold):
        note("Les envois restent suspendus : par OUTREACH_HOLD, ou pour tous les programmes.")

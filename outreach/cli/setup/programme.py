"""`outreach programme`: the agreement with a landlord."""

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
from outreach.parts import Parts
from outreach.programmes import services
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Closure, NeverOpenError

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
@click.option("--hold/--no-hold", default=None, help="Retient les envois automatiques, ou non.")
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
    with parts.database.write() as session:
        programme = _find(session, code)
        services.update(programme, changes)
        _close(session, programme, closed, reopened)
        if hold is not None:
            _hold(session, programme, hold, parts)
        _check(session, programme, parts)
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


def _close(
    session: Session,
    programme: Programme,
    closed: tuple[Closure, ...],
    reopened: tuple[Closure, ...],
) -> None:
    for first, last in closed:
        services.add_closure(session, programme, first, last)
    for first, last in reopened:
        if not services.remove_closure(session, programme, first, last):
            raise NotFoundError(f"Il n'y a pas de fermeture {first}..{last}.")


def _hold(session: Session, programme: Programme, hold: bool, parts: Parts) -> None:
    now = parts.clock.now()
    if hold:
        services.hold(session, programme, actor=ACTOR, now=now)
        return
    services.release(session, programme, actor=ACTOR, now=now)
    if services.held(session, programme, parts.settings.hold):
        note("Les envois restent retenus : par OUTREACH_HOLD, ou pour tous les programmes.")


def _check(session: Session, programme: Programme, parts: Parts) -> None:
    """What no single option can see; raising leaves everything as it was."""
    if programme.starts_on and programme.ends_on and programme.ends_on < programme.starts_on:
        raise MisuseError("--ends : la convention finirait avant d'avoir commencé.")
    calendar = services.calendar_of(session, programme, parts.zone)
    try:
        calendar.next_open(parts.clock.now())
    except NeverOpenError:
        raise MisuseError(
            "--closure : avec ces fermetures, aucun jour n'est plus ouvert."
        ) from None

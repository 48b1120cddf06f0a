"""`outreach staff`: the team's accounts."""

import sys
from getpass import getpass
from typing import assert_never

import click

from outreach.cli.errors import CommandError, MisuseError, RefusedError
from outreach.cli.frame import Frame
from outreach.cli.french import Group
from outreach.cli.output import note
from outreach.cli.setup.phone import PHONE, in_reality
from outreach.cli.values import TEXT, line, one_of
from outreach.staff.models import Role
from outreach.staff.rules import MIN_PASSWORD, Objection
from outreach.staff.services.accounts import Newcomer, add


@click.group(cls=Group, help="Les comptes de l'équipe.")
def command() -> None:
    """The group; its commands stand below."""


@command.command("add", help="Crée un compte. Le mot de passe est lu sur l'entrée standard.")
@click.argument("email", metavar="E-MAIL", type=TEXT)
@click.option(
    "--role",
    required=True,
    type=one_of(Role),
    metavar="RÔLE",
    help="worker (intervention sociale), reception (accueil), coordinator (coordination), "
    "admin (administration technique) ou dpo (lecture).",
)
@click.option(
    "--first-name",
    required=True,
    type=line(60),
    metavar="PRÉNOM",
    help="Celui que les personnes lisent.",
)
@click.option("--phone", type=PHONE, metavar="NUMÉRO", help="Téléphone, pour les alertes.")
@click.option(
    "--password-stdin",
    is_flag=True,
    required=True,
    help=f"Lit le mot de passe ({MIN_PASSWORD} caractères au moins) sur l'entrée standard.",
)
@click.pass_obj
def add_command(
    frame: Frame, email: str, role: str, first_name: str, phone: str | None, password_stdin: bool
) -> None:
    """Make an account."""
    number = in_reality(phone, frame.settings)
    parts = frame.parts
    newcomer = Newcomer(email, first_name, Role(role), _read_password(), number)
    made = add(parts.database, parts.clock, newcomer)
    if isinstance(made, Objection):
        raise _error(made)
    note(f"Compte {made.code} créé ({made.role}).")


def _read_password() -> str:
    if sys.stdin.isatty():
        return getpass("Mot de passe : ", stream=sys.stderr)
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise MisuseError("Il n'y a pas de mot de passe sur l'entrée standard.")
    return password


def _error(found: Objection) -> CommandError:
    match found:
        case Objection.BAD_EMAIL:
            return MisuseError("E-MAIL : mettez une adresse, par exemple valerie@example.org.")
        case Objection.NO_FIRST_NAME:
            return MisuseError("--first-name : mettez un prénom de 1 à 60 caractères.")
        case Objection.EMAIL_TAKEN:
            return RefusedError("Un compte existe déjà avec cette adresse.")
        case Objection.SHORT_PASSWORD:
            return RefusedError(
                f"Ce mot de passe est trop court : il faut {MIN_PASSWORD} caractères au moins."
            )
        case _:
            assert_never(found)

"""`--as`: which member of the team acts, for the journal and for what only some may decide."""

from dataclasses import dataclass

import click

from outreach.cli.errors import NotFoundError
from outreach.cli.frame import ACTOR, Frame
from outreach.staff.services import accounts as staff

as_option = click.option(
    "--as",
    "member",
    metavar="E-MAIL",
    help="Qui agit, dans l'équipe ; sinon, le journal dit « cli ».",
)


@dataclass(frozen=True, slots=True)
class Acting:
    """Whom the journal names; `role` is None when nobody was named."""

    code: str = ACTOR
    role: str | None = None


def acting(frame: Frame, member: str | None) -> Acting:
    """Whom `--as` names; raises `NotFoundError` for nobody of the team."""
    if member is None:
        return Acting()
    with frame.parts.database.read() as session:
        found = staff.find(session, member)
    if found is None:
        raise NotFoundError("--as : personne de l'équipe n'a cette adresse e-mail.")
    return Acting(found.code, found.role)

"""`outreach demo`: the product in a fictitious town, on this machine and nowhere else."""

import logging

import click

from outreach.cli.errors import FindingError, MisuseError
from outreach.cli.french import Command
from outreach.cli.logs import set_up_logs
from outreach.cli.output import show
from outreach.cli.values import whole
from outreach.clock import SystemClock

_HEADLESS_DAYS = 60


@click.command(
    cls=Command,
    help="Une ville fictive sur cette machine : base jetable, opérateur et boîtes aux lettres "
    "simulés, une vingtaine de foyers. Rien n'est envoyé à personne.",
)
@click.option("--port", type=whole(1, 65535), help="Port ; le premier libre depuis 8000 sinon.")
@click.option("--days", type=whole(0, 300), help="Jours joués d'avance, ou racontés.")
@click.option("--seed", default=1, show_default=True, type=whole(0, 999_999_999), help="Graine.")
@click.option("--headless", is_flag=True, help="Raconte l'histoire en texte, sans pages.")
def command(port: int | None, days: int | None, seed: int, headless: bool) -> None:
    """Open the town, or tell its story."""
    set_up_logs(SystemClock())
    logging.getLogger("outreach").setLevel(logging.ERROR)  # what happens is told otherwise
    if headless:
        from outreach.demo.headless import tell

        if not tell(_HEADLESS_DAYS if days is None else days, seed, show):
            raise FindingError("Une promesse n'a pas été tenue.")
        return
    raise MisuseError("à venir")

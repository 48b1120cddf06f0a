"""`outreach demo`: the product in a fictitious town, on this machine and nowhere else."""

import logging
import signal

import click

from outreach.cli.errors import FindingError, MisuseError
from outreach.cli.french import Command
from outreach.cli.logs import set_up_logs
from outreach.cli.output import note, show
from outreach.cli.values import whole
from outreach.clock import SystemClock
from outreach.web.labels import ROLES

_HEADLESS_DAYS = 60
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_WAKING = "La ville vit ses premières semaines, quelques secondes… {url}/telephones"
_WELCOME = """
La ville est ouverte : {url}/telephones

  Essayez : ouvrez le téléphone de Samira, répondez OUI, puis entrez comme Valérie.
  L'outil lui-même : {url}/

  Mot de passe de tous : {password}"""
_FAREWELL = """
  Claire et Paul ont aussi un code, montré sur la page des téléphones.
  D'une autre machine : ssh -L {port}:127.0.0.1:{port} CETTE-MACHINE
  Ctrl-C ferme la ville, et rien n'en reste.
"""


@click.command(
    cls=Command,
    help="Une ville fictive sur cette machine : base jetable, opérateur et boîtes aux lettres "
    "simulés, une vingtaine de foyers. Rien n'est envoyé à personne.",
)
@click.option("--port", type=whole(1, 65535), help="Port ; le premier libre depuis 8000 sinon.")
@click.option(
    "--days", type=whole(0, 300), help="Jours joués d'avance ; racontés, avec --headless."
)
@click.option("--seed", default=1, show_default=True, type=whole(0, 999_999_999), help="Graine.")
@click.option("--headless", is_flag=True, help="Raconte l'histoire en texte, sans pages.")
def command(port: int | None, days: int | None, seed: int, headless: bool) -> None:
    """Open the town, or tell its story."""
    set_up_logs(SystemClock())
    logging.getLogger("outreach").setLevel(logging.ERROR)  # the rest is told by the pages
    if headless:
        _tell(_HEADLESS_DAYS if days is None else days, seed)
    else:
        _open(days, seed, port)


def _tell(days: int, seed: int) -> None:
    from outreach.demo.headless import tell  # here: its libraries take long to read

    if not tell(days, seed, show):
        raise FindingError("Une promesse n'a pas été tenue.")


def _open(days: int | None, seed: int, port: int | None) -> None:
    # Kept waiting and asked for, not handled: a handler is only called once a call that blocks
    # returns, and a signal that comes just before that call would be heard with the next one.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    from outreach.demo.live import DAYS, opened  # here: as above
    from outreach.demo.scenery import BusyPortError

    try:
        with opened(DAYS if days is None else days, seed, port) as town:
            note(_WAKING.format(url=town.url))
            while not town.awake.wait(0.2) and not _asked():
                pass
            if _asked():
                return
            show(_WELCOME.format(url=town.url, password=town.password))
            for login in town.logins:
                show(f"    {login.email:<26}{ROLES[login.role]}")
            show(_FAREWELL.format(port=town.url.rpartition(":")[2]))
            signal.sigwait(_SIGNALS)
        note("La ville est fermée.")
    except BusyPortError as error:
        raise MisuseError(f"--port : {error}") from None


def _asked() -> bool:
    """Whether somebody wants to end; a second signal adds nothing: some terminals send two."""
    return bool(signal.sigpending() & _SIGNALS)

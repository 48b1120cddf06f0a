"""`outreach simulate`: a programme on a virtual clock, its promises checked, its work counted."""

from pathlib import Path

import click

from outreach.cli.errors import FindingError, NotReadyError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.logs import set_up_logs
from outreach.cli.output import json_option, note, show_json
from outreach.cli.simulate.telling import as_json_value, draw_played, show_played, tell_breaches
from outreach.cli.values import Value, whole
from outreach.clock import SystemClock

_NO_GROUND = (
    "Le serveur PostgreSQL n'a pas donné de base pour la simulation ({kind}) : il faut y avoir le "
    "droit de créer une base, ou « --database sqlite »."
)
_AT_DAY = "Jour {day} sur {days}…"
_AT_LOT = "Lot {done} sur {of} terminé…"
_SQLITE = "sqlite"


def _euros(text: str) -> float:
    try:
        found = float(text.replace(",", ".").replace("€", "").strip())
    except ValueError:
        found = -1.0
    if not 0 <= found <= 10:
        raise ValueError("mettez un prix en euros, par exemple 0,08.")
    return found


def _picture(text: str) -> Path:
    """A file that can be written: better known before an hour of simulation than after."""
    path = Path(text)
    if path.suffix.lower() != ".svg":
        raise ValueError("mettez un fichier qui finit par .svg.")
    known = path.exists()
    with path.open("ab"):
        pass
    if not known:
        path.unlink()  # nothing is left where nothing is drawn
    return path


def _server(text: str) -> str:
    if text != _SQLITE and not text.startswith("postgresql"):
        raise ValueError("mettez sqlite, ou l'adresse d'un serveur postgresql://…")
    return text


@click.command(
    cls=Command,
    help="Un programme entier sur une horloge virtuelle : le vrai moteur dans une base jetable, "
    "des locataires, un opérateur et une équipe simulés. Vérifie les promesses, et compte "
    "contacts, tâches et SMS. Rien n'est envoyé à personne.",
)
@click.option(
    "--cases", required=True, type=whole(1, 100_000), help="Nombre de foyers, 100 000 au plus."
)
@click.option(
    "--days", required=True, type=whole(1, 3650), help="Nombre de jours, dix ans au plus."
)
@click.option(
    "--seed",
    default=1,
    show_default=True,
    type=whole(0, 999_999_999),
    help="Graine : la même redonne la même histoire, fait par fait.",
)
@click.option(
    "--faults",
    is_flag=True,
    help="Avec des pannes : opérateur et courrier absents ou confus, processus tués, horloge "
    "déréglée.",
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=whole(1, 1000),
    help="Entre combien de personnes de l'équipe compter les tâches ; rien d'autre n'en dépend.",
)
@click.option(
    "--tariff",
    default="0,08",
    show_default=True,
    metavar="EUROS",
    type=Value("prix", _euros),
    help="Prix d'un segment de SMS ; celui de votre contrat.",
)
@click.option(
    "--database",
    metavar="MOTEUR",
    type=Value("adresse", _server),
    help="sqlite, ou l'adresse d'un serveur, postgresql://…, où une base est créée puis effacée. "
    "Par défaut, le moteur de OUTREACH_DATABASE_URL.",
)
@click.option(
    "--chart",
    metavar="FICHIER.svg",
    type=Value("fichier", _picture),
    help="Dessine contacts et tâches par semaine dans ce fichier ; ce qu'il contient est remplacé.",
)
@json_option
@click.pass_obj
def command(
    frame: Frame,
    cases: int,
    days: int,
    seed: int,
    faults: bool,
    workers: int,
    tariff: float,
    database: str | None,
    chart: Path | None,
    as_json: bool,
) -> None:
    """Simulate, then say what was found."""
    from outreach.simulate.lots import play_all
    from outreach.simulate.options import START, NoGroundError, Options  # here: slow to read

    set_up_logs(SystemClock())
    start = frame.settings.starts_at or START
    options = Options(cases, days, seed, start, _chosen(frame, database), tariff, workers, faults)
    try:
        played = play_all(
            options,
            lambda day: note(_AT_DAY.format(day=day, days=days)),
            lambda done, of: note(_AT_LOT.format(done=done, of=of)),
        )
    except NoGroundError as error:
        raise NotReadyError(_NO_GROUND.format(kind=error)) from None
    if chart is not None:
        draw_played(chart, options, played)
    if as_json:
        show_json(as_json_value(options, played))
    else:
        show_played(options, played)
    if played.breaches:
        tell_breaches(played)
        raise FindingError("Une promesse n'a pas été tenue.")


def _chosen(frame: Frame, database: str | None) -> str:
    """The PostgreSQL server to work on, "" for SQLite: as typed, else as in the settings."""
    if database is not None:
        return "" if database == _SQLITE else database
    return "" if frame.settings.sqlite_path is not None else frame.settings.database_url

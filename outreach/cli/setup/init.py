"""`outreach init`: from nothing, or from an older version, to a database that is ready."""

import click

from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import note, several
from outreach.clock import SystemClock
from outreach.database import make_folder
from outreach.parts import Parts, assemble, prepare_key
from outreach.programmes import services as programmes
from outreach.sequences.services import publish
from outreach.upkeep.services import migrate


@click.command(
    cls=Command,
    help="Crée la base ou la met à niveau, charge les scénarios livrés et le programme. "
    "Peut se répéter sans risque.",
)
@click.pass_obj
def command(frame: Frame) -> None:
    """Prepare everything a first message needs, and say what is left to a human."""
    settings = frame.settings
    make_folder(settings.database_url)
    key = prepare_key(settings, SystemClock(settings.starts_at))
    if key is not None:
        note(f"Clé des données créée : {key} (lisible par vous seul).")
        note("Gardez-en une copie en lieu sûr : sans elle, les données ne s'ouvrent plus.")
    parts = assemble(settings)
    try:
        _prepare(parts)
    finally:
        parts.database.dispose()


def _prepare(parts: Parts) -> None:
    revision = migrate.upgrade(parts.database, parts.clock)
    note(f"Base prête (version {revision}).")
    made = publish.load_shipped(parts.database, parts.clock)
    if made:
        note(f"{several(len(made), 'scénario chargé', 'scénarios chargés')} : {', '.join(made)}.")
    with parts.database.write() as session:
        programme = programmes.create_default(session, parts.clock.now())
    if programme is not None:
        note(f"Programme {programme.code} créé : complétez-le avec « outreach programme set ».")

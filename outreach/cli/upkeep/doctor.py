"""`outreach doctor`: is everything in order, and how to mend what is not."""

from collections.abc import Iterator
from dataclasses import asdict

import click

from outreach.cli.errors import FindingError, MisuseError, NotReadyError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import json_option, several, show, show_json
from outreach.parts import key_path
from outreach.settings import SettingsError
from outreach.upkeep.services.doctor.examine import examine
from outreach.upkeep.services.doctor.finding import Finding, Patient
from outreach.worker.wiring import shipped_library


@click.command(
    cls=Command, help="Vérifie l'installation et dit comment corriger : 0 en ordre, 1 constat."
)
@click.option("--network", is_flag=True, help="Essaie aussi de joindre les serveurs réglés.")
@json_option
@click.pass_obj
def command(frame: Frame, network: bool, as_json: bool) -> None:
    """Show every finding; notes alone are no reason to fail."""
    findings = list(_findings(frame, network))
    if as_json:
        show_json([asdict(each) for each in findings])
    else:
        for each in findings:
            show(f"{'À savoir' if each.note else 'À corriger'} : {each.sentence}")
            show(f"    {each.fix}")
    faults = sum(not each.note for each in findings)
    if faults:
        raise FindingError(f"{several(faults, 'constat')} à corriger.")
    if not as_json:
        show("Rien à corriger.")


def _findings(frame: Frame, network: bool) -> Iterator[Finding]:
    try:
        settings = frame.settings
    except (SettingsError, MisuseError) as error:
        yield Finding("settings", str(error), "Corrigez ce réglage (variable ou fichier .env)")
        return
    try:
        parts = frame.parts
    except NotReadyError as error:
        yield Finding("database", str(error), "outreach init")
        return
    except SettingsError as error:
        yield Finding("data_key", str(error), "Remettez la clé des données, puis réessayez")
        return
    key_file = None if settings.sealing_keys else key_path(settings)
    patient = Patient(settings, parts.database, parts.clock.now(), shipped_library(), key_file)
    yield from examine(patient, with_network=network)

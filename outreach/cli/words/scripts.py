"""`outreach scripts`: check the words, write them to files, publish them."""

from pathlib import Path

import click

from outreach.cli.errors import FindingError, MisuseError, RefusedError
from outreach.cli.frame import ACTOR, Frame
from outreach.cli.french import Group
from outreach.cli.output import json_option, note, several, show_json
from outreach.cli.words.scripts_view import report_data, show_problems, show_report
from outreach.sequences.rules.check import check
from outreach.sequences.rules.fields import ScriptError
from outreach.sequences.rules.library import Library, canonical_library
from outreach.sequences.services import publish
from outreach.sequences.services.files import read_scripts, write_scripts
from outreach.sequences.services.studio.shelf import draft_of

_FOLDER = click.Path(path_type=Path)


@click.group(cls=Group, help="Les scénarios : leurs étapes, leurs textes, leurs langues.")
def command() -> None:
    """The group; its commands stand below."""


@command.command("check", help="Relit tous les textes : ton, variables, longueur, langues.")
@click.argument("path", metavar="[DOSSIER]", required=False, type=_FOLDER)
@json_option
def check_command(path: Path | None, as_json: bool) -> None:
    """Check a folder, by default the words that come with the software."""
    try:
        library = _read(path)
    except ScriptError as error:
        if as_json:
            show_json(report_data(error))
        else:
            show_problems(error.faults)
        raise FindingError(several(len(error.faults), "constat") + ".") from None
    report = check(library)
    if as_json:
        show_json(report_data(report))
    else:
        show_report(report)
    if report.problems:
        raise FindingError(several(len(report.problems), "constat") + ".")


@command.command("export", help="Écrit les scénarios publiés, et les listes, dans un dossier.")
@click.argument("folder", metavar="DOSSIER", type=_FOLDER)
@click.option("--force", is_flag=True, help="Remplace les fichiers qui diffèrent.")
@click.pass_obj
def export_command(frame: Frame, folder: Path, force: bool) -> None:
    """Write the canonical form of everything; what differs is not overwritten unasked."""
    library = _library(frame)
    different = [
        name
        for name, content in canonical_library(library).items()
        if (folder / name).exists() and (folder / name).read_bytes() != content.encode()
    ]
    if different and not force:
        names = f"{different[0]}{' et d’autres' if len(different) > 1 else ''}"
        raise RefusedError(f"{folder} contient déjà {names}, différents : ajoutez --force.")
    written = write_scripts(library, folder)
    note(f"{several(len(written), 'fichier écrit', 'fichiers écrits')} dans {folder}.")


@command.command("load", help="Relit puis publie les scénarios d'un dossier.")
@click.argument("path", metavar="DOSSIER", type=_FOLDER)
@click.pass_obj
def load_command(frame: Frame, path: Path) -> None:
    """Publish what changed as new versions; runs under way keep theirs."""
    parts = frame.parts
    try:
        given = _read(path)
    except ScriptError as error:
        show_problems(error.faults, err=True)
        raise RefusedError("Rien n'est publié : corrigez ces fichiers.") from None
    shipped = read_scripts()
    # The lists that come with the software: a folder can't loosen what it is held against.
    report = check(Library(given.scripts, shipped.answers, shipped.lexicons))
    if report.problems:
        show_problems([f"{each.where} : {each.message}" for each in report.problems], err=True)
        raise RefusedError(f"Rien n'est publié : {several(len(report.problems), 'constat')}.")
    if (given.answers, given.lexicons) != (shipped.answers, shipped.lexicons):
        note("Seuls les scénarios se chargent : answers/ et words/ viennent du logiciel.")
    with parts.database.write() as session:
        for slug, script in given.scripts.items():
            before = publish.latest(session, slug)
            version = publish.publish(session, script, parts.clock, ACTOR)
            note(f"{slug} : {'inchangé, ' if version is before else ''}version {version.number}.")
            if version is not before and draft_of(session, slug) is not None:
                note(f"{slug} : un brouillon plus ancien est ouvert ; ses pages le disent.")


def _read(path: Path | None) -> Library:
    if path is not None and not path.is_dir():
        raise MisuseError(f"{path} : il faut un dossier qui existe.")
    library = read_scripts(path)
    if not library.scripts:
        raise MisuseError(f"{path} : il n'y a pas de scénario (script.toml) dans ce dossier.")
    return library


def _library(frame: Frame) -> Library:
    """The published scripts, or the shipped ones before `init`; with the shipped lists."""
    shipped = read_scripts()
    if not frame.has_database:
        return shipped
    with frame.parts.database.read() as session:
        scripts = publish.published(session) or shipped.scripts
    return Library(scripts, shipped.answers, shipped.lexicons, shipped.prints, shipped.notices)

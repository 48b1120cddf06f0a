"""From any exception to an exit code and one French line, without a private word in it."""

from pathlib import Path
from traceback import extract_tb

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from outreach.channels.base import ChannelError
from outreach.cli.errors import CommandError, FaultError
from outreach.keys import SealError
from outreach.settings import SettingsError

FAULT = FaultError.code

# What SQLite and psycopg say, and what to do about it.
_CAUSES = (
    (
        ("no such table", "no such column", "UndefinedTable", "UndefinedColumn"),
        "La base n'est pas à jour : lancez « outreach init ».",
    ),
    (
        ("locked", "LockNotAvailable", "DeadlockDetected"),
        "La base est occupée par un autre processus : réessayez dans un instant.",
    ),
    (("not a database",), "Le fichier de OUTREACH_DATABASE_URL n'est pas une base SQLite."),
    (
        ("readonly", "unable to open", "InsufficientPrivilege"),
        "La base ne s'ouvre pas : vérifiez OUTREACH_DATABASE_URL et les droits d'accès.",
    ),
    (("disk is full", "DiskFull"), "Le disque de la base est plein."),
)


def verdict(error: Exception) -> tuple[int, str]:
    """Exit code and line for what stopped a command."""
    match error:
        case CommandError():
            return error.code, str(error)
        case SettingsError():
            return 2, str(error)
        case SealError():
            return 2, (
                "OUTREACH_DATA_KEYS : aucune de ces clés n'ouvre les données de cette base ; "
                "remettez celle qui les a scellées."
            )
        case ChannelError():
            return 4, f"Le prestataire est injoignable : {error.reason}."
        case OSError() if error.filename:
            return 2, f"{error.filename} : {_system_word(error)}."
        case DBAPIError():
            return _database(error)
        case _:
            return FAULT, _fault(error)


def _database(error: DBAPIError) -> tuple[int, str]:
    cause = f"{type(error.orig).__name__} {error.orig}"
    for words, line in _CAUSES:
        if any(word in cause for word in words):
            return 4, line
    if isinstance(error, OperationalError | InterfaceError):
        return 4, "La base ne répond pas : vérifiez OUTREACH_DATABASE_URL et que le serveur tourne."
    return FAULT, _fault(error)


def _fault(error: Exception) -> str:
    # Neither the message (it may hold a name) nor a traceback: where it happened is enough to look.
    frames = [frame for frame in extract_tb(error.__traceback__) if "outreach" in frame.filename]
    place = f", {Path(frames[-1].filename).name} ligne {frames[-1].lineno}" if frames else ""
    return f"Erreur du logiciel ({type(error).__name__}{place}). Rien d'autre n'a été fait."


def _system_word(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "fichier ou dossier introuvable"
        case PermissionError():
            return "accès refusé"
        case IsADirectoryError():
            return "c'est un dossier, il faut un fichier"
        case NotADirectoryError() | FileExistsError():
            return "c'est un fichier, il faut un dossier"
        case _:
            return error.strerror or "illisible"

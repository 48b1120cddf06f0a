"""Checks without which no other makes sense: the database, its form, its keys, its guards."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from outreach.database import Vault
from outreach.keys import SealError
from outreach.record.models import guards
from outreach.upkeep.services import migrate
from outreach.upkeep.services.doctor.finding import Check, Finding, Patient

_INIT = "outreach init"


def reachable(patient: Patient) -> Iterator[Finding]:
    """Whether the database answers."""
    try:
        migrate.current(patient.database)
    except DBAPIError:
        said = "La base ne répond pas."
        yield Finding("database", said, "Vérifiez OUTREACH_DATABASE_URL et que le serveur tourne")


def newest(patient: Patient) -> Iterator[Finding]:
    """Whether its tables are those of this version."""
    if migrate.current(patient.database) != migrate.head():
        yield Finding("schema", "La base n'est pas à jour.", _INIT)


def opens(patient: Patient) -> Iterator[Finding]:
    """Whether a key of ours opens what is sealed."""
    try:
        with patient.database.read() as session:
            found = session.scalar(select(Vault.value).where(Vault.name == "index"))
    except SealError:
        said = "Aucune clé n'ouvre les données."
        fix = "OUTREACH_DATA_KEYS, ou data.key : remettez la clé qui les a scellées"
        yield Finding("data_key", said, fix)
        return
    if found is None:
        yield Finding("index_key", "La base n'a pas encore sa clé de recherche.", _INIT)


FOUNDATIONS: tuple[Check, ...] = (reachable, newest, opens)


def guarded(patient: Patient) -> Iterator[Finding]:
    """Whether the journal still refuses to be changed."""
    with patient.database.read() as session:
        gone = guards.missing(session.connection())
    if gone:
        said = f"Le journal n'est plus protégé : {', '.join(gone)}."
        yield Finding("journal_guards", said, f"{_INIT}, puis outreach journal verify")

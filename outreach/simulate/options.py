"""What is simulated: values only."""

from dataclasses import dataclass
from datetime import datetime

from outreach.database import PARIS

START = datetime(2026, 3, 2, 8, 30, tzinfo=PARIS)
TARIFF = 0.08  # euros a segment to a French mobile: an order of magnitude, see your contract


class NoGroundError(Exception):
    """The database to simulate in can't be made; the message is the kind of error."""


@dataclass(frozen=True, slots=True)
class Options:
    """One simulation. `server`: the URL of a PostgreSQL server, "" for SQLite.

    `tariff`: euros a segment. `workers` share the tasks. `faults`: outages, crashes, clocks set
    wrong and everything that a provider can answer.
    """

    cases: int
    days: int
    seed: int
    start: datetime = START
    server: str = ""
    tariff: float = TARIFF
    workers: int = 2
    faults: bool = False

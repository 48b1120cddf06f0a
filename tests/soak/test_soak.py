"""Two hundred processes killed at random instants, under the provider's faults; `make soak` kills
many more. And an engine that is broken on purpose, which must be found out.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from outreach.town.history import Kind
from tests.soak.conductor import POSTGRESQL, SQLITE, Nursery
from tests.soak.stages import postgres_stage, soak, sqlite_stage
from tests.soak.tally import Tally, table

pytestmark = pytest.mark.crash

KILLS = 100


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    with Nursery(tmp_path / "board") as found:
        yield found


def unharmed(tally: Tally) -> None:
    """Nothing twice, nothing lost, nothing left open; and the soak was one."""
    assert tally.defects == [], f"\n{table([tally])}"
    assert tally.kills >= KILLS
    assert tally.accepted > tally.people / 2
    assert tally.doubted > 10


def test_random_kills_on_sqlite(nursery: Nursery, tmp_path: Path) -> None:
    """One worker and two web processes, killed a hundred times."""
    with sqlite_stage(tmp_path) as stage:
        unharmed(soak(nursery, SQLITE, stage, "ci", KILLS))


def test_random_kills_on_postgresql(
    nursery: Nursery, postgres_server: str, postgres_url: str
) -> None:
    """Two workers and one web process, killed a hundred times."""
    with postgres_stage(postgres_server, f"{make_url(postgres_url).database}_soak") as stage:
        unharmed(soak(nursery, POSTGRESQL, stage, "ci", KILLS))


def test_an_engine_that_takes_silence_for_a_proof_is_found_out(
    nursery: Nursery, tmp_path: Path
) -> None:
    """Its listing never shows anything: it sends again what had left, and the checker says so.

    Every answer is lost, and nobody but the listing could tell what became of a message.
    """
    with sqlite_stage(tmp_path) as stage:
        tally = soak(nursery, SQLITE, stage, "blind", 8, blind=True)
    assert tally.of(Kind.DUPLICATE) > 0

"""A landlord's list: rows about people, handed over as a file."""

from pathlib import Path

from sqlalchemy import select

from outreach.cases.models import Case
from outreach.intake.services.importing import Imported, import_file
from outreach.programmes.models import Programme
from outreach.tasks.models import Task
from tests.intake.files import as_csv, grid, row
from tests.world import World

DATA = Path(__file__).parents[1] / "data"
BALANCES = ("300.00", "337.00", "1151.00")


def someone(number: int, **cells: str) -> dict[str, object]:
    """An eligible row about a person who differs from all others."""
    return row(
        reference=f"LL-{number}",
        nom=f"Fictif{chr(64 + number)}",
        telephone=f"06 39 98 20 {number:02}",
        adresse=f"{number} rue du Test",
        date_entree="01/09/2026",
        premier_impaye="05/10/2026",
        **cells,
    )


def load(world: World, *rows: dict[str, object], programme: str | None = None) -> Imported:
    """Import rows as a CSV file."""
    return load_data(world, as_csv(grid(*rows)), programme)


def load_data(world: World, data: bytes, programme: str | None = None) -> Imported:
    done = import_file(world.means, data, programme, fictitious_allowed=True, actor="test")
    assert done is not None
    return done


def decisions(world: World) -> list[tuple[str, str]]:
    """Reference of the case and reason of every open task, in the order raised."""
    with world.database.read() as session:
        rows = session.execute(
            select(Case.reference, Task.reason)
            .join(Case, Case.id == Task.case_id)
            .where(Task.state == "open")
            .order_by(Task.id)
        )
        return [(reference, reason) for reference, reason in rows]


def state_of(world: World, reference: str) -> tuple[str, bool]:
    with world.database.read() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        return case.state, case.eligible


def change_programme(world: World, **changes: object) -> None:
    with world.database.write() as session:
        programme = session.get(Programme, world.programme_id)
        for name, value in changes.items():
            setattr(programme, name, value)

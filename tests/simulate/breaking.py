"""How tests break something in a town, and what its watch says of it."""

from sqlalchemy import select, update

from outreach.cases.models import Case
from outreach.channels.base import Outgoing
from outreach.demo.days import Step
from outreach.messages.models import Attempt, Purpose, Status
from outreach.record import services as record
from outreach.simulate.scene import Scene
from outreach.simulate.watch.breach import BrokenPromiseError, Promise


def broken(town: Scene) -> set[Promise]:
    """What the watch says at the end of a step."""
    try:
        town.watch(Step(town.clock.now()))
    except BrokenPromiseError as error:
        return {breach.promise for breach in error.breaches}
    return set()


def first_text(town: Scene) -> Attempt:
    """The first message of a script that arrived."""
    with town.database.read() as session:
        rows = select(Attempt).where(
            Attempt.purpose == Purpose.SEQUENCE, Attempt.status == Status.DELIVERED
        )
        found = session.scalars(rows.order_by(Attempt.id)).first()
        assert found is not None
        return found


def handed_over(town: Scene, row: Attempt, **changes: object) -> set[Promise]:
    """What the watch says when `row` is at the door once more, as it is in the database."""
    with town.database.write() as session:
        session.execute(
            update(Attempt).where(Attempt.id == row.id).values(status=Status.CALLING, **changes)
        )
    town.watch.witness(Outgoing(row.key, row.address or "", row.body or ""))
    with town.database.write() as session:
        session.execute(update(Attempt).where(Attempt.id == row.id).values(status=row.status))
    return broken(town)


def happened(town: Scene, row: Attempt, event: str, actor: str, facts: dict[str, str]) -> None:
    """Write something into the journal of the row's case."""
    with town.database.write() as session:
        case = session.get_one(Case, row.case_id)
        record.write(session, case, event, actor, town.clock.now(), facts)

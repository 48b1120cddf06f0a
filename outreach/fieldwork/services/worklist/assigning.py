"""Who takes a task on."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.fieldwork.rules import may_close
from outreach.fieldwork.services.worklist.lines import line_of
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskState

_WORKING = (Role.WORKER, Role.COORDINATOR)


class Taken(StrEnum):
    """What became of the request."""

    DONE = "done"
    SAME = "same"
    UNKNOWN = "unknown"  # no such task for them
    CLOSED = "closed"
    NOBODY = "nobody"  # not somebody who may do it
    FORBIDDEN = "forbidden"  # not theirs to give


def colleagues(session: Session, staff: Staff, kind: str) -> Sequence[Staff]:
    """Who of the team may be given a task of that kind, by first name."""
    roles = (*_WORKING, Role.RECEPTION) if kind == "letter" else _WORKING
    rows = select(Staff).where(Staff.active, Staff.team == staff.team, Staff.role.in_(roles))
    return session.scalars(rows.order_by(Staff.first_name, Staff.id)).all()


def assign(means: Means, task_id: int, to: int | None, staff: Staff) -> Taken:
    """Give a task to somebody of the team, or to nobody; the journal names both by their codes."""
    now = means.clock.now()
    with means.database.write() as session:
        line = line_of(session, staff, task_id, now)
        if line is None:
            return Taken.UNKNOWN
        if not may_close(line.kind, staff.role, line.sight):
            return Taken.FORBIDDEN
        task = session.get_one(Task, task_id)
        found = cases.lock(session, [task.case_id]) if task.case_id is not None else {}
        session.refresh(task, with_for_update=True)
        if task.state != TaskState.OPEN:
            return Taken.CLOSED
        able = {each.id: each for each in colleagues(session, staff, task.kind)}
        if to is not None and to not in able:
            return Taken.NOBODY
        if task.owner_id == to:
            return Taken.SAME
        task.owner_id = to
        for case in found.values():
            facts: record.Facts = {
                "kind": task.kind,
                "step": task.step,
                "due_on": task.due_on,
                "to": None if to is None else able[to].code,
            }
            record.write(session, case, "task.assigned", staff.code, now, facts)
        return Taken.DONE

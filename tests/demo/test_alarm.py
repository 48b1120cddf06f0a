"""Somebody stays too long on a visit of the town, and a colleague is told."""

from datetime import timedelta

from sqlalchemy import select

from outreach.cases.models import Case
from outreach.clock import SteeredClock
from outreach.database import Database
from outreach.demo.stage import START, staged
from outreach.fieldwork.models import VisitStay, VisitWatch
from outreach.messages.models import StaffNotice
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind


def test_the_town_keeps_watch_from_minute_to_minute() -> None:
    with staged(SteeredClock(START, seed=1), 1, 0) as stage:
        stage.scenery.web.serve(stage.app)
        days, database = stage.days, stage.scenery.parts.database
        days.play(START + timedelta(days=8))
        now = days.clock.now()
        with database.write() as session:
            claire = session.scalars(select(Staff).where(Staff.first_name == "Claire")).one()
            visitor = session.scalars(
                select(Staff)
                .where(Staff.team == claire.team, Staff.id != claire.id)
                .order_by(Staff.id)
                .limit(1)
            ).one()
            visit = Task(
                case_id=session.scalars(select(Case.id).limit(1)).one(),
                kind=TaskKind.VISIT,
                raised_at=now,
                due_on=now.date() + timedelta(days=9),  # for later: nobody of the town closes it
            )
            session.add(visit)
            session.flush()
            session.add(VisitWatch(team=claire.team, staff_id=claire.id, minutes=60, patience=15))
            session.add(VisitStay(task_id=visit.id, entered_at=now, entered_by=visitor.code))
        days.play(now + timedelta(minutes=59))
        assert told(database) == []
        days.play(now + timedelta(minutes=62))
        assert told(database) == ["sent"]


def told(database: Database) -> list[str]:
    """What became of each message to a colleague."""
    with database.read() as session:
        return list(session.scalars(select(StaffNotice.state)))

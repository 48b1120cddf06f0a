"""The calls of the day: what is asked of the database, and whose each call is."""

from outreach.cases.models import Thread
from outreach.database import Database
from outreach.fieldwork.services.calls.today import Call, calls_of
from outreach.staff.models import Role, Staff
from outreach.staff.services.accounts import Newcomer, hire
from outreach.tasks.models import Task, TaskKind
from tests.fieldwork.desk import Desk, sit_down
from tests.statements import heard
from tests.world import LIBRARY, add_case


def _seen(desk: Desk, staff: Staff) -> tuple[Call, ...]:
    with desk.world.database.read() as session:
        now = desk.world.clock.now()
        return calls_of(session, desk.world.means, LIBRARY.answers, staff, now)


def _hired(desk: Desk) -> Staff:
    newcomer = Newcomer("claire@example.org", "Claire", Role.WORKER, "", team=desk.case().team)
    with desk.world.database.write() as session:
        staff = hire(session, desk.world.clock, newcomer, "")
        assert isinstance(staff, Staff)
        return staff


def test_many_calls_ask_no_more_of_the_database_than_few(database: Database) -> None:
    desk = sit_down(database)
    staff = _hired(desk)

    def more(number: int) -> int:
        for _ in range(number):
            phone = f"+3363998{len(desk.world.tasks()) + 20:04}"
            other = Desk(desk.world, add_case(desk.world, phone=phone))
            other.raises(TaskKind.CALL, "callback", nobody=True)
        with heard(database) as asked:
            assert len(_seen(desk, staff)) >= number
        return len(asked)

    few = more(3)
    assert more(12) == few


def test_each_call_leads_to_the_timeline_of_its_own_case(database: Database) -> None:
    desk = sit_down(database)
    staff = _hired(desk)
    desk.raises(TaskKind.CALL, "callback")
    other = Desk(desk.world, add_case(desk.world, phone="+33639980021"))
    task_id = other.raises(TaskKind.CALL, "callback")
    with database.write() as session:  # the same person, in a later case
        own, later = session.get_one(Thread, 1), session.get_one(Thread, 2)
        later.person_id = own.person_id
        session.get_one(Task, task_id).person_id = own.person_id
    assert sorted(call.thread_id or 0 for call in _seen(desk, staff)) == [own.id, later.id]

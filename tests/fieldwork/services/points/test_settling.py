"""What a worker learns of a number frees or blocks it at once, and the journal says who did."""

import pytest
from sqlalchemy import select, update

from outreach.database import Database
from outreach.fieldwork.services.discretion import Answer
from outreach.fieldwork.services.points.settling import confirm_point, disown_point, mark_point
from outreach.people.models import ContactPoint, PointKind
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import NUMBER, Desk, sit_down
from tests.world import add_case, add_person

ME = Staff(code="S-0001", role=Role.WORKER, team=DEFAULT_TEAM)
STRANGER = Staff(code="S-0002", role=Role.WORKER, team="Ailleurs")


@pytest.fixture
def desk(database: Database) -> Desk:
    return sit_down(database)


def point(desk: Desk, value: str = NUMBER) -> ContactPoint:
    with desk.world.database.read() as session:
        hashed = desk.world.database.fingerprint(value)
        rows = select(ContactPoint).where(ContactPoint.value_hash == hashed)
        return session.scalars(rows.order_by(ContactPoint.id)).all()[0]


def doubt(desk: Desk, **values: object) -> None:
    with desk.world.database.write() as session:
        mobile = ContactPoint.kind == PointKind.MOBILE
        session.execute(update(ContactPoint).where(mobile).values(**values))


def test_one_click_marks_a_number_and_unmarks_it(desk: Desk) -> None:
    means, number = desk.world.means, point(desk).id
    assert mark_point(means, ME, desk.reference, number, discreet=True) is Answer.DONE
    assert point(desk).discreet
    assert mark_point(means, ME, desk.reference, number, discreet=True) is Answer.SAME
    assert mark_point(means, ME, desk.reference, number, discreet=False) is Answer.DONE
    assert not point(desk).discreet
    assert desk.events()[-2:] == ["contact.discreet", "contact.open"]


def test_a_number_is_marked_wherever_it_stands_in_the_household(desk: Desk) -> None:
    add_person(desk.world, desk.reference, phone=NUMBER)
    mark_point(desk.world.means, ME, desk.reference, point(desk).id, discreet=True)
    with desk.world.database.read() as session:
        marked = session.scalars(select(ContactPoint).where(ContactPoint.discreet)).all()
    assert len(marked) == 2


def test_a_confirmed_number_serves_and_its_task_is_done(desk: Desk) -> None:
    doubt(desk, to_confirm=True)
    desk.raises(TaskKind.CHECK_NUMBER, "check_number")
    assert confirm_point(desk.world.means, ME, desk.reference, point(desk).id) is Answer.DONE
    assert (point(desk).to_confirm, desk.open()) == (False, [])
    assert desk.events()[-2:] == ["contact.confirmed", "task.done"]
    assert confirm_point(desk.world.means, ME, desk.reference, point(desk).id) is Answer.SAME


def test_the_task_stays_while_another_number_is_doubtful(desk: Desk) -> None:
    doubt(desk, status="suspect")
    desk.raises(TaskKind.CHECK_NUMBER, "check_number")
    mail = point(desk, "camille@example.org").id
    with desk.world.database.write() as session:
        session.get_one(ContactPoint, mail).to_confirm = True
    confirm_point(desk.world.means, ME, desk.reference, mail)
    assert desk.open() == [("check_number", "check_number")]
    confirm_point(desk.world.means, ME, desk.reference, point(desk).id)
    assert (point(desk).status, desk.open()) == ("ok", [])


@pytest.mark.parametrize("status", ["opted_out", "wrong_person"])
def test_a_refusal_is_not_confirmed_away(desk: Desk, status: str) -> None:
    doubt(desk, status=status)
    assert confirm_point(desk.world.means, ME, desk.reference, point(desk).id) is Answer.SAME
    assert point(desk).status == status


def test_a_number_of_somebody_else_is_blocked_everywhere(desk: Desk) -> None:
    other = add_case(desk.world, phone=NUMBER, email=None)
    assert disown_point(desk.world.means, ME, desk.reference, point(desk).id) is Answer.DONE
    assert [p for p in desk.points().values() if p == "wrong_person"]
    with desk.world.database.read() as session:
        rows = select(ContactPoint.status).where(ContactPoint.kind == PointKind.MOBILE)
        assert set(session.scalars(rows)) == {"wrong_person"}
    assert desk.open() == [], "the e-mail address is left"
    assert other != desk.reference
    assert "contact.disowned" in desk.events()


def test_when_no_other_way_is_left_somebody_looks_for_one(desk: Desk) -> None:
    desk.world.tick()
    mail = point(desk, "camille@example.org").id
    disown_point(desk.world.means, ME, desk.reference, mail)
    disown_point(desk.world.means, ME, desk.reference, point(desk).id)
    assert ("check_number", "wrong_person") in desk.open()


@pytest.mark.parametrize("act", [confirm_point, disown_point])
def test_another_case_and_another_team_change_nothing(desk: Desk, act: object) -> None:
    other = add_case(desk.world, phone="+33639980077", email=None)
    number = point(desk).id
    means = desk.world.means
    assert act(means, ME, other, number) is Answer.NOT_THEIRS  # type: ignore[operator]
    assert act(means, STRANGER, desk.reference, number) is Answer.NO_CASE  # type: ignore[operator]
    assert mark_point(means, STRANGER, desk.reference, number, discreet=True) is Answer.NO_CASE
    assert set(desk.points().values()) == {"ok"}

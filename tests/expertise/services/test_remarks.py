"""The landlord's remark is kept once a human has read it, or erased for good."""

import pytest
from sqlalchemy import select, update

from outreach.cases.models import Referral
from outreach.database import Database
from outreach.expertise.services.remarks import Reviewed, review_remark
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import Desk, sit_down

ME = Staff(code="S-0001", role=Role.WORKER, team=DEFAULT_TEAM)
STRANGER = Staff(code="S-0002", role=Role.WORKER, team="Ailleurs")


@pytest.fixture
def desk(database: Database) -> Desk:
    desk = sit_down(database)
    with desk.world.database.write() as session:
        session.execute(update(Referral).values(visit_remark="Sonner chez la gardienne"))
    desk.raises(TaskKind.DECIDE, "remark_to_review")
    return desk


def remark(desk: Desk) -> str | None:
    with desk.world.database.read() as session:
        return session.scalars(select(Referral.visit_remark)).one()


def reviews(desk: Desk, *, keep: bool, staff: Staff = ME) -> Reviewed:
    return review_remark(desk.world.means, staff, desk.reference, keep=keep)


def test_a_kept_remark_waits_for_nobody_any_more(desk: Desk) -> None:
    assert reviews(desk, keep=True) is Reviewed.DONE
    assert (remark(desk), desk.open()) == ("Sonner chez la gardienne", [])
    assert reviews(desk, keep=True) is Reviewed.SAME


def test_an_erased_remark_is_gone_and_the_journal_does_not_repeat_it(desk: Desk) -> None:
    assert reviews(desk, keep=False) is Reviewed.DONE
    assert (remark(desk), desk.open()) == (None, [])
    assert "remark.erased" in desk.events()
    assert reviews(desk, keep=False) is Reviewed.SAME


def test_a_remark_is_erased_later_too(desk: Desk) -> None:
    reviews(desk, keep=True)
    assert reviews(desk, keep=False) is Reviewed.DONE
    assert remark(desk) is None


def test_another_team_reviews_nothing(desk: Desk) -> None:
    assert reviews(desk, keep=False, staff=STRANGER) is Reviewed.NO_CASE
    assert remark(desk) == "Sonner chez la gardienne"

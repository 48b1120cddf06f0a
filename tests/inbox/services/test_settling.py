"""« Sans réponse à donner », and what may come back."""

from sqlalchemy import select

from outreach.channels.base import Medium
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.inbox.services.acts.settling import Settled, bring_back, needs_no_answer
from outreach.replies.models import Reply
from outreach.tasks.services import entrust
from tests.inbox.office import FIRST, STRANGER, Office


def leaves(office: Office, thread_id: int, *, read: bool = False, seen: int | None = None) -> str:
    seen = office.seen(thread_id) if seen is None else seen
    return needs_no_answer(office.world.means, office.valerie, thread_id, seen, read=read)


def test_it_leaves_and_comes_back_as_it_was(office: Office) -> None:
    office.hears("ok")
    thread_id = office.hears("merci", "camille@example.org", Medium.EMAIL)
    since = office.thread_of().first_unanswered_at
    assert leaves(office, thread_id) == Settled.DONE
    assert office.thread_of().first_unanswered_at is None
    assert leaves(office, thread_id) == Settled.SAME
    assert bring_back(office.world.means, office.valerie, thread_id) is Settled.DONE
    assert office.thread_of().first_unanswered_at == since
    assert bring_back(office.world.means, office.valerie, thread_id) is Settled.SAME
    with office.world.database.read() as session:
        assert set(session.scalars(select(Reply.handled_at))) == {None}
    assert office.events()[-2:] == ["thread.answered", "thread.reopened"]
    assert office.world.intact()


def test_what_came_meanwhile_is_read_first(office: Office) -> None:
    thread_id = office.hears("ok")
    seen = office.seen(thread_id)
    office.hears("en fait non")
    assert leaves(office, thread_id, seen=seen) == Settled.NEWER


def test_an_alert_is_decided_by_its_task(office: Office) -> None:
    thread_id = office.hears("je veux mourir")
    assert leaves(office, thread_id, read=True) == Settled.ALERT
    task = next(task for task in office.world.tasks() if task.reason == "alert")
    close_task(office.world.means, task.id, Outcome("continue", note="appelée"), "S-0001")
    assert leaves(office, thread_id, read=True) in (Settled.DONE, Settled.SAME)


def test_an_alert_that_is_not_theirs_is_not_theirs_to_leave(office: Office) -> None:
    thread_id = office.hears("je veux mourir")
    other = office.hire("Claire")
    entrust(office.world.database, office.world.clock, other, FIRST, other.id)
    assert leaves(office, thread_id, read=True) == Settled.RESTRICTED


def test_a_stranger_s_alert_says_that_it_was_read(office: Office) -> None:
    thread_id = office.hears("je veux mourir", STRANGER)
    assert leaves(office, thread_id) == Settled.READ_FIRST
    assert leaves(office, thread_id, read=True) == Settled.DONE


def test_nobody_settles_another_team_s(office: Office) -> None:
    thread_id = office.hears("ok")
    elsewhere = office.hire("Ailleurs", team="Autre")
    assert needs_no_answer(office.world.means, elsewhere, thread_id, 99) is Settled.GONE
    assert bring_back(office.world.means, elsewhere, thread_id) is Settled.GONE


def test_nothing_to_bring_back(office: Office) -> None:
    thread_id = office.thread_of().id
    assert bring_back(office.world.means, office.valerie, thread_id) is Settled.SAME

"""A human says whose words they are: only then are they in a file."""

from sqlalchemy import select

from outreach.cases.models import Thread
from outreach.inbox.services.acts.attaching import Attached, Choice, attach
from outreach.people.models import ContactPoint
from outreach.replies.models import Reply
from outreach.staff.models import Staff
from tests.inbox.office import CAMILLE, DOMINIQUE, FIRST, SECOND, STRANGER, Office
from tests.world import add_case

THIRD = "AHU-2026-0003"


def gives(
    office: Office,
    thread_id: int,
    *,
    to: str = FIRST,
    only: tuple[int, ...] | None = None,
    keep: bool = False,
    seen: int | None = None,
    staff: Staff | None = None,
) -> Attached:
    ids = replies(office, thread_id) if only is None else list(only)
    choice = Choice(
        to_thread_id=office.thread_of(to).id,
        reply_ids=frozenset(ids),
        seen=office.seen(thread_id) if seen is None else seen,
        keep=keep,
        fictitious_allowed=True,
    )
    return attach(office.ears, staff or office.valerie, thread_id, choice)


def replies(office: Office, thread_id: int) -> list[int]:
    with office.world.database.read() as session:
        rows = select(Reply.id).where(Reply.thread_id == thread_id).order_by(Reply.id)
        return list(session.scalars(rows))


def thread(office: Office, thread_id: int) -> Thread:
    with office.world.database.read() as session:
        return session.get_one(Thread, thread_id)


def test_a_stranger_s_message_stops_the_case_it_is_given_to(running: Office) -> None:
    office = running
    stray = office.hears("vous pouvez m'appeler ?", STRANGER)
    assert office.pauses() == []
    assert gives(office, stray) is Attached.DONE
    assert office.pauses() == [("reply", None)]
    assert ("call", "callback") in office.open_tasks()
    mine = office.thread_of()
    assert mine.first_unanswered_at is not None
    assert len(replies(office, mine.id)) == 1
    assert (thread(office, stray).first_unanswered_at, replies(office, stray)) == (None, [])
    assert "reply.attached" in office.events()
    assert not [a for a in office.world.attempts() if a.purpose == "automatic_answer"]
    assert office.world.intact()


def test_the_number_may_be_kept_as_theirs(office: Office) -> None:
    stray = office.hears("oui", STRANGER)
    gives(office, stray, keep=True)
    with office.world.database.read() as session:
        point = session.scalars(select(ContactPoint).order_by(ContactPoint.id.desc())).first()
        assert point is not None
        assert (point.value, point.kind, point.rank, point.source) == (
            STRANGER,
            "mobile",
            2,
            "worker",
        )
    assert office.hears("encore moi", STRANGER) == office.thread_of().id


def test_one_message_of_a_shared_number_goes_and_the_rest_waits(running: Office) -> None:
    office = running
    add_case(office.world, first_name="Alix", phone=CAMILLE, email=None)
    stray = office.hears("c'est Camille", CAMILLE)
    office.hears("et moi Alix", CAMILLE)
    first, second = replies(office, stray)
    assert gives(office, stray, only=(first,)) is Attached.DONE
    assert thread(office, stray).first_unanswered_at is not None
    assert ("decide", "to_attach") in office.open_tasks(THIRD)
    assert ("decide", "to_attach") not in office.open_tasks(FIRST)
    assert gives(office, stray, to=THIRD, only=(second,)) is Attached.DONE
    assert thread(office, stray).first_unanswered_at is None
    assert ("decide", "to_attach") not in office.open_tasks(THIRD)
    texts = [reply_texts(office, office.thread_of(ref).id) for ref in (FIRST, THIRD)]
    assert texts == [["c'est Camille"], ["et moi Alix"]]


def reply_texts(office: Office, thread_id: int) -> list[str | None]:
    with office.world.database.read() as session:
        rows = select(Reply.text).where(Reply.thread_id == thread_id).order_by(Reply.id)
        return list(session.scalars(rows))


def test_a_case_that_was_only_suspected_asks_whether_to_go_on(office: Office) -> None:
    add_case(office.world, first_name="Alix", phone=CAMILLE, email=None)
    stray = office.hears("ok", CAMILLE)
    gives(office, stray)
    assert ("decide", "to_attach") not in office.open_tasks(THIRD)
    assert ("decide", "paused") in office.open_tasks(THIRD)
    assert office.pauses(THIRD) == [("reply", None)]  # nothing resumes by itself


def test_a_stop_from_another_number_is_theirs_once_attached(running: Office) -> None:
    office = running
    stray = office.hears("STOP", STRANGER)
    gives(office, stray)
    with office.world.database.read() as session:
        point = session.get_one(ContactPoint, office.point(CAMILLE))
        assert point.status == "opted_out"
    assert ("decide", "stop") in office.open_tasks()


def test_a_start_from_another_number_lifts_nothing(office: Office) -> None:
    office.hears("STOP")
    stray = office.hears("START", STRANGER)
    gives(office, stray)
    with office.world.database.read() as session:
        assert session.get_one(ContactPoint, office.point(CAMILLE)).status == "opted_out"


def test_an_alert_shows_in_the_thread_it_is_given_to(office: Office) -> None:
    stray = office.hears("je veux mourir", STRANGER)
    gives(office, stray, to=SECOND)
    assert office.thread_of(SECOND).alert
    assert ("decide", "alert") in office.open_tasks(SECOND)
    assert not thread(office, stray).alert


def test_what_can_t_be_attached(office: Office) -> None:
    stray = office.hears("oui", STRANGER)
    seen = office.seen(stray)
    assert gives(office, stray, only=()) is Attached.NOTHING
    assert gives(office, stray, only=(999,)) is Attached.NOTHING
    office.hears("et ?", STRANGER)
    assert gives(office, stray, seen=seen) is Attached.NEWER
    owned = office.hears("oui", DOMINIQUE)
    assert gives(office, owned) is Attached.OWNED
    elsewhere = office.hire("Ailleurs", team="Autre")
    assert gives(office, stray, staff=elsewhere) is Attached.NO_TARGET
    reader = office.hire("Accueil")
    assert gives(office, 999, only=(1,), seen=0, staff=reader) is Attached.GONE
    assert gives(office, stray) is Attached.DONE
    assert gives(office, stray, only=(1,)) is Attached.NOTHING

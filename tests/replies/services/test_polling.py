"""One message that can't be stored freezes nothing, and a human opens the mailbox."""

from sqlalchemy import delete, event, select
from structlog.testing import capture_logs

from outreach.channels.base import Inbound, Medium
from outreach.database import Database
from outreach.inbox.services.waiting import to_answer
from outreach.replies.models import Cursor, Reply
from outreach.replies.services.polling import poll
from outreach.replies.services.receive import FoundBy
from outreach.replies.services.stubs import UNREADABLE
from tests.replies.services.test_receive import ears_of
from tests.world import World, add_case, make_world

POISON = "ce qu'aucune base ne prend \ud800"  # half a sign: it can't be sealed


def mail(number: int, text: str = "Bonjour", sender: str = "camille@example.org") -> Inbound:
    """One e-mail of the mailbox."""
    name = f"<m{number}@example.org>"
    return Inbound(f"1/{number}", Medium.EMAIL, sender, "", text, message_id=name)


def take_in(world: World, *mails: Inbound) -> int:
    """Let e-mails arrive and read the mailbox."""
    world.email.arrive(*mails)
    return poll(ears_of(world), Medium.EMAIL, FoundBy.IMAP)


def stored(world: World) -> list[tuple[str, str | None, bool]]:
    """Every reply: its number, its text, whether it is an alert."""
    with world.database.read() as session:
        rows = session.scalars(select(Reply).order_by(Reply.id))
        return [(row.provider_id, row.text, row.alert) for row in rows]


def test_what_can_not_be_stored_leaves_a_mark_and_the_reading_goes_on(database: Database) -> None:
    world = make_world(database)
    add_case(world)
    with capture_logs() as logs:
        assert take_in(world, mail(1), mail(2, POISON), mail(3, "Oui")) == 3
        assert take_in(world, mail(4)) == 1
    assert stored(world) == [
        ("1/1", "Bonjour", False),
        ("1/2", UNREADABLE, True),
        ("1/3", "Oui", False),
        ("1/4", "Bonjour", False),
    ]
    with database.read() as session:
        assert session.scalars(select(Cursor.value)).one() == "4"
    assert [line["event"] for line in logs] == ["reply.unread", "inbound.not_stored"]
    assert POISON not in str(logs)


def test_the_mark_stops_the_automation_and_gets_no_automatic_text(database: Database) -> None:
    """It may be a STOP."""
    world = make_world(database)
    reference = add_case(world)
    take_in(world, mail(1, POISON))
    take_in(world)
    world.tick()
    with database.read() as session:
        (waiting,) = to_answer(session)
    assert (waiting.case, waiting.alert, waiting.text) == (reference, True, UNREADABLE)
    assert world.enrolment().state == "paused"
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["alert"]
    assert world.attempts() == []
    assert world.intact()


def test_the_mark_of_a_stranger_reaches_the_inbox_too(database: Database) -> None:
    world = make_world(database)
    take_in(world, mail(1, POISON, sender="qui@example.org"))
    with database.read() as session:
        (waiting,) = to_answer(session)
    assert (waiting.case, waiting.alert) == (None, True)


def test_the_same_one_leaves_one_mark(database: Database) -> None:
    """A listing that overlaps brings it again."""
    world = make_world(database)
    add_case(world)
    assert take_in(world, mail(1, POISON), mail(1, POISON)) == 1
    assert len(stored(world)) == 1


def test_the_name_of_an_e_mail_is_kept_sealed(database: Database) -> None:
    """An answer names it; the file shows nothing."""
    world = make_world(database)
    add_case(world)
    take_in(world, mail(1))
    with database.read() as session:
        assert session.scalars(select(Reply.message_id)).one() == "<m1@example.org>"
    with database.engine.begin() as connection:
        (sealed,) = connection.exec_driver_sql("SELECT message_id FROM replies").one()
    assert "m1@" not in sealed


def test_what_is_here_already_is_not_taken_in_again(database: Database) -> None:
    world = make_world(database)
    add_case(world)
    assert take_in(world, mail(1)) == 1
    with world.database.write() as session:
        session.execute(delete(Cursor))  # as a sweep, which looks again at a whole day
    written: list[str] = []
    listen = (world.database.engine, "before_cursor_execute")

    def hear(*call: object) -> None:
        written.append(str(call[2]))

    event.listen(*listen, hear)
    assert take_in(world) == 0
    event.remove(*listen, hear)
    assert len(stored(world)) == 1
    assert not [one for one in written if one.startswith("INSERT INTO replies")]

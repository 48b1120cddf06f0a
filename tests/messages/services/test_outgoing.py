"""What a door is handed: until when it may be sent, and what it answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.channels.base import Inbound, Medium
from outreach.database import Database
from outreach.replies.services.naming import message_id_of
from outreach.replies.services.polling import poll
from outreach.replies.services.receive import FoundBy
from tests.replies.services.test_receive import ears_of
from tests.world import World, add_case, make_ready, make_world, paris


@pytest.mark.parametrize(
    ("at", "valid"),
    [
        ("2026-03-10 18:59:50", timedelta(minutes=1)),
        ("2026-03-10 18:57:00", timedelta(minutes=3)),
        ("2026-03-10 16:00:00", timedelta(hours=3)),
        ("2026-03-11 09:30:00", timedelta(hours=3)),
    ],
)
def test_a_message_of_the_sequence_is_dropped_by_the_provider_at_closing_time(
    sqlite_database: Database, at: str, valid: timedelta
) -> None:
    """A queue at the carrier must not wake anybody in the evening."""
    world = make_ready(sqlite_database)
    world.clock.set(paris(at))
    world.tick()
    (call,) = world.sms.calls
    assert call.valid_for == valid


def answered_by_mail(world: World, message_id: str) -> str:
    """Which message our automatic answer to an e-mail says it answers."""
    world.means = replace(world.means, answered=message_id_of)
    mail = Inbound("1/1", Medium.EMAIL, "camille@example.org", "", "Bonjour", at=world.clock.now())
    world.email.arrive(replace(mail, message_id=message_id))
    poll(ears_of(world), Medium.EMAIL, FoundBy.IMAP)
    world.tick()
    (call,) = world.email.calls
    assert call.automatic
    return call.in_reply_to


def test_an_answer_names_the_e_mail_it_answers(sqlite_database: Database) -> None:
    """So that it stands under it in the person's mailbox (RFC 5322 §3.6.4)."""
    world = make_world(sqlite_database, "2026-03-02 10:00")
    add_case(world)
    assert answered_by_mail(world, "<m1@example.org>") == "<m1@example.org>"


def test_an_e_mail_without_a_name_is_answered_all_the_same(sqlite_database: Database) -> None:
    """The door's own name for it would mean nothing to the person's mailbox."""
    world = make_world(sqlite_database, "2026-03-02 10:00")
    add_case(world)
    assert answered_by_mail(world, "<sha256-00@sans-identifiant.invalid>") == ""

"""The town's e-mail loop, through the real door."""

from collections.abc import Iterator

import pytest

from outreach.channels.base import Nature, Outgoing, Result
from outreach.channels.email.addresses import parse_mailbox
from outreach.channels.email.door import EmailDoor
from outreach.channels.email.imap import Imap
from outreach.channels.email.server import Server
from outreach.channels.email.smtp import Smtp
from outreach.clock import StillClock
from outreach.endpoints import imap_server, smtp_server
from outreach.town.mail.post import PostOffice
from tests.world import paris

AHU = parse_mailbox("Valérie <contact@ahu.example.org>")
NADIA = "nadia@example.org"


@pytest.fixture
def clock() -> StillClock:
    return StillClock(paris("2026-03-19 16:00"))


@pytest.fixture
def post(clock: StillClock) -> Iterator[PostOffice]:
    with PostOffice(clock) as office:
        yield office


@pytest.fixture
def door(post: PostOffice, clock: StillClock) -> EmailDoor:
    out, box = smtp_server(post.smtp_url), imap_server(post.imap_url)
    return EmailDoor(
        smtp=Smtp(Server(out.host, out.port, secure=False), "ahu.example.org"),
        imap=Imap(Server(box.host, box.port, False, box.user, box.password, box.folder)),
        sender=AHU,
        reply=AHU,
        clock=clock,
    )


def message(key: str = "k1") -> Outgoing:
    return Outgoing(key, NADIA, "Bonjour Nadia,\n\nÀ bientôt.", "Un message", reply_token="jeton")


def test_what_is_sent_is_in_the_person_s_mailbox(post: PostOffice, door: EmailDoor) -> None:
    assert door.send(message()).result is Result.ACCEPTED
    (mail,) = post.of(NADIA)
    assert (mail.subject, mail.text) == ("Un message", "Bonjour Nadia,\n\nÀ bientôt.")
    assert mail.reply_to == "contact+jeton@ahu.example.org"
    assert not mail.theirs


def test_an_answer_comes_in_by_the_mailbox_under_its_thread(
    post: PostOffice, door: EmailDoor, clock: StillClock
) -> None:
    door.send(message())
    before = door.poll("", clock.now())
    post.answer("Nadia Morel", post.of(NADIA)[0], "Bonjour, je veux bien.\nNadia")
    batch = door.poll(before.cursor, clock.now())
    (came,) = batch.items
    assert came.sender == NADIA
    assert came.text == "Bonjour, je veux bien.\nNadia"  # what they quoted is put aside
    assert came.reply_token == "jeton"
    assert came.at == clock.now()
    assert came.nature is Nature.MESSAGE
    assert door.poll(batch.cursor, clock.now()).items == ()


def test_a_machine_s_answer_is_known_as_one(
    post: PostOffice, door: EmailDoor, clock: StillClock
) -> None:
    door.send(message())
    post.answer("Nadia Morel", post.of(NADIA)[0], "Je suis absente.", machine=True)
    (came,) = door.poll("", clock.now()).items
    assert came.nature is Nature.AUTO_REPLY


def test_what_is_fresh_is_told_once(post: PostOffice, door: EmailDoor) -> None:
    door.send(message())
    assert [mail.person for mail in post.fresh()] == [NADIA]
    assert post.fresh() == ()

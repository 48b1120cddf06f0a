"""Reading a mailbox: a real Dovecot, and a server of our own for what it never does."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from outreach.channels.base import Batch
from outreach.channels.email.door import EmailDoor
from outreach.channels.email.imap import Imap, Place, parse_place
from outreach.channels.email.reading import UNREADABLE
from outreach.channels.email.server import Server
from tests.channels.contract import NOW
from tests.channels.email.dovecot import Dovecot, dovecot, missing
from tests.channels.email.post import door_to

NOWHERE = Server("127.0.0.1", 9, secure=False)
WEEK_AGO = (NOW - timedelta(days=7)).date()


def raw(text: str, number: int = 1) -> bytes:
    return (
        "From: Zoé <zoe@example.org>\r\nTo: contact+tok1@ahu.example.org\r\n"
        f"Message-ID: <m{number}@example.org>\r\nSubject: Re: x\r\n\r\n{text}\r\n"
    ).encode()


def door(server: Server, **options: object) -> EmailDoor:
    return door_to(NOWHERE, Imap(server, timeout=5, **options))  # type: ignore[arg-type]


def texts(batch: Batch) -> list[str]:
    return [item.text for item in batch.items]


@pytest.fixture(scope="module")
def post_office(certificate: Path) -> Iterator[Dovecot]:
    if why := missing():
        pytest.skip(why)
    with dovecot(certificate) as running:
        yield running


class TestDovecot:
    """Each test has a mailbox of its own name."""

    def test_what_arrived_is_brought_once_in_order_and_left_as_it_was(
        self, post_office: Dovecot
    ) -> None:
        paris = timezone(timedelta(hours=1))
        post_office.put("once", raw("un"), datetime(2026, 3, 2, 10, 0, tzinfo=paris))
        post_office.put("once", raw("deux", 2), NOW)
        reading = door(post_office.server("once"))
        first = reading.poll("", NOW)
        assert texts(first) == ["un", "deux"]
        assert first.items[0].at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        assert (first.items[0].reply_token, first.items[0].message_id) == (
            "tok1",
            "<m1@example.org>",
        )
        assert len({item.provider_id for item in first.items}) == 2
        post_office.put("once", raw("trois", 3), NOW)
        second = reading.poll(first.cursor, NOW)
        assert texts(second) == ["trois"]
        assert texts(reading.poll(second.cursor, NOW)) == []
        with post_office.session("once") as box:
            box.select()
            assert box.search(None, "UNSEEN")[1] == [b"1 2 3"]

    def test_an_empty_mailbox_gives_a_cursor(self, post_office: Dovecot) -> None:
        reading = door(post_office.server("empty"))
        batch = reading.poll("", NOW)
        assert (batch.items, batch.asked) == ((), True)
        post_office.put("empty", raw("un"), NOW)
        assert texts(reading.poll(batch.cursor, NOW)) == ["un"]

    def test_years_of_other_mail_are_left_alone(self, post_office: Dovecot) -> None:
        """The first reading takes a week; what comes later is all read, whatever its date."""
        for number, days in enumerate((900, 30, 8)):
            post_office.put("years", raw("ancien", number), NOW - timedelta(days=days))
        reading = door(post_office.server("years"))
        first = reading.poll("", NOW)
        assert (first.items, first.asked) == ((), True)
        post_office.put("years", raw("nouveau", 4), NOW)
        post_office.put("years", raw("range", 5), NOW - timedelta(days=30))
        assert texts(reading.poll(first.cursor, NOW)) == ["nouveau", "range"]

    def test_the_first_week_comes_whole_in_portions(self, post_office: Dovecot) -> None:
        post_office.put("week", raw("ancien"), NOW - timedelta(days=9))
        for number in range(3):
            post_office.put("week", raw(str(number), number), NOW - timedelta(days=6 - number))
        reading = door(post_office.server("week"), at_once=2)
        first = reading.poll("", NOW)
        assert texts(first) == ["0", "1"]
        assert texts(reading.poll(first.cursor, NOW + timedelta(days=20))) == ["2"]

    def test_numbers_that_start_anew_long_after_lose_nothing(self, post_office: Dovecot) -> None:
        """They are read from the day of the first reading, not from a week ago."""
        reading = door(post_office.server("anew", "Réponses"))
        first = _refill(post_office, reading, "")
        again = _refill(post_office, reading, first.cursor, NOW + timedelta(days=60))
        assert texts(again) == ["un", "deux"]

    def test_a_full_mailbox_comes_in_portions(self, post_office: Dovecot) -> None:
        for number in range(5):
            post_office.put("full", raw(str(number), number), NOW)
        reading = door(post_office.server("full"), at_once=2)
        brought, cursor = [], ""
        while (batch := reading.poll(cursor, NOW)).items:
            brought += texts(batch)
            cursor = batch.cursor
        assert brought == ["0", "1", "2", "3", "4"]

    def test_deleted_and_moved_mail_leaves_holes_only(self, post_office: Dovecot) -> None:
        for number in range(3):
            post_office.put("holes", raw(str(number), number), NOW)
        with post_office.session("holes") as box:
            box.select()
            box.store("2", "+FLAGS", r"(\Deleted)")
            box.expunge()
        assert texts(door(post_office.server("holes")).poll("", NOW)) == ["0", "2"]

    def test_numbers_that_start_anew_are_read_anew(self, post_office: Dovecot) -> None:
        reading = door(post_office.server("anew", "Réponses"))
        first = _refill(post_office, reading, "")
        again = _refill(post_office, reading, first.cursor)
        assert texts(first) == texts(again) == ["un", "deux"]
        assert {item.provider_id for item in first.items}.isdisjoint(
            item.provider_id for item in again.items
        )
        assert [item.message_id for item in first.items] == [
            item.message_id for item in again.items
        ]

    def test_a_huge_one_is_read_as_far_as_is_reasonable(self, post_office: Dovecot) -> None:
        post_office.put("huge", raw("oui " + "é" * 300_000), NOW)
        post_office.put("huge", raw("deux", 2), NOW)
        first, second = door(post_office.server("huge"), largest=50_000).poll("", NOW).items
        assert first.text.startswith("oui é")
        assert len(first.text) < 60_000
        assert second.text == "deux"

    @pytest.mark.parametrize("data", [b"\xff\xfe\x01", b"\r\n\r\n", b"From: \xe9\r\n\r\n\xe9"])
    def test_bytes_that_are_hardly_an_e_mail_still_come(
        self, post_office: Dovecot, data: bytes
    ) -> None:
        user = f"odd{len(data)}"
        post_office.put(user, data, NOW)
        (item,) = door(post_office.server(user)).poll("", NOW).items
        assert item.text

    def test_a_wrong_password_or_folder_moves_nothing(self, post_office: Dovecot) -> None:
        post_office.put("wrong", raw("un"), NOW)
        server = post_office.server("wrong")
        for bad in (replace(server, password="autre"), replace(server, folder="Absent")):
            assert door(bad).poll("c", NOW) == Batch(cursor="c", asked=False)

    def test_encryption_from_the_first_byte_is_checked_when_asked(
        self, post_office: Dovecot, certificate: Path
    ) -> None:
        post_office.put("tls", raw("un"), NOW)
        server = post_office.server("tls", secure=True)
        trust = ssl.create_default_context(cafile=certificate)
        assert texts(door(server, trust=trust).poll("", NOW)) == ["un"]
        stranger = ssl.create_default_context()
        assert door(server, trust=stranger).poll("", NOW).asked is False


def _refill(post_office: Dovecot, reading: EmailDoor, cursor: str, now: datetime = NOW) -> Batch:
    """Throw the folder away, make it again with the same two e-mails, and read it."""
    folder = "R&AOk-ponses"  # IMAP's own spelling of "Réponses"
    with post_office.session("anew") as box:
        box.delete(folder)
        box.create(folder)
    post_office.put("anew", raw("un"), NOW, folder)
    post_office.put("anew", raw("deux", 2), NOW, folder)
    return reading.poll(cursor, now)


class TestBadServers:
    def test_one_e_mail_that_it_can_not_give_does_not_hide_the_others(self) -> None:
        with spoken(_giving({1: b"NO corrupted", 2: raw("deux")})) as server:
            batch = door(server).poll("", NOW)
        assert texts(batch) == [UNREADABLE, "deux"]
        assert parse_place(batch.cursor) == Place(7, 2, WEEK_AGO)

    def test_a_refused_command_is_one_bad_e_mail_too(self) -> None:
        with spoken(_giving({1: b"BAD what", 2: raw("deux")})) as server:
            assert texts(door(server).poll("", NOW)) == [UNREADABLE, "deux"]

    def test_a_lost_connection_keeps_what_was_read(self) -> None:
        with spoken(_giving({1: raw("un"), 2: None})) as server:
            batch = door(server).poll("", NOW)
        assert texts(batch) == ["un"]
        assert parse_place(batch.cursor) == Place(7, 1, WEEK_AGO)

    def test_one_that_vanished_meanwhile_is_passed_over(self) -> None:
        with spoken(_giving({1: b"OK done", 2: raw("deux")})) as server:
            batch = door(server).poll("", NOW)
        assert texts(batch) == ["deux"]

    def test_a_connection_lost_at_once_moves_nothing(self) -> None:
        with spoken(_giving({1: None, 2: None})) as server:
            assert door(server).poll("c", NOW) == Batch(cursor="c", asked=False)

    def test_a_password_never_crosses_a_network_in_clear(self) -> None:
        with spoken(_giving({})) as server:
            far = Imap(replace(server, host="127.0.0.1"))
            box = far._connect()
            distant = Imap(replace(server, host="mail.example.org"))
            with pytest.raises(ssl.SSLError):
                distant._encrypt(box)
            box.client.shutdown()


Giving = Callable[[bytes], bytes | None]


def _giving(mails: dict[int, bytes | None]) -> Giving:
    """A server that holds `mails` by UID: an e-mail, a refusal, or None to hang up."""

    def answer(line: bytes) -> bytes | None:
        tag, _, command = line.partition(b" ")
        if command.startswith(b"UID SEARCH"):
            found = b" ".join(str(uid).encode() for uid in mails)
            return b"* SEARCH " + found + b"\r\n" + tag + b" OK done\r\n"
        if command.startswith(b"UID FETCH"):
            given = mails[int(command.split()[2])]
            if given is None:
                return None
            if given.startswith((b"NO", b"BAD", b"OK")):
                return tag + b" " + given + b"\r\n"
            head = b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n" % len(given)
            return head + given + b")\r\n" + tag + b" OK done\r\n"
        if command.startswith((b"SELECT", b"EXAMINE")):
            return b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n" + tag + b" OK [READ-ONLY]\r\n"
        if command.startswith(b"CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n"
        if command.startswith(b"LOGOUT"):
            return b"* BYE\r\n" + tag + b" OK done\r\n"
        return tag + b" OK done\r\n"

    return answer


@contextmanager
def spoken(answer: Giving) -> Iterator[Server]:
    """Run a server that answers each line, for one connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as reader:
                connection.sendall(b"* OK hello\r\n")
                while line := reader.readline().strip():
                    said = answer(line)
                    if said is None:
                        return
                    connection.sendall(said)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield Server("127.0.0.1", listener.getsockname()[1], False, "zoe", "secret")
    finally:
        listener.close()
        thread.join(5)

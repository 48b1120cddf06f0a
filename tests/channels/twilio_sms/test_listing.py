"""Listings that no carrier of ours would give: out of order, endless."""

import json
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from outreach.channels.base import Found, Sought, normalised
from outreach.channels.twilio_sms.listing import read_cursor, write_cursor
from tests.channels.contract import NOW, SMS
from tests.channels.sockets import Talk, raw_server
from tests.channels.twilio_sms.test_door import NUMBER, door_to

SOUGHT = Sought(SMS.key, SMS.to, SMS.body, called_at=NOW, now=NOW)
OLD = NOW.replace(year=2020)


def message(sid: str, body: str, at: object = NOW) -> dict[str, object]:
    return {
        "sid": sid,
        "body": body,
        "to": SMS.to,
        "from": NUMBER,
        "direction": "outbound-api",
        "date_created": format_datetime(at) if at else None,  # type: ignore[arg-type]
        "status": "sent",
    }


def pages(*contents: list[dict[str, object]], endless: bool = False, date: datetime = NOW) -> Talk:
    """A server that gives each page in turn, then an empty last one (or never a last one)."""
    waiting = list(contents)

    def talk(connection: object) -> None:
        found = waiting.pop(0) if waiting else []
        following = "/2010-04-01/Accounts/AC1/Messages.json?Page=1" if waiting or endless else None
        body = json.dumps({"messages": found, "next_page_uri": following}).encode()
        head = f"HTTP/1.1 200 OK\r\nDate: {format_datetime(date, usegmt=True)}\r\n"
        head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + body)  # type: ignore[attr-defined]

    return talk


def test_one_old_message_on_a_page_does_not_end_the_search() -> None:
    first = [message("SM1", "autre", OLD), message("SM2", "x")]
    disordered = pages(first, [message("SM3", SMS.body)])
    with raw_server(disordered) as (port, _):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT).provider_id == "SM3"


def test_a_page_of_old_messages_ends_it() -> None:
    old = pages([message("SM1", "autre", OLD)], [message("SM3", SMS.body)])
    with raw_server(old) as (port, requests):
        found = door_to(f"http://127.0.0.1:{port}").find(SOUGHT)
    assert (found.asked, found.provider_id, len(requests)) == (True, "", 1)


def test_a_list_without_end_never_says_absent() -> None:
    with raw_server(pages([message("SM1", "autre")], endless=True)) as (port, requests):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT).asked is False
    assert len(requests) == 101


def test_a_message_without_a_date_may_be_ours() -> None:
    with raw_server(pages([message("SM1", SMS.body, None)])) as (port, _):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT).provider_id == "SM1"


@pytest.mark.parametrize(
    ("created", "told"),
    [(0, 26), (0, -26), (-0.9, 0), (3, 0), (-26, -26), (26, 26)],
    ids=["proxy ahead", "proxy behind", "set back", "theirs ahead", "west", "east"],
)
def test_clocks_that_disagree_lose_no_message(created: float, told: int) -> None:
    """`created` and `told`: hours by which the date of the message, and of the answer, differ."""
    ours = message("SM1", SMS.body, NOW + timedelta(hours=created))
    with raw_server(pages([ours], date=NOW + timedelta(hours=told))) as (port, _):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT).provider_id == "SM1"


@pytest.mark.parametrize(("age", "found"), [(0.5, True), (5, False), (23, False)])
def test_the_same_words_from_hours_before_prove_nothing(age: float, found: bool) -> None:
    """Ours by another zone's clock, or somebody else's: nobody can tell which."""
    with raw_server(pages([message("SM1", SMS.body, NOW - timedelta(hours=age))])) as (port, _):
        told = door_to(f"http://127.0.0.1:{port}").find(SOUGHT)
    assert (told.asked, told.provider_id) == (found, "SM1" if found else "")


def test_the_same_words_from_the_day_before_are_another_message() -> None:
    with raw_server(pages([message("SM1", SMS.body, NOW - timedelta(hours=26))])) as (port, _):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT) == Found(asked=True)


def test_a_list_of_more_than_was_asked_for_proves_absence_all_the_same() -> None:
    others = {**message("SM1", "Bonjour Sacha"), "to": "+33639980099"}
    with raw_server(pages([others])) as (port, _):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT) == Found(asked=True)


@pytest.mark.parametrize(
    "body",
    [
        *({"messages": None}, {}, [], {"messages": [{}], "end": 0}, 3),
        *({"messages": {}}, {"messages": ""}, {"errors": []}, {"items": []}),
        {"messages": [message("", SMS.body)]},
        {"messages": [message("SM\0", SMS.body)]},
    ],
)
def test_a_list_of_another_shape_never_says_absent(body: object) -> None:
    text = json.dumps(body).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(text)
    with raw_server(lambda connection: connection.sendall(head + text)) as (port, _):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT) == Found(asked=False)


@pytest.mark.parametrize("label", ["text/html", "text/plain; charset=latin-1", "application/json"])
def test_accents_are_read_whatever_the_list_is_labelled(label: str) -> None:
    ours = message("SM1", SMS.body)
    text = json.dumps({"messages": [ours]}, ensure_ascii=False).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {label}\r\nContent-Length: {len(text)}\r\n\r\n"
    with raw_server(lambda connection: connection.sendall(head.encode() + text)) as (port, _):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT).provider_id == "SM1"


@pytest.mark.parametrize(
    ("direction", "asked"), [("Outbound-API", False), ("outbound-reply", True), ("inbound", True)]
)
def test_the_provider_s_own_answer_hides_nothing(direction: str, asked: bool) -> None:
    other = {**message("SM1", "You have been unsubscribed."), "direction": direction}
    with raw_server(pages([other])) as (port, _):
        assert door_to(f"http://127.0.0.1:{port}").find(SOUGHT) == Found(asked)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("num_media", "abc"), ("num_media", {}), ("num_media", "-3")),
        *(("sid", None), ("sid", 3), ("sid", "SM\0"), ("from", None), ("from", 3)),
        *(("body", None), ("body", ["STOP"]), ("date_created", "hier"), ("direction", "Inbound")),
    ],
)
def test_an_odd_arrival_hides_neither_itself_nor_the_others(field: str, value: object) -> None:
    came = {**message("SM1", "Bonjour"), "direction": "inbound", "from": SMS.to}
    odd = {**came, "sid": "SM2", "body": "STOP", field: value}
    with raw_server(lambda connection: pages([came, odd])(connection)) as (port, _):
        door = door_to(f"http://127.0.0.1:{port}")
        first, again = door.poll("", NOW).items, door.poll("", NOW).items
    names = [one.provider_id for one in first]
    assert (len(set(names)), "SM1" in names) == (2, True)
    assert names == [one.provider_id for one in again]
    assert all(name.isprintable() for name in names)


def test_what_a_provider_may_change_makes_no_difference() -> None:
    assert normalised("l’été\u00a0:\n « oui »…") == normalised("l'e\u0301te\u0301 : « oui »...")
    assert normalised("oui") != normalised("Oui")


def test_a_cursor_is_read_back() -> None:
    assert read_cursor(write_cursor(NOW)) == NOW
    for odd in ("", "1", "null", "[]", '{"newest": 3}', '{"newest": "2026-01-01T00:00:00"}'):
        assert read_cursor(odd) is None

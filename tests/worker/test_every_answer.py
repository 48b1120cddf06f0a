"""Each thing that can happen to a call (delivery.md §B), played to its end: engine, official SDK,
HTTP, carrier. The carrier's book is the truth about what the person got.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from outreach.channels.base import Medium, Result
from outreach.channels.email.door import EmailDoor
from outreach.database import Database
from outreach.messages.services.reconcile import reconcile
from outreach.town.carrier import Carrier
from tests.channels.email.post import Script, door_to, post
from tests.channels.twilio_sms.test_door import door_to as sms_door_to
from tests.world import World, add_case, make_world

_MINUTE = timedelta(minutes=1)
_ONCE = [
    ("none", "accepted", ["accepted"]),
    *(
        (trouble, "uncertain", ["accepted"])
        for trouble in (
            *("accept_then_reset", "accept_then_hang", "cut_short", "not_json", "no_sid"),
            *("500_accepted", "accepted_late:280", "list_lag:590"),
        )
    ),
    *(
        (trouble, "uncertain", ["absent", "accepted"])
        for trouble in (
            *("500_unaccepted", "503_html", "drop", "reset", "hang"),
            *("status:302", "status:408", "status:500", "status:502", "status:504"),
        )
    ),
    *(
        (trouble, "absent", ["absent", "accepted"])
        for trouble in (
            *("429", "status:401", "status:403", "status:404", "status:429", "refuse:20003"),
        )
    ),
]
_NEVER = ["refuse:21610", "refuse:21211", "refuse:21614", "refuse:30006", "refuse:99999"]


@contextmanager
def _carried(database: Database, *troubles: str) -> Iterator[tuple[World, Carrier]]:
    """The first SMS is due by Twilio's SDK to a carrier that makes `troubles`."""
    with Carrier() as carrier:
        carrier.faults.add(*troubles)
        world = make_world(database, doors={Medium.SMS: sms_door_to(carrier.url)})
        carrier.clock = world.clock
        add_case(world)
        world.tick()
        world.post_letter(date(2026, 3, 2))
        world.tick("2026-03-10 10:05")
        yield world, carrier


def _go_on(world: World, hours: int) -> None:
    """Look every five minutes for an hour, then every half hour."""
    for span in (*[5] * 12, *[30] * (2 * hours - 2)):
        world.clock.advance(span * _MINUTE)
        reconcile(world.means)
        world.tick()


@pytest.mark.parametrize(("trouble", "first", "end"), _ONCE)
def test_the_person_gets_it_once(
    sqlite_database: Database, trouble: str, first: str, end: list[str]
) -> None:
    with _carried(sqlite_database, trouble) as (world, carrier):
        assert [one.status for one in world.attempts()] == [first]
        _go_on(world, 8)
        assert [one.status for one in world.attempts()] == end
        assert len(carrier.book.all()) == 1
        assert world.intact()


@pytest.mark.parametrize("trouble", _NEVER)
def test_a_refusal_is_believed(sqlite_database: Database, trouble: str) -> None:
    with _carried(sqlite_database, trouble) as (world, carrier):
        _go_on(world, 8)
        assert [one.status for one in world.attempts()] == ["refused"]
        assert carrier.book.all() == []


def test_a_list_that_is_away_leaves_it_open_and_its_return_settles_it(
    database: Database,
) -> None:
    with _carried(database, "accept_then_reset") as (world, carrier):
        carrier.faults.add(*["503_html"] * 12, on="list")
        _go_on(world, 1)
        assert [one.status for one in world.attempts()] == ["uncertain"]
        _go_on(world, 1)
        assert [one.status for one in world.attempts()] == ["accepted"]
        assert len(carrier.book.all()) == 1


def test_a_list_that_lags_behind_both_looks_makes_two(sqlite_database: Database) -> None:
    """The residual risk, as docs/risks.md tells it: this is what the grace is for."""
    with _carried(sqlite_database, "list_lag:601") as (world, carrier):
        _go_on(world, 1)
        assert len(carrier.book.all()) == 2
        assert [one.status for one in world.attempts()] == ["absent", "accepted"]


@pytest.mark.parametrize("trouble", ["drop", "hang"])
def test_an_e_mail_without_answer_arrives_once_and_is_shown(
    sqlite_database: Database, trouble: str
) -> None:
    """The server has it and said nothing; SMTP can't be asked."""
    script = Script(data=trouble)
    with post(script) as server:
        door: EmailDoor = door_to(server)
        world = _with_mail(sqlite_database, door)
        assert [one.status for one in world.attempts() if one.step == "mail"] == ["uncertain"]
        _go_on(world, 24)
        assert [one.status for one in world.attempts() if one.step == "mail"] == ["uncertain"]
    assert len(script.taken) == 1
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["uncertain"]


@pytest.mark.parametrize(
    ("said", "result", "status"),
    [
        ("451 4.7.1 greylisted", Result.NOT_SENT, "absent"),
        ("554 5.7.1 no", Result.REFUSED, "refused"),
        ("", Result.ACCEPTED, "accepted"),
    ],
)
def test_an_e_mail_that_was_answered(
    sqlite_database: Database, said: str, result: Result, status: str
) -> None:
    script = Script(data=said)
    with post(script) as server:
        world = _with_mail(sqlite_database, door_to(server))
    assert [one.status for one in world.attempts() if one.step == "mail"] == [status]
    assert len(script.taken) == (result is Result.ACCEPTED)


def _with_mail(database: Database, door: EmailDoor) -> World:
    """A person without a phone: the e-mail is due, and has just been tried."""
    world = make_world(database, doors={Medium.EMAIL: door})
    add_case(world, phone=None)
    world.tick()
    world.post_letter(date(2026, 3, 2))
    for day in range(9, 25):
        world.tick(f"2026-03-{day:02} 10:30")
        world.tick(f"2026-03-{day:02} 15:30")
        if world.attempts():
            return world
    raise AssertionError("no e-mail was due")

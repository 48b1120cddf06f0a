"""The worker that stays, in this process: it starts with a round and stops between two calls."""

import threading
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from outreach.channels.base import Batch, Found, Medium, Outcome, Outgoing, Result, Sought
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.services.means import GRACE
from outreach.messages.services.release import release
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.upkeep.services.heartbeat import alive, last
from outreach.worker.clockwork import EVERY, Clockwork
from tests.databases import RING
from tests.world import LIBRARY, World, add_case, make_world, paris

_PATIENCE = 20  # seconds


class StopsAtFirst(MemoryDoor):
    """The signal comes while the first message is in the provider's hands."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(Medium.SMS)
        self._stop = stop

    def send(self, message: Outgoing) -> Outcome:
        self._stop.set()
        return super().send(message)


class StopsAtFirstQuestion(MemoryDoor):
    """The signal comes while the provider keeps us waiting for its list."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(Medium.SMS)
        self._stop = stop
        self.asked = 0

    def find(self, sought: Sought) -> Found:
        self.asked += 1
        self._stop.set()
        return Found(asked=False)


@contextmanager
def _running(
    world: World,
    stop: threading.Event,
    owner: str = "test",
    every: Mapping[str, float] = EVERY,
) -> Iterator[threading.Thread]:
    ears = Ears(replace(world.means, owner=owner), shipped_lexicon(), LIBRARY.answers)
    thread = threading.Thread(target=Clockwork(ears, stop, beat=0.2, every=every).run)
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(_PATIENCE)
        assert not thread.is_alive()


def _soon(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(_PATIENCE * 20):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError("it did not happen in time")


def _due(world: World, count: int) -> None:
    for number in range(count):
        add_case(world, phone=f"+336399801{number:02d}", email=None)
    world.tick()
    _soon(lambda: len(world.tasks()) == count)  # a worker may have the runs in hand
    world.post_letter(date(2026, 3, 2))
    world.tick("2026-03-06 09:00")
    world.clock.set(paris("2026-03-09 18:30"))


def test_it_starts_by_doing_what_is_due(sqlite_database: Database) -> None:
    world = make_world(sqlite_database)
    _due(world, 3)
    with _running(world, threading.Event()):
        _soon(lambda: len(world.sms.left) == 3)


def test_a_stop_ends_after_the_message_in_hand_and_gives_the_rest_back(
    database: Database,
) -> None:
    stop = threading.Event()
    door = StopsAtFirst(stop)
    world = make_world(database, doors={Medium.SMS: door})
    _due(world, 5)
    with _running(world, stop) as thread:
        thread.join(_PATIENCE)
    assert len(door.left) == 1
    by_status = sorted(attempt.status for attempt in world.attempts())
    assert by_status == ["accepted", *["cancelled"] * 4], "taken back: they are planned again"

    next_one = replace(world.means, owner="next")
    dispatch(next_one, report := Report())
    assert report.sent == 4
    assert len({left.message.to for left in door.left}) == len(door.left) == 5


def test_a_stop_does_not_wait_for_every_question_to_a_silent_provider(
    sqlite_database: Database,
) -> None:
    stop = threading.Event()
    world = make_world(sqlite_database)
    silent = StopsAtFirstQuestion(stop)
    world = replace(world, means=replace(world.means, doors={Medium.SMS: silent}))
    _due(world, 3)
    silent.plan(*[Outcome(Result.UNCERTAIN, code="ReadTimeout")] * 3)
    world.tick()
    world.clock.advance(GRACE)
    with _running(world, stop) as thread:
        thread.join(_PATIENCE)
    assert silent.asked == 1


def test_only_what_is_ours_is_given_back(sqlite_database: Database) -> None:
    stop = threading.Event()
    world = make_world(sqlite_database, doors={Medium.SMS: StopsAtFirst(stop)})
    _due(world, 2)
    with _running(world, stop) as thread:
        thread.join(_PATIENCE)
    assert release(replace(world.means, owner="another")) == 0


def test_a_second_worker_on_sqlite_waits_and_takes_over(sqlite_database: Database) -> None:
    world = make_world(sqlite_database)
    _due(world, 1)
    first = threading.Event()
    with _running(world, first, "first") as thread:
        _soon(lambda: len(world.sms.left) == 1)
        with capture_logs() as logs, _running(world, threading.Event(), "second"):
            _soon(lambda: _events(logs) == ["worker.spare"])
            assert _holder(world) == "first"
            first.set()
            thread.join(_PATIENCE)
            _soon(lambda: "worker.active" in _events(logs))
            assert _holder(world) == "second"
    assert _holder(world) == "", "both have left"
    assert len(world.sms.left) == 1


def test_an_outage_of_the_database_is_ridden_out_and_said_once(
    postgres_database: Database, postgres_server: str
) -> None:
    """Every connection is cut and no new one accepted, for a while."""
    world = make_world(postgres_database)
    name = postgres_database.url.database
    server = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    cut = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    with capture_logs() as logs, _running(world, threading.Event()), server.connect() as admin:
        _soon(lambda: _holder(world) == "test")
        admin.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        admin.execute(cut, {"name": name})
        _soon(lambda: "worker.failing" in _events(logs))
        threading.Event().wait(0.5)  # the last connection of before is gone, too
        said = _events(logs).count("worker.failing")
        threading.Event().wait(1)  # several beats fail
        assert _events(logs).count("worker.failing") == said
        admin.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        _soon(lambda: "worker.recovered" in _events(logs))
        _due(world, 1)
        _soon(lambda: len(world.sms.left) == 1)
    server.dispose()
    assert {line["part"] for line in logs if line["event"] == "worker.failing"} == {"database"}


def test_two_workers_share_the_parts_that_need_one(postgres_database: Database) -> None:
    """Both send; whoever looks for lost hooks does it for the other too."""
    every = {"send": 0.05, "sweep": 0.05}
    door = Asked(Medium.SMS)
    world = make_world(postgres_database, doors={Medium.SMS: door})
    with (
        _running(world, threading.Event(), "first", every),
        _running(world, threading.Event(), "second", every),
    ):
        _soon(lambda: door.asked >= 3)  # each at its start, then one of them
        threading.Event().wait(0.5)  # a dozen ticks of each, at one instant of our clock
        assert door.asked == 3
        _due(world, 1)
        _soon(lambda: len(door.left) == 1)


class Asked(MemoryDoor):
    """Counts how often it is asked for what came in."""

    asked = 0

    def poll(self, cursor: str, now: datetime) -> Batch:
        self.asked += 1
        return super().poll(cursor, now)


def _events(logs: Sequence[MutableMapping[str, object]]) -> list[object]:
    return [line["event"] for line in logs]


def test_without_a_database_at_the_start_it_says_so(sqlite_database: Database) -> None:
    world = make_world(sqlite_database)
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=2", RING)
    ears = Ears(replace(world.means, database=away), shipped_lexicon(), LIBRARY.answers)
    with pytest.raises(OperationalError):
        Clockwork(ears, threading.Event()).run()


def test_the_heart_keeps_beating_with_the_process_clock(sqlite_database: Database) -> None:

    world = make_world(sqlite_database)
    with _running(world, threading.Event()):
        _soon(lambda: alive(sqlite_database, world.clock.now()))
    assert not alive(sqlite_database, world.clock.now() + timedelta(seconds=1))


def _holder(world: World) -> str:

    found = last(world.database)
    return found.owner if found else ""

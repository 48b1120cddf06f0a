"""A database comes back from a copy: what it forgot is taken in, and nobody is texted twice."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach.channels.base import Capability, Medium, Outgoing
from outreach.channels.memory import MemoryDoor
from outreach.database import Database
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from outreach.messages.services.sending.notices import Words, send_notices, tell
from outreach.people.models import ContactPoint
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.polling import poll
from outreach.replies.services.receive import FoundBy, receive
from outreach.staff.models import Role, Staff
from outreach.staff.services.accounts import Newcomer, hire
from outreach.tasks.models import Task, TaskKind
from outreach.upkeep.services import heartbeat
from outreach.upkeep.services.recovery.recover import (
    AtWorkError,
    NotHeldError,
    Recovered,
    UntoldError,
    recover,
)
from tests.channels.contract import SMS
from tests.databases import opened
from tests.wire import OURS, Wire, make_wire
from tests.world import LIBRARY, World, add_case, make_ready, paris

SINCE = timedelta(minutes=1)


@pytest.fixture
def wire(sqlite_database: Database) -> Iterator[Wire]:
    """Three households whose letters are posted; the first SMS of the first has left."""
    with make_wire(sqlite_database) as made:
        for number in range(3):
            add_case(made.world, first_name=f"Nom{'abc'[number]}", phone=f"+3363998001{number}")
        made.world.tick()
        made.world.post_letter(date(2026, 3, 2))
        yield made


@contextmanager
def restored(wire: Wire, file: Path) -> Iterator[Wire]:
    """The same installation on a copy, held; doors, clock and carrier live on."""
    with opened(f"sqlite:///{file}") as database:
        means = replace(wire.world.means, database=database, held=True, owner="restored")
        world = replace(wire.world, database=database, means=means)
        yield replace(wire, world=world, ears=replace(wire.ears, means=means))


def copy(wire: Wire, file: Path) -> datetime:
    """A consistent copy; its instant."""
    with closing(sqlite3.connect(str(wire.world.database.engine.url.database))) as connection:
        connection.execute("VACUUM INTO ?", (str(file),))
    return wire.world.clock.now()


def go_on(wire: Wire, first: date, days: int) -> None:
    """The ordinary life of an installation: three looks a day."""
    means = replace(wire.world.means, held=False)
    for offset in range(days):
        for hour in (10, 15, 18):
            wire.world.clock.set(paris(f"{first + timedelta(days=offset)} {hour}:40"))
            poll(wire.ears, Medium.SMS, FoundBy.SWEEP)
            replace(wire.world, means=means).tick()
            sweep_orphans(means)
            reconcile(means)


def doubles(wire: Wire) -> list[tuple[str, str]]:
    """What the carrier was given more than once: the truth about what people got."""
    sent = [(one.to, one.body) for one in wire.carrier.book.all() if one.direction != "inbound"]
    return [what for what, times in Counter(sent).items() if times > 1]


def test_nobody_is_texted_twice_after_a_restore(wire: Wire, tmp_path: Path) -> None:
    """Two weeks are lost; the run goes on to its end as if they were not."""
    wire.world.tick("2026-03-09 18:30")
    since = copy(wire, tmp_path / "copy.db")
    go_on(wire, date(2026, 3, 10), 12)
    lost = len(wire.outbound())
    assert lost >= 6
    with restored(wire, tmp_path / "copy.db") as after:
        done = recover(after.ears, since)
        assert done.steps == lost - done.known > 0
        assert (done.others, done.strangers, done.doubtful) == (0, (), 0)
        assert len(after.world.attempts()) == lost
        assert {one.status for one in after.world.attempts()} == {"accepted"}
        assert recover(after.ears, since) == Recovered(known=lost)
        assert after.world.intact()
        go_on(after, date(2026, 3, 22), 40)
        assert doubles(after) == []
        steps = Counter((one.person_id, one.step) for one in after.world.attempts())
        assert set(steps.values()) == {1}
        assert len(after.outbound()) > lost


def test_without_it_people_would_be_texted_twice(wire: Wire, tmp_path: Path) -> None:
    """The test before this one can fail."""
    copy(wire, tmp_path / "copy.db")
    go_on(wire, date(2026, 3, 9), 5)
    with restored(wire, tmp_path / "copy.db") as after:
        go_on(after, date(2026, 3, 14), 5)
        assert doubles(after)


def test_what_was_under_way_at_the_copy_is_settled_by_what_left(wire: Wire, tmp_path: Path) -> None:
    """Reserved, or being called: the copy was made in the middle of it."""
    for point in ("reserved", "marked"):
        file = tmp_path / f"{point}.db"

        def probe(name: str, point: str = point, file: Path = file) -> None:
            if name == point and not file.exists():
                copy(wire, file)

        means = replace(wire.world.means, probe=probe)
        moment = "2026-03-09 18:30" if point == "reserved" else "2026-03-16 18:30"
        replace(wire.world, means=means).tick(moment)
        since = wire.world.clock.now()
        with restored(wire, file) as after:
            before = {one.status for one in after.world.attempts()}
            assert {"reserved", "calling"} & before
            done = recover(after.ears, since - SINCE)
            assert done.strangers == ()
            assert {one.status for one in after.world.attempts()} == {"accepted"}
            assert len(after.world.attempts()) == len(after.outbound())


def test_a_stop_that_came_since_ends_the_run_and_is_not_confirmed_twice(
    wire: Wire, tmp_path: Path
) -> None:
    wire.world.tick("2026-03-09 18:30")
    since = copy(wire, tmp_path / "copy.db")
    theirs = wire.carrier.book.all()[0].to
    wire.carrier.reply(theirs, OURS, "STOP", silent=True)
    door = wire.world.means.doors[Medium.SMS]
    for inbound in door.poll("", wire.world.clock.now()).items:
        receive(wire.ears, inbound, FoundBy.HOOK, door.name)
    wire.world.tick("2026-03-09 18:35")
    confirmed = [one for one in wire.outbound() if "plus" in one]
    assert confirmed
    sent = len(wire.outbound())
    with restored(wire, tmp_path / "copy.db") as after:
        done = recover(after.ears, since)
        assert (done.replies, done.answers) == (1, 1)
        go_on(after, date(2026, 3, 10), 30)
        assert [one.to for one in after.carrier.book.all()[sent + 1 :]].count(theirs) == 0
        assert doubles(after) == []


def test_somebody_imported_since_is_a_stranger_until_the_file_is_read_again(
    wire: Wire, tmp_path: Path
) -> None:
    """Then the first SMS is theirs, and the letter is asked for again: its date is lost."""
    since = copy(wire, tmp_path / "copy.db")
    add_case(wire.world, first_name="Nouvelle", phone="+33639980019")
    wire.world.tick()
    wire.world.post_letter(date(2026, 3, 2))
    wire.world.tick("2026-03-10 18:30")
    with restored(wire, tmp_path / "copy.db") as after:
        done = recover(after.ears, since)
        (stranger,) = done.strangers
        assert after.carrier.book.get(stranger).to == "+33639980019"  # type: ignore[union-attr]
        add_case(after.world, first_name="Nouvelle", phone="+33639980019")
        again = recover(after.ears, since)
        assert (again.strangers, again.steps, again.known) == ((), 1, done.steps)
        assert [(t.kind, t.state) for t in after.world.tasks()][-1] == ("letter", "open")
        go_on(after, date(2026, 3, 11), 30)
        assert doubles(after) == []


def test_an_alarm_to_a_colleague_is_nobodys_message(wire: Wire, tmp_path: Path) -> None:
    """It leaves by the same door, and after a restore it is neither a stranger's nor a tenant's."""
    since = copy(wire, tmp_path / "copy.db")
    clock, means = wire.world.clock, wire.world.means
    with wire.world.database.write() as session:
        newcomer = Newcomer("claire@example.org", "Claire", Role.WORKER, "", "+33639980091")
        claire = hire(session, clock, newcomer, "")
        assert isinstance(claire, Staff)
        visit = Task(kind=TaskKind.VISIT, raised_at=clock.now(), due_on=date(2026, 3, 2))
        session.add(visit)
        session.flush()
        words = Words("Visite", "Une visite dure.", "AHU : une visite dure.")
        about = {"reason": "visit_overdue", "task_id": visit.id, "now": clock.now()}
        assert tell(session, means, [claire], words, **about) >= 1
    assert send_notices(means) >= 1
    (sent,) = [one for one in wire.carrier.book.all() if one.to == "+33639980091"]
    assert sent.body == "AHU : une visite dure."
    with restored(wire, tmp_path / "copy.db") as after:
        with after.world.database.write() as session:
            hire(session, clock, newcomer, "")
        done = recover(after.ears, since)
        assert (done.strangers, done.others, done.known) == ((), 0, 0)


def test_words_of_somebody_pause_the_case_and_are_shown(wire: Wire, tmp_path: Path) -> None:
    wire.world.tick("2026-03-09 18:30")
    since = copy(wire, tmp_path / "copy.db")
    wire.world.means.doors[Medium.SMS].send(_typed("Bonjour, je passe demain. Valérie"))
    with restored(wire, tmp_path / "copy.db") as after:
        assert recover(after.ears, since).others == 1
        assert after.pauses() == ["uncertain"]
        assert [t.reason for t in after.world.tasks() if t.kind == "decide"] == ["restored"]
        (loose,) = [one for one in after.world.attempts() if one.purpose == "answer"]
        assert (loose.automated, loose.status, loose.step) == (False, "accepted", None)
        assert recover(after.ears, since).others == 0
        assert after.world.intact()


def test_it_wants_stillness(wire: Wire, tmp_path: Path) -> None:
    """Held, no worker, and a provider that tells."""
    since = copy(wire, tmp_path / "copy.db")
    with restored(wire, tmp_path / "copy.db") as after:
        loose = replace(after.ears, means=replace(after.ears.means, held=False))
        with pytest.raises(NotHeldError):
            recover(loose, since)
        heartbeat.beat(after.world.database, "w", after.world.clock.now())
        with pytest.raises(AtWorkError):
            recover(after.ears, since)
        after.world.clock.advance(timedelta(minutes=2))
        after.carrier.faults.add("500_unaccepted", on="list")
        with pytest.raises(UntoldError):
            recover(after.ears, since)
        assert after.world.attempts() == []


class Mailbox(MemoryDoor):
    """E-mail: nobody can be asked what left."""

    def __init__(self) -> None:
        super().__init__(Medium.EMAIL)
        self.capability = Capability(Medium.EMAIL, two_way=True)


def test_an_e_mail_that_was_due_is_shown_and_never_sent_again(database: Database) -> None:
    """It may have left: SMTP has no list. A human takes it as sent, or not."""
    door = Mailbox()
    world = make_ready(database, doors={Medium.SMS: MemoryDoor(Medium.SMS), Medium.EMAIL: door})
    world.tick()
    for day in range(11, 19):
        world.tick(f"2026-03-{day} 18:40")
        if world.attempts()[-1].step == "S2":
            break
    ears = _ears(world)
    assert recover(ears, world.clock.now()).doubtful == 0  # not due yet
    world.clock.advance(timedelta(days=7))
    assert recover(ears, world.clock.now()).doubtful == 1
    assert recover(ears, world.clock.now()).doubtful == 0
    assert [(a.step, a.status) for a in world.attempts()][-1] == ("mail", "uncertain")
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["uncertain"]
    for day in range(26, 32):
        world.tick(f"2026-03-{day} 10:40")
        reconcile(world.means)
    assert door.calls == []
    world.close("decide", "continue")
    for day in range(1, 20):
        world.tick(f"2026-04-{day:02} 18:40")
    assert door.calls == []
    assert ("call", "S3") in [(task.kind, task.step) for task in world.tasks()]  # it goes on
    assert world.intact()


def test_one_number_of_two_people_is_told_apart_by_the_name(wire: Wire, tmp_path: Path) -> None:
    """The text holds it; whoever it was written for has had it."""
    since = copy(wire, tmp_path / "copy.db")
    wire.world.tick("2026-03-09 18:30")
    with restored(wire, tmp_path / "copy.db") as after:
        with after.world.database.write() as session:
            phones = select(ContactPoint).where(ContactPoint.kind == "mobile")
            first, second, *_ = session.scalars(phones.order_by(ContactPoint.id))
            first.value, first.value_hash = second.value, second.value_hash
            wanted = second.person_id
        recover(after.ears, since)
        theirs = {one.person_id for one in after.world.attempts() if "Nomb" in (one.body or "")}
        assert theirs == {wanted}


def _typed(body: str) -> Outgoing:
    return replace(SMS, to="+33639980010", body=body)


def _ears(world: World) -> Ears:
    means = replace(world.means, held=True)
    return Ears(means, shipped_lexicon(), LIBRARY.answers)

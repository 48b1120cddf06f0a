"""People who were imported after the copy: nobody's until their file is read again."""

from datetime import date
from pathlib import Path

from outreach.upkeep.services.recovery.recover import recover
from tests.upkeep.services.recovery.test_recover import copy, go_on, restored, wire
from tests.wire import OURS, Wire
from tests.world import World, add_case

__all__ = ["wire"]  # the fixture
NEWCOMER = "+33639980019"


def arrive(world: World) -> None:
    """The landlord's file brings somebody."""
    add_case(world, first_name="Nouvelle", phone=NEWCOMER)
    world.tick()


def texts(wire: Wire) -> int:
    """How many SMS they got."""
    entries = wire.carrier.book.all()
    return len([one for one in entries if one.to == NEWCOMER and one.direction != "inbound"])


def lost_since(wire: Wire, file: Path, *words: str) -> None:
    """They get the first SMS, and write; then all is lost but the copy."""
    copy(wire, file)
    arrive(wire.world)
    wire.world.post_letter(date(2026, 3, 2))
    wire.world.tick("2026-03-10 18:40")
    assert texts(wire) == 1
    for each in words:
        wire.carrier.reply(NEWCOMER, OURS, each, silent=True)


def test_who_wrote_before_their_file_was_read_again_is_not_texted_on(
    wire: Wire, tmp_path: Path
) -> None:
    """Their words lie in no case yet: a human reads them first, and attaches them."""
    since = wire.world.clock.now()
    lost_since(wire, tmp_path / "copy.db", "bonjour, qui êtes vous")
    with restored(wire, tmp_path / "copy.db") as after:
        assert len(recover(after.ears, since).strangers) == 1
        arrive(after.world)
        assert recover(after.ears, since).strangers == ()
        after.world.post_letter(date(2026, 3, 2))
        go_on(after, date(2026, 3, 11), 30)
        assert texts(after) == 1
        assert after.world.intact()


def test_who_wrote_nothing_is_texted_on(wire: Wire, tmp_path: Path) -> None:
    since = wire.world.clock.now()
    lost_since(wire, tmp_path / "copy.db")
    with restored(wire, tmp_path / "copy.db") as after:
        recover(after.ears, since)
        arrive(after.world)
        recover(after.ears, since)
        after.world.post_letter(date(2026, 3, 2))
        go_on(after, date(2026, 3, 11), 30)
        assert texts(after) > 1

"""Our web server, the worker or the provider was away for a while: what came in, and what became of
what had left, is fetched before anything else leaves.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from outreach.database import Database
from outreach.messages.services.receipts import ask_stragglers
from outreach.town.carrier import Carrier
from outreach.worker.guard import Guard
from outreach.worker.rounds import Work, run_round
from tests.wire import MESSAGES, OURS, THEIRS, Wire, inbound, make_wire
from tests.world import add_case

OTHER = "+33639980011"
_HOUR = timedelta(hours=1)


@pytest.fixture
def wire(sqlite_database: Database) -> Iterator[Wire]:
    """Two people had their first SMS on Monday evening."""
    with make_wire(sqlite_database) as made:
        add_case(made.world)
        add_case(made.world, first_name="Zoé", phone=OTHER, email=None)
        made.world.tick()
        made.world.post_letter(date(2026, 3, 2))
        _round(made, "2026-03-09 18:58")
        assert len(made.outbound()) == 2
        yield made


def _round(wire: Wire, at: str) -> None:
    wire.world.tick(at)
    run_round(Work(wire.ears), Guard(strict=True))


def _writes(carrier: Carrier, sender: str, *texts: str) -> list[str]:
    """A person writes, and no hook reaches us."""
    return [carrier.reply(sender, OURS, text, silent=True)[0] for text in texts]


class TestWhatCameIn:
    def test_days_without_hooks_nor_worker_lose_nothing(self, wire: Wire) -> None:
        """Everything is read, in order, before the steps that fell due meanwhile."""
        for days, text in ((1, "Qui êtes-vous ?"), (4, "Merci"), (9, "STOP")):
            wire.world.clock.advance(timedelta(days=days))
            _writes(wire.carrier, THEIRS, text)
        run_round(Work(wire.ears), Guard(strict=True))
        assert [one.text for one in wire.replies()] == ["Qui êtes-vous ?", "Merci", "STOP"]
        assert {one.found_by for one in wire.replies()} == {"sweep"}
        assert wire.pauses() == ["reply", "opt_out"]
        to = [one.to for one in wire.carrier.book.all() if one.direction != "inbound"]
        assert to.count(THEIRS) == 1
        run_round(Work(wire.ears), Guard(strict=True))
        assert len(wire.replies()) == 3, "the sweep looks back a day, and knows them"

    def test_a_hook_that_comes_after_the_sweep_is_known(self, wire: Wire) -> None:
        """The provider tries its other address late."""
        (sid,) = _writes(wire.carrier, THEIRS, "Bonjour")
        run_round(Work(wire.ears), Guard(strict=True))
        assert wire.post(MESSAGES, inbound(sid, "Bonjour")).status_code == 200
        assert len(wire.replies()) == 1

    def test_a_list_that_is_away_holds_nothing_up_for_a_day_then_everything(
        self, wire: Wire
    ) -> None:
        """A STOP may be lying there."""
        wire.carrier.faults.add(*["503_html"] * 500, on="list")
        sent = len(wire.outbound())
        for _ in range(40):
            wire.world.clock.advance(3 * _HOUR)
            run_round(Work(wire.ears), Guard(strict=True))
        assert len(wire.outbound()) == sent
        assert [t.reason for t in wire.world.tasks() if t.kind == "decide"] == ["mailbox_unread"]
        wire.carrier.faults.clear()
        _writes(wire.carrier, THEIRS, "STOP")
        for _ in range(24):  # the week-end passes
            wire.world.clock.advance(3 * _HOUR)
            run_round(Work(wire.ears), Guard(strict=True))
        late = [one for one in wire.carrier.book.all()[sent:] if one.direction != "inbound"]
        assert {one.to for one in late} == {OTHER}


class TestWhatBecameOfIt:
    """No receipt came: the state of each message is asked for."""

    def test_after_a_quarter_of_an_hour_each_is_asked_about(self, wire: Wire) -> None:
        first, second = (one.sid for one in wire.carrier.book.all())
        wire.carrier.report(first, ["sent", "delivered"], silent=True)
        wire.carrier.report(second, ["sent"], silent=True)
        assert ask_stragglers(wire.world.means) == 0
        wire.world.clock.advance(timedelta(minutes=16))
        assert ask_stragglers(wire.world.means) == 2
        assert [one.status for one in wire.world.attempts()] == ["delivered", "sent"]
        wire.carrier.report(second, ["undelivered"], error=30006, silent=True)
        assert ask_stragglers(wire.world.means) == 1
        assert wire.world.attempts()[1].status == "undelivered"
        assert [t.reason for t in wire.world.tasks() if t.kind == "check_number"] == ["invalid"]
        assert ask_stragglers(wire.world.means) == 0

    def test_a_provider_that_can_not_tell_is_asked_again(self, wire: Wire) -> None:
        wire.carrier.report(wire.carrier.book.all()[0].sid, ["delivered"], silent=True)
        wire.world.clock.advance(_HOUR)
        wire.carrier.faults.add("503_html", "drop", on="fetch")
        assert ask_stragglers(wire.world.means) == 0
        assert ask_stragglers(wire.world.means) == 1

    def test_after_three_days_nobody_asks_any_more(self, wire: Wire) -> None:
        wire.carrier.report(wire.carrier.book.all()[0].sid, ["delivered"], silent=True)
        wire.world.clock.advance(timedelta(days=3, hours=1))
        assert ask_stragglers(wire.world.means) == 0
        assert wire.world.attempts()[0].status == "accepted"

"""What left since an instant, and what came in that no hook told."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.channels.base import Act, Progress
from outreach.clock import StillClock
from outreach.town.carrier import Carrier
from tests.channels.contract import NOW, SMS
from tests.channels.sockets import raw_server
from tests.channels.twilio_sms.test_door import NUMBER, carrier, clock, door_to
from tests.channels.twilio_sms.test_listing import message, pages

__all__ = ["carrier", "clock"]  # the fixtures


class TestHistory:
    def test_it_goes_back_an_hour_more_and_says_when_in_our_clock(
        self, carrier: Carrier, clock: StillClock
    ) -> None:
        door = door_to(carrier.url)
        for minutes in (-61, -59, 0, 30):
            clock.set(NOW + timedelta(minutes=minutes))
            door.send(replace(SMS, body=str(minutes)))
        carrier.reply(SMS.to, NUMBER, "oui", silent=True)
        told = door.history(NOW, clock.now())
        assert [(one.body, one.at - NOW) for one in told.items] == [
            (str(minutes), timedelta(minutes=minutes)) for minutes in (-59, 0, 30)
        ]

    def test_it_tells_how_each_ended(self, carrier: Carrier) -> None:
        door = door_to(carrier.url)
        sid = door.send(SMS).provider_id
        carrier.report(sid, ["undelivered"], error=30006, silent=True)
        (one,) = door.history(NOW, NOW).items
        assert (one.progress, one.code, one.act) == (
            Progress.UNDELIVERED,
            "30006",
            Act.BAD_NUMBER,
        )

    def test_one_without_a_date_left_just_now(self) -> None:
        """Left out, it would be sent again."""
        with raw_server(pages([message("SM1", SMS.body, None)])) as (port, _):
            told = door_to(f"http://127.0.0.1:{port}").history(NOW - timedelta(days=1), NOW)
        assert [(one.provider_id, one.at) for one in told.items] == [("SM1", NOW)]

    def test_a_service_tells_its_own(self, carrier: Carrier) -> None:
        for letter in "ab":
            door_to(carrier.url, "MG" + letter * 32).send(replace(SMS, body=letter))
        told = door_to(carrier.url, "MG" + "b" * 32).history(NOW, NOW)
        assert [one.body for one in told.items] == ["b"]


class TestSweep:
    def test_it_brings_what_no_hook_told_with_its_instant_in_our_clock(
        self, carrier: Carrier, clock: StillClock
    ) -> None:
        clock.advance(timedelta(hours=3))
        sid, _ = carrier.reply(SMS.to, NUMBER, "STOP", silent=True)
        clock.advance(timedelta(minutes=10))
        door = door_to(carrier.url)
        door.send(replace(SMS, to=NUMBER))  # ours, to ourselves: not an arrival
        (item,) = door.poll("", NOW + timedelta(minutes=10)).items
        assert (item.provider_id, item.sender, item.to, item.text, item.at) == (
            sid,
            SMS.to,
            NUMBER,
            "STOP",
            NOW,
        )

    def test_a_cursor_overlaps_by_a_day_and_no_more(
        self, carrier: Carrier, clock: StillClock
    ) -> None:
        door = door_to(carrier.url)
        for hours in (0, 30, 50):
            clock.set(NOW + timedelta(hours=hours))
            carrier.reply(SMS.to, NUMBER, f"message {hours}", silent=True)
        first = door.poll("", clock.now())
        again = door.poll(first.cursor, clock.now())
        assert [item.text for item in first.items] == ["message 0", "message 30", "message 50"]
        assert [item.text for item in again.items] == ["message 30", "message 50"]
        assert again.cursor == first.cursor

    def test_where_nobody_wrote_yet_the_reading_goes_on_from_there(
        self, carrier: Carrier, clock: StillClock
    ) -> None:
        """An outage of weeks loses nothing, though the first sweep goes back a week only."""
        door = door_to(carrier.url)
        cursor = door.poll("", clock.now()).cursor
        for days in (1, 29):
            clock.advance(timedelta(days=days))
            carrier.reply(SMS.to, NUMBER, f"after {days}", silent=True)
        items = door.poll(cursor, clock.now()).items
        assert [item.text for item in items] == ["after 1", "after 29"]

    def test_a_cursor_from_a_clock_that_was_set_back_still_brings(
        self, carrier: Carrier, clock: StillClock
    ) -> None:
        cursor = json.dumps({"newest": (NOW + timedelta(days=300)).isoformat()})
        carrier.reply(SMS.to, NUMBER, "oui", silent=True)
        assert len(door_to(carrier.url).poll(cursor, NOW).items) == 1

    def test_a_messaging_service_sweeps_its_own_arrivals(self, carrier: Carrier) -> None:
        service = "MG" + "b" * 32
        carrier.reply(SMS.to, service, "oui", silent=True)
        carrier.reply(SMS.to, "MG" + "c" * 32, "pour un autre", silent=True)
        items = door_to(carrier.url, service).poll("", NOW).items
        assert [item.text for item in items] == ["oui"]

    @pytest.mark.parametrize("trouble", ["drop", "500_unaccepted", "not_json", "hang"])
    def test_a_failed_sweep_moves_nothing(self, carrier: Carrier, trouble: str) -> None:
        carrier.faults.add(trouble, on="list")
        batch = door_to(carrier.url).poll("c", NOW)
        assert (batch.cursor, batch.asked, batch.items) == ("c", False, ())

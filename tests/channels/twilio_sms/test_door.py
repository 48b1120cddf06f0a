"""The Twilio door against the simulated carrier: real SDK, real HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from outreach.channels.base import Act, Channel, ChannelError, Progress, Result, Sought
from outreach.channels.twilio_sms.door import TwilioSms
from outreach.clock import StillClock
from outreach.town.carrier import TOKEN, Carrier
from outreach.town.faults import WELL as NO_TROUBLE
from tests.channels.contract import NOW, SMS, ChannelContract

NUMBER = "+33938000001"
PUBLIC = "https://ahu.example.org"


@pytest.fixture
def clock() -> StillClock:
    return StillClock(NOW)


@pytest.fixture
def carrier(clock: StillClock) -> Iterator[Carrier]:
    with Carrier(clock=clock) as running:
        yield running


def door_to(url: str, sender: str = NUMBER, token: str = TOKEN) -> TwilioSms:
    return TwilioSms(
        account_sid="AC" + "0" * 31 + "1",
        auth_token=token,
        sender=sender,
        public_url=PUBLIC,
        api_url=url,
        timeouts=(2, 2),  # seconds, that a busy machine keeps too
    )


class TestTwilioSms(ChannelContract):
    @pytest.fixture
    def door(self, carrier: Carrier) -> Channel:
        return door_to(carrier.url)

    @pytest.fixture
    def broken(self, closed_port: int) -> Channel:
        return door_to(f"http://127.0.0.1:{closed_port}")

    def test_what_leaves_is_what_was_frozen_with_our_key_in_the_callback(
        self, carrier: Carrier
    ) -> None:
        message = replace(SMS, valid_for=timedelta(hours=2))
        outcome = door_to(carrier.url).send(message)
        (entry,) = carrier.book.all()
        assert (entry.sid, entry.sender, entry.to, entry.body) == (
            outcome.provider_id,
            NUMBER,
            SMS.to,
            SMS.body,
        )
        assert entry.callback == f"{PUBLIC}/hooks/twilio/status/{SMS.key}"
        assert entry.validity == "7200"
        assert outcome.segments == 1

    @pytest.mark.parametrize(
        ("hours", "seconds"), [(-1, "1"), (0, "1"), (4, "14400"), (10, "36000"), (11, "36000")]
    )
    def test_validity_is_kept_within_what_twilio_takes(
        self, carrier: Carrier, hours: int, seconds: str
    ) -> None:
        door_to(carrier.url).send(replace(SMS, valid_for=timedelta(hours=hours)))
        assert carrier.book.all()[0].validity == seconds

    def test_a_messaging_service_chooses_the_number_later(self, carrier: Carrier) -> None:
        door = door_to(carrier.url, "MG" + "a" * 32)
        outcome = door.send(SMS)
        (entry,) = carrier.book.all()
        assert (entry.sender, entry.service) == (None, "MG" + "a" * 32)
        assert outcome.segments is None
        assert door.find(self.sought()).provider_id == entry.sid

    def test_the_prefix_of_the_base_address_is_kept_for_every_call(self, carrier: Carrier) -> None:
        carrier.faults.add("status:418")
        outcome = door_to(f"{carrier.url}/relais").send(SMS)
        assert outcome.code == "20404"  # /relais/2010-04-01/… is not a path of the carrier

    def test_wrong_credentials_pause_the_sender_not_the_person(self, carrier: Carrier) -> None:
        outcome = door_to(carrier.url, token="autre").send(SMS)
        assert (outcome.result, outcome.act) == (Result.NOT_SENT, Act.SENDER_DOWN)
        assert carrier.book.all() == []


class TestSenders:
    @pytest.mark.parametrize(
        ("sender", "two_way"),
        [(NUMBER, True), ("36123", True), ("MG" + "0" * 32, True), ("AHU", False), ("A2", False)],
    )
    def test_the_sender_alone_tells_whether_replies_reach_us(
        self, sender: str, two_way: bool
    ) -> None:
        assert door_to("http://127.0.0.1:9", sender).capability.two_way is two_way

    @pytest.mark.parametrize("sender", ["", "une association", "+", "Zoé", "1" * 12, "+0123456789"])
    def test_another_sender_is_refused_at_once(self, sender: str) -> None:
        with pytest.raises(ChannelError):
            door_to("http://127.0.0.1:9", sender)

    def test_a_one_way_sender_has_nothing_to_sweep(self, carrier: Carrier) -> None:
        door = door_to(carrier.url, "AHU")
        carrier.reply(SMS.to, "AHU", "perdu", silent=True)
        assert door.poll("curseur", NOW).items == ()


class TestFind:
    def sought(self, **changes: object) -> Sought:
        base = Sought(SMS.key, SMS.to, SMS.body, called_at=NOW, now=NOW + timedelta(minutes=5))
        return replace(base, **changes)  # type: ignore[arg-type]

    @pytest.mark.parametrize("hours", [-30, -1, 0, 1, 30, 24 * 200])
    def test_the_clocks_may_disagree_by_hours(self, clock: StillClock, hours: int) -> None:
        clock.advance(timedelta(hours=hours))
        with Carrier(clock=clock) as carrier:
            carrier.faults.add("accept_then_reset")
            door = door_to(carrier.url)
            assert door.send(SMS).result is Result.UNCERTAIN
            clock.advance(timedelta(minutes=5))
            assert door.find(self.sought()).provider_id == carrier.book.all()[0].sid

    def test_the_same_text_of_last_week_is_not_ours(
        self, carrier: Carrier, clock: StillClock
    ) -> None:
        door = door_to(carrier.url)
        clock.set(NOW - timedelta(days=7))
        door.send(SMS)
        clock.set(NOW + timedelta(minutes=5))
        found = door.find(self.sought())
        assert (found.asked, found.provider_id) == (True, "")

    def test_a_message_accepted_or_listed_late_is_absent_then_found(
        self, carrier: Carrier, clock: StillClock
    ) -> None:
        door = door_to(carrier.url)
        for trouble in ("accepted_late:400", "list_lag:400"):
            clock.set(NOW)
            carrier.faults.add(trouble)
            message = replace(SMS, body=f"{SMS.body} {trouble}")
            assert door.send(message).result is Result.UNCERTAIN
            clock.advance(timedelta(minutes=5))
            assert door.find(self.sought(body=message.body)).provider_id == ""
            clock.advance(timedelta(minutes=5))
            later = self.sought(body=message.body, now=NOW + timedelta(minutes=10))
            assert door.find(later).provider_id

    @pytest.mark.parametrize(
        "kept",
        [
            SMS.body,
            f"Sent from your Twilio trial account - {SMS.body}",
            SMS.body.replace("é", "e\u0301"),
            SMS.body.replace("'", "’"),
            SMS.body.replace(" ", "  ") + "\n",
        ],
    )
    def test_the_provider_may_have_touched_the_text(self, carrier: Carrier, kept: str) -> None:
        door = door_to(carrier.url)
        door.send(replace(SMS, body=kept))
        assert door.find(self.sought(now=NOW)).provider_id

    @pytest.mark.parametrize("known", [True, False])
    @pytest.mark.parametrize("changes", [{"body": ""}, {"body": "Autre"}, {"to": "+33639980002"}])
    def test_another_message_is_not_ours_and_one_that_nobody_knows_proves_nothing(
        self, carrier: Carrier, changes: dict[str, str], known: bool
    ) -> None:
        """Its words may have been cut, translated to plain letters or taken away meanwhile."""
        door = door_to(carrier.url)
        sid = door.send(SMS).provider_id
        bound = frozenset({sid} if known else ())
        found = door.find(self.sought(now=NOW, bound=bound, **changes))
        assert (found.asked, found.provider_id) == (known or "to" in changes, "")

    @pytest.mark.parametrize("sender", ["+33937000002", "MG" + "a" * 32, "AHU"])
    @pytest.mark.parametrize("before", [NUMBER, "MG" + "b" * 32])
    def test_a_sender_that_was_changed_meanwhile_hides_nothing(
        self, carrier: Carrier, before: str, sender: str
    ) -> None:
        carrier.faults.add("accept_then_reset")
        assert door_to(carrier.url, before).send(SMS).result is Result.UNCERTAIN
        (entry,) = carrier.book.all()
        assert door_to(carrier.url, sender).find(self.sought(now=NOW)).provider_id == entry.sid

    def test_it_pages_through_absolute_addresses(self, carrier: Carrier) -> None:
        door = door_to(carrier.url)
        sid = door.send(SMS).provider_id
        for number in range(450):
            carrier.accept({"From": NUMBER, "To": SMS.to, "Body": str(number)}, NO_TROUBLE)
        assert door.find(self.sought(now=NOW)).provider_id == sid

    def test_it_tells_how_the_message_ended(self, carrier: Carrier) -> None:
        door = door_to(carrier.url)
        sid = door.send(SMS).provider_id
        carrier.report(sid, ["undelivered"], error=30005, silent=True)
        found = door.find(self.sought(now=NOW))
        assert (found.progress, found.code) == (Progress.UNDELIVERED, "30005")

    @pytest.mark.parametrize(
        "trouble", ["500_unaccepted", "drop", "hang", "503_html", "not_json", "429", "status:302"]
    )
    def test_an_unanswered_listing_proves_nothing(self, carrier: Carrier, trouble: str) -> None:
        carrier.faults.add(trouble, on="list")
        assert door_to(carrier.url).find(self.sought()).asked is False


class TestStates:
    def test_each_message_is_fetched_and_a_failure_leaves_the_others(
        self, carrier: Carrier
    ) -> None:
        door = door_to(carrier.url)
        sids = [door.send(replace(SMS, key=key)).provider_id for key in ("a", "b", "c")]
        carrier.report(sids[0], ["delivered"], silent=True)
        carrier.report(sids[2], ["failed"], error=30003, silent=True)
        carrier.faults.add("none", "drop", on="fetch")
        told = door.states(dict(zip("abc", sids, strict=True)), NOW)
        assert [(one.key, one.progress, one.act) for one in told] == [
            ("a", Progress.DELIVERED, Act.NONE),
            ("c", Progress.FAILED, Act.RETRY_LATER),
        ]

    def test_a_provider_that_stays_silent_is_not_asked_for_each(self, carrier: Carrier) -> None:
        door = door_to(carrier.url)
        sids = {key: door.send(replace(SMS, key=key)).provider_id for key in "abcdef"}
        carrier.faults.add("500_unaccepted", "drop", "drop", on="fetch")
        assert door.states(sids, NOW) == []
        # A connection that was closed after the 500 is a silence too, and leaves a fault for later.
        assert 6 in [len(door.states(sids, NOW)) for _ in range(2)]

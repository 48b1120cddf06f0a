"""The door without a network, held beside the official SDK over one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from outreach.channels.base import Found, Outcome, Outgoing, Progress, Result, Sought
from outreach.clock import StillClock
from outreach.town.carrier import Carrier
from outreach.town.indoors.sms import SENDER, LocalOperator, SmsDoor
from tests.channels.contract import SMS
from tests.channels.twilio_sms.test_door import door_to
from tests.databases import MONDAY

TROUBLES = (
    *("none", "accept_then_reset", "accepted_late:60", "list_lag:60", "cut_short", "not_json"),
    *("no_sid", "500_accepted", "500_unaccepted", "503_html", "429", "drop", "reset"),
    *("refuse:21610", "refuse:30034", "status:401", "status:404", "status:408", "status:502"),
)


@pytest.fixture(scope="module")
def carrier() -> Iterator[Carrier]:
    with Carrier(clock=StillClock(MONDAY)) as running:
        yield running


@pytest.fixture
def operator() -> LocalOperator:
    return LocalOperator(StillClock(MONDAY))


def _said(outcome: Outcome) -> tuple[object, ...]:
    return outcome.result, outcome.code, outcome.act, outcome.segments, outcome.retry_after


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_is_told_as_the_sdk_tells_it(
    trouble: str, carrier: Carrier, operator: LocalOperator
) -> None:
    before = len(carrier.book.all())
    carrier.faults.add(trouble)
    operator.faults.add(trouble)
    assert _said(SmsDoor(operator).send(SMS)) == _said(door_to(carrier.url).send(SMS))
    assert len(operator.book.all()) == len(carrier.book.all()) - before


def _sought(message: Outgoing, operator: LocalOperator, **known: frozenset[str]) -> Sought:
    now = operator.clock.now()
    return Sought(message.key, message.to, message.body, now, now, **known)


def test_a_lost_answer_is_found_by_listing_once_it_is_listed(operator: LocalOperator) -> None:
    door = SmsDoor(operator)
    operator.faults.add("list_lag:60")
    assert door.send(SMS).result is Result.UNCERTAIN
    sought = _sought(SMS, operator)
    assert door.find(sought) == Found(asked=True)
    operator.clock.sleep(61)
    found = door.find(sought)
    assert (found.provider_id, found.progress) == (operator.book.all()[0].sid, Progress.ACCEPTED)
    assert not door.find(_sought(SMS, operator, bound=frozenset({found.provider_id}))).provider_id


def test_an_operator_that_is_away_tells_nothing(operator: LocalOperator) -> None:
    door = SmsDoor(operator)
    door.reachable = False
    assert door.send(SMS) == Outcome(Result.NOT_SENT, code="no_connection")
    assert not door.find(_sought(SMS, operator)).asked
    assert not door.poll("", MONDAY).asked
    assert door.states({"k": "SM1"}, MONDAY) == []


def test_a_sweep_brings_what_no_hook_told(operator: LocalOperator) -> None:
    door = SmsDoor(operator)
    sid, answered = operator.reply("+33639980001", SENDER, "oui")
    assert answered == 0  # nobody listens
    batch = door.poll("", operator.clock.now())
    assert [(item.provider_id, item.text) for item in batch.items] == [(sid, "oui")]
    operator.clock.sleep(timedelta(hours=25).total_seconds())
    operator.reply("+33639980001", SENDER, "allô ?")
    assert len(door.poll(batch.cursor, operator.clock.now()).items) == 2  # an overlap of a day

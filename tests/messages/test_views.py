"""Status callbacks over HTTP, signed by Twilio's own SDK."""

from collections.abc import Iterator

import pytest

from outreach.database import Database
from outreach.town.faults import Fault
from tests.wire import Wire, make_wire
from tests.world import add_case


@pytest.fixture
def wire(database: Database) -> Iterator[Wire]:
    """A case whose first SMS the carrier has, on both engines."""
    with make_wire(database) as made:
        add_case(made.world)
        yield made


def _tell(wire: Wire, word: str, sid: str = "", key: str = "", **more: str) -> int:
    (attempt,) = wire.world.attempts()
    fields = {"MessageSid": sid or attempt.provider_id or "SM9", "MessageStatus": word} | more
    path = f"/hooks/twilio/status/{key or attempt.key}"
    return wire.post(path, list(fields.items())).status_code


def _status(wire: Wire) -> str:
    (attempt,) = wire.world.attempts()
    return attempt.status


@pytest.mark.parametrize(
    ("words", "final"),
    [
        (["sent", "delivered"], "delivered"),
        (["delivered", "sent"], "delivered"),
        (["sent", "sent", "sent"], "sent"),
        (["queued"], "accepted"),
        (["sent", "undelivered"], "undelivered"),
        (["a-new-word"], "accepted"),
    ],
)
def test_statuses_only_move_forward_in_any_order(wire: Wire, words: list[str], final: str) -> None:
    wire.send_first()
    assert [_tell(wire, word) for word in words] == [204] * len(words)
    assert _status(wire) == final
    assert [receipt.word for receipt in wire.receipts()] == list(dict.fromkeys(words))


def test_a_status_settles_a_call_that_was_never_answered(wire: Wire) -> None:
    """The callback's address holds our key: it tells which attempt, and its SID."""
    wire.carrier.faults.add(Fault.ACCEPT_THEN_RESET)
    wire.send_first()
    assert _status(wire) == "uncertain"
    assert _tell(wire, "delivered", sid="SM777") == 204
    (attempt,) = wire.world.attempts()
    assert (attempt.status, attempt.provider_id) == ("delivered", "SM777")
    assert len(wire.outbound()) == 1


def test_a_status_of_an_unknown_key_is_kept(wire: Wire) -> None:
    wire.send_first()
    assert _tell(wire, "delivered", key="nobodys") == 204
    assert _status(wire) == "accepted"
    assert [receipt.attempt_key for receipt in wire.receipts()] == ["nobodys"]


def test_an_unsigned_status_changes_nothing(wire: Wire) -> None:
    wire.send_first()
    (attempt,) = wire.world.attempts()
    path = f"/hooks/twilio/status/{attempt.key}"
    assert (
        wire.post(path, [("MessageSid", "SM1"), ("MessageStatus", "failed")], {}).status_code == 403
    )
    assert (_status(wire), wire.receipts()) == ("accepted", [])


def test_a_status_without_a_status_is_an_error(wire: Wire) -> None:
    wire.send_first()
    (attempt,) = wire.world.attempts()
    path = f"/hooks/twilio/status/{attempt.key}"
    assert wire.post(path, [("MessageSid", "SM1")]).status_code == 500

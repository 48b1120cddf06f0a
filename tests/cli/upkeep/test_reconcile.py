"""`outreach reconcile`."""

import json

from outreach.town.carrier import Carrier
from outreach.town.faults import WELL
from tests.cli.conftest import Terminal
from tests.wire import OURS, THEIRS

SINCE = "--since", "2026-03-02T03:00"


def test_it_refuses_while_messages_may_leave(ready: Terminal) -> None:
    ran = ready.type("reconcile", *SINCE)
    assert (ran.code, ran.out) == (1, "")
    assert "OUTREACH_HOLD=1" in ran.err


def test_on_hold_it_tells_what_it_found(ready: Terminal) -> None:
    ready.env["OUTREACH_HOLD"] = "1"
    ran = ready.type("reconcile", *SINCE, "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == {
        "known": 0,
        "steps": 0,
        "answers": 0,
        "others": 0,
        "strangers": [],
        "doubtful": 0,
        "replies": 0,
    }
    ran = ready.type("reconcile", *SINCE)
    assert "0 étape oubliée, reprise au dossier." in ran.out.splitlines()


def test_an_instant_to_come_is_a_mistake(ready: Terminal) -> None:
    ready.env["OUTREACH_HOLD"] = "1"
    assert ready.type("--at", "2026-03-02T02:59", "reconcile", *SINCE).code == 2
    assert ready.type("reconcile").code == 2


def test_it_asks_the_provider(ready: Terminal) -> None:
    """Which may be away (repeat it later), or know of somebody whom the copy does not."""
    with Carrier() as carrier:
        ready.env |= {
            "OUTREACH_HOLD": "1",
            "OUTREACH_SMS": "twilio",
            "OUTREACH_TWILIO_ACCOUNT_SID": carrier.account,
            "OUTREACH_TWILIO_AUTH_TOKEN": carrier.token,
            "OUTREACH_TWILIO_SENDER": OURS,
            "OUTREACH_TWILIO_API_URL": carrier.url,
        }
        form = {"From": OURS, "To": THEIRS, "Body": "Bonjour"}
        sid = carrier.accept(form, WELL).sid
        carrier.faults.add("500_unaccepted", on="list")
        ran = ready.type("reconcile", *SINCE)
        assert ran.code == 4
        assert "recommencez" in ran.err
        ran = ready.type("reconcile", *SINCE, "--json")
        assert ran.code == 1
        assert json.loads(ran.out)["strangers"] == [sid]
        assert sid in ran.err
        assert THEIRS[1:] not in ran.err + ran.out

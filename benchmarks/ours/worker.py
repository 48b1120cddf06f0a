"""A worker that does all that is due, and leaves.

Order: ``url``; ``api`` of a carrier (without one, messages go nowhere); ``threads`` that call;
``claims``: after how many claims to stop; ``profile``: a file for cProfile.
"""

import cProfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import outreach.tables  # noqa: F401  every model: foreign keys are resolved by name
from benchmarks.ours.ready import serve
from benchmarks.places.given import ACCOUNT, FAST, NOW, OURS, PUBLIC, RING, TOKEN
from outreach.channels.base import Channel, Medium, Outcome, Outgoing, Result
from outreach.channels.memory import MemoryDoor
from outreach.clock import SystemClock
from outreach.database import Database
from outreach.messages.services.means import Means
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.sequences.services.files import read_scripts
from outreach.sequences.services.planning import follow
from outreach.worker.collecting import seldom

_GROUP = 200  # as in outreach.worker.wiring


class ForgetfulDoor(MemoryDoor):
    """Accepts everything and keeps nothing: a hundred thousand kept messages weigh more than us."""

    def send(self, message: Outgoing) -> Outcome:
        """Accepted, under a name of its own."""
        return Outcome(Result.ACCEPTED, provider_id=f"MEM-{message.key}")


class _ReservedError(Exception):
    """A claim is committed: what it reserved shall not be called."""


def _prepare(order: Mapping[str, Any]) -> Callable[[], Mapping[str, object]]:
    library = read_scripts()
    database = Database(order["url"], RING)
    means = Means(
        database=database,
        clock=SystemClock(NOW),
        doors={Medium.SMS: _door(order), Medium.EMAIL: ForgetfulDoor(Medium.EMAIL)},
        lexicons=library.lexicons,
        follow=follow,
        owner=SystemClock().key(),
        rates=FAST,
        sleep=time.sleep,
        threads=order.get("threads", 0),
        group=_GROUP,
    )
    database.fingerprint("")  # connects, and reads the key
    seldom()

    def work() -> Mapping[str, object]:
        report, profile = Report(), cProfile.Profile()
        if order.get("claims"):
            return {"claims": _claims(means, order["claims"])}
        if order.get("profile"):
            profile.runcall(dispatch, means, report)
            profile.dump_stats(order["profile"])
        else:
            dispatch(means, report)
        return {"sent": report.sent}

    return work


def _claims(means: Means, most: int) -> list[float]:
    """Seconds of each claim, from its beginning to its commit, one after the other."""

    def probe(point: str) -> None:
        if point == "reserved":
            raise _ReservedError

    times: list[float] = []
    for _ in range(most):
        since = time.perf_counter()
        with suppress(_ReservedError):
            dispatch(replace(means, probe=probe), Report())
        times.append(time.perf_counter() - since)
    return times


def _door(order: Mapping[str, Any]) -> Channel:
    if not order.get("api"):
        return ForgetfulDoor(Medium.SMS)
    from outreach.channels.twilio_sms.door import TwilioSms

    return TwilioSms(
        account_sid=ACCOUNT, auth_token=TOKEN, sender=OURS, public_url=PUBLIC, api_url=order["api"]
    )


if __name__ == "__main__":
    serve(_prepare)

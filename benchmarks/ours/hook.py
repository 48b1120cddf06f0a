"""The inbound hook of the real application, called by people who were all sent something.

Order: ``url``, ``jobs``; ``profile``: a file for cProfile.
"""

import cProfile
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from sqlalchemy import func, select

from benchmarks.ours.ready import serve
from benchmarks.peers.wsgi import call_all, hooks
from benchmarks.places.given import ACCOUNT, NOW, OURS, PUBLIC, RING_KEY, TOKEN, phone
from outreach.app import create_app
from outreach.cases.models import Pause
from outreach.parts import assemble
from outreach.settings import Settings
from outreach.worker.wiring import ears_of


def _prepare(order: Mapping[str, Any]) -> Callable[[], Mapping[str, object]]:
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),  # numbers go the other way
    )
    settings = Settings(
        _env_file=None,
        database_url=order["url"],
        public_url=PUBLIC,
        secret_key="a key that only measures sign with",
        data_keys=RING_KEY,
        sms="twilio",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        twilio_sender=OURS,
        twilio_api_url="http://127.0.0.1:9",
    )
    parts = assemble(settings, NOW)
    app = create_app(parts, ears_of(parts))
    environments = hooks(phone(rank) for rank in range(order["jobs"]))
    parts.database.fingerprint("")  # connects, and reads the key

    def work() -> Mapping[str, object]:
        if order.get("profile"):
            profile = cProfile.Profile()
            profile.runcall(call_all, app, environments)
            profile.dump_stats(order["profile"])
        else:
            call_all(app, environments)
        with parts.database.read() as session:
            return {"paused": session.scalar(select(func.count(Pause.id)))}

    return work


if __name__ == "__main__":
    serve(_prepare)

"""The log: JSON lines on stderr, without anybody's name, number or words."""

import json
import subprocess
import sys

SCRIPT = """
import logging, structlog
from datetime import datetime, UTC
from outreach.cli.logs import set_up_logs
from outreach.clock import StillClock
set_up_logs(StillClock(datetime(2026, 3, 2, 9, tzinfo=UTC)))
log = structlog.get_logger("outreach.replies")
log.info("reply.stored", case="AHU-2026-0001")
try:
    raise ValueError("Camille Exemple")
except ValueError:
    log.exception("reply.unreadable")
    logging.getLogger("outreach.channels.email").warning("send %s", "k1", exc_info=True)
    logging.getLogger("library").error("cannot reach %s", "+33639980010", exc_info=True)
logging.getLogger("library").info("too small a matter")
"""


def test_lines_are_json_and_hold_references_only() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True
    )
    lines = [json.loads(text) for text in ran.stderr.splitlines()]
    assert ran.stdout == ""
    assert [line["event"] for line in lines] == [
        "reply.stored",
        "reply.unreadable",
        "send k1",
        "cannot reach %s",
    ]
    assert lines[0] == {
        "event": "reply.stored",
        "case": "AHU-2026-0001",
        "level": "info",
        "logger": "outreach.replies",
        "at": "2026-03-02T09:00:00.000+00:00",
    }
    assert lines[1]["error"] == lines[3]["error"] == "ValueError"
    assert not any(word in ran.stderr for word in ("Camille", "33639980010", "Traceback"))

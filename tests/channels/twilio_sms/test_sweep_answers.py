"""What a sweep makes of servers that are away, that refuse, or that list nothing."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from outreach.channels.base import Batch
from outreach.channels.twilio_sms.listing import write_cursor
from tests.channels.contract import NOW
from tests.channels.twilio_sms.test_door import door_to

READ = write_cursor(NOW)  # a list was read from this server before


@contextmanager
def answering(status: int, body: str) -> Iterator[str]:
    """The address of a server that answers every GET alike; it knows no other method."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = body.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


AWAY = Batch(cursor="c", asked=False)
REFUSED = Batch(cursor="c", asked=False, refused=True)
UNLISTED = Batch(cursor="c", listed=False)


@pytest.mark.parametrize(
    ("status", "body", "batch"),
    [
        (500, "", AWAY),
        (503, "<html>later</html>", AWAY),
        (401, json.dumps({"code": 20003, "message": "no", "status": 401}), REFUSED),
        (429, json.dumps({"code": 20429, "message": "slow", "status": 429}), REFUSED),
        (404, "", UNLISTED),
        (405, "Method Not Allowed", UNLISTED),
        (501, "Unsupported method", UNLISTED),
        (200, "<html>hello</html>", REFUSED),
        (200, "{}", REFUSED),
    ],
)
def test_only_a_server_that_is_away_is_away(status: int, body: str, batch: Batch) -> None:
    with answering(status, body) as url:
        assert door_to(url).poll("c", NOW) == batch


@pytest.mark.parametrize(
    "body", ["", "<html>hello</html>", "[]", "{}", '{"sid": "SM1", "status": "queued"}']
)
def test_a_server_that_never_had_a_list_has_none(body: str) -> None:
    with answering(200, body) as url:
        assert door_to(url).poll("", NOW) == Batch(listed=False)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_list_that_was_there_and_is_gone_is_a_refusal(status: int) -> None:
    """A STOP may be lying in it: after a day nothing automatic leaves, and a human is told."""
    with answering(status, "") as url:
        assert door_to(url).poll(READ, NOW) == Batch(cursor=READ, asked=False, refused=True)


def test_a_server_that_only_takes_messages_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with answering(404, "") as url:
        door = door_to(url)
        for _ in range(3):
            assert door.poll("c", NOW) == UNLISTED
    assert len([one for one in caplog.records if "sweep" in one.message]) == 1

"""The simulated carrier: Twilio's shapes, signed calls, troubles on demand."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl
from urllib.request import Request, urlopen

import pytest

from outreach.clock import StillClock
from outreach.town.book import segments
from outreach.town.callbacks import signature
from outreach.town.carrier import TOKEN, Carrier
from outreach.town.faults import WELL, Fault, Faults, Trouble, parse

NOW = datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)
TO, OURS = "+33639980001", "+33938000001"

# `api.v2010.account.message` of Twilio's OpenAPI description: every field and its JSON types.
MESSAGE_FIELDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(
        ("body", "num_segments", "num_media", "sid", "account_sid", "uri", "to", "api_version"),
        (str,),
    ),
    **dict.fromkeys(("date_created", "date_updated", "status", "direction"), (str,)),
    **dict.fromkeys(("from", "messaging_service_sid", "date_sent"), (str, type(None))),
    **dict.fromkeys(("price", "price_unit", "error_message"), (str, type(None))),
    "error_code": (int, type(None)),
    "subresource_uris": (dict,),
}
# `ListMessageResponse`: the paging fields are `format: uri`.
PAGE_FIELDS = {"end", "start", "page", "page_size", "messages", "uri"} | {
    f"{which}_page_uri" for which in ("first", "next", "previous")
}


class Ear(ThreadingHTTPServer):
    """Stands for us: keeps what the carrier tells and answers 204."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Heard)
        self.heard: list[tuple[str, dict[str, str], list[tuple[str, str]]]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Heard(BaseHTTPRequestHandler):
    server: Ear

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = parse_qsl(body, keep_blank_values=True)
        self.server.heard.append((self.path, dict(self.headers.items()), fields))
        self.send_response(204)
        self.end_headers()


@pytest.fixture
def ear() -> Iterator[Ear]:
    with Ear() as listening:
        threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
        yield listening
        listening.shutdown()


@pytest.fixture
def carrier(ear: Ear) -> Iterator[Carrier]:
    clock = StillClock(NOW)
    with Carrier(callback=ear.url, public="https://ahu.example.org", clock=clock) as running:
        yield running


def call(carrier: Carrier, path: str, told: object = None) -> Any:
    """A JSON call to the carrier's own address."""
    data = json.dumps(told).encode() if told is not None else None
    with urlopen(Request(carrier.url + path, data=data), timeout=5) as answer:
        return json.load(answer)


def form(**changes: str) -> dict[str, str]:
    return {"From": OURS, "To": TO, "Body": "Bonjour", **changes}


def test_a_message_has_every_field_of_the_description(carrier: Carrier) -> None:
    carrier.accept(form(), WELL)
    carrier.accept(form(MessagingServiceSid="MG" + "a" * 32), WELL)
    for shown in call(carrier, "/_town/messages")["messages"]:
        assert set(shown) == set(MESSAGE_FIELDS)
        for name, kinds in MESSAGE_FIELDS.items():
            assert isinstance(shown[name], kinds), name
        assert len(shown["sid"]) == 34
        assert shown["date_created"] == "Mon, 02 Mar 2026 09:00:30 +0000"


def test_a_page_has_every_field_of_the_description(carrier: Carrier) -> None:
    for number in range(5):
        carrier.accept(form(Body=str(number)), WELL)
    pair = b64encode(f"{carrier.account}:{TOKEN}".encode()).decode()
    path = f"/2010-04-01/Accounts/{carrier.account}/Messages.json?To=%2B33639980001&PageSize=2"
    seen: list[str] = []
    url: str | None = carrier.url + path
    while url:
        with urlopen(Request(url, headers={"Authorization": f"Basic {pair}"}), timeout=5) as answer:
            assert answer.headers["Date"] == "Mon, 02 Mar 2026 09:00:30 GMT"
            page = json.load(answer)
        assert set(page) == PAGE_FIELDS
        assert page["uri"].startswith("http://")
        seen += [message["body"] for message in page["messages"]]
        url = page["next_page_uri"]
    assert seen == ["4", "3", "2", "1", "0"]


def test_a_reply_is_a_signed_hook_over_the_public_address(carrier: Carrier, ear: Ear) -> None:
    told = {"from": TO, "to": OURS, "body": "Oui, demain ? é", "opt_out_type": ""}
    answer = call(carrier, "/_town/reply", told)
    ((path, headers, fields),) = ear.heard
    assert (answer["status"], path) == (204, "/hooks/twilio/messages")
    url = "https://ahu.example.org/hooks/twilio/messages"
    assert headers["X-Twilio-Signature"] == signature(TOKEN, url, fields)
    assert dict(fields)["Body"] == "Oui, demain ? é"
    assert dict(fields)["MessageSid"] == answer["sid"]


def test_a_silent_reply_is_only_in_the_list(carrier: Carrier, ear: Ear) -> None:
    call(carrier, "/_town/reply", {"from": TO, "to": OURS, "body": "perdu", "silent": True})
    assert ear.heard == []
    assert [entry.direction for entry in carrier.book.all()] == ["inbound"]


def test_receipts_come_in_the_order_told_twice_if_told_and_never_step_back(
    carrier: Carrier, ear: Ear
) -> None:
    entry = carrier.accept(
        form(StatusCallback="https://ahu.example.org/hooks/twilio/status/cle"), WELL
    )
    order = ["delivered", "sent", "delivered"]
    answer = call(carrier, "/_town/receipts", {"sid": entry.sid, "statuses": order})
    assert answer == {"answers": [204, 204, 204]}
    assert [dict(fields)["MessageStatus"] for _, _, fields in ear.heard] == order
    assert {path for path, _, _ in ear.heard} == {"/hooks/twilio/status/cle"}
    assert carrier.book.all()[0].status == "delivered"


def test_a_failure_carries_its_code(carrier: Carrier, ear: Ear) -> None:
    entry = carrier.accept(form(StatusCallback=f"{ear.url}/hooks/twilio/status/cle"), WELL)
    carrier.report(entry.sid, ["sent", "undelivered"], error=30005)
    assert [dict(fields).get("ErrorCode") for _, _, fields in ear.heard] == [None, "30005"]
    assert carrier.book.all()[0].error_code == 30005


def test_nobody_listening_is_told_as_zero() -> None:
    with Carrier(callback="http://127.0.0.1:1") as alone:
        assert alone.reply(TO, OURS, "oui")[1] == 0


def test_troubles_can_be_told_over_http(carrier: Carrier) -> None:
    call(carrier, "/_town/faults", {"script": ["drop", "refuse:21610"]})
    assert carrier.faults.take("create") == Trouble(Fault.DROP)
    assert carrier.faults.take("create") == Trouble(Fault.REFUSE, 21610)
    assert carrier.faults.take("create") == WELL


def test_an_unknown_trouble_is_refused_whole() -> None:
    faults = Faults()
    with pytest.raises(ValueError, match="explode"):
        faults.add("drop", "explode")
    assert faults.take("create") == WELL


def test_every_trouble_has_a_spelling() -> None:
    assert {parse(f"{fault}:1").fault for fault in Fault} == set(Fault)


def test_a_late_message_is_listed_when_its_time_comes(carrier: Carrier) -> None:
    carrier.accept(form(), Trouble(Fault.LIST_LAG, 60))
    assert carrier.book.listed(NOW + timedelta(seconds=59)) == []
    assert len(carrier.book.listed(NOW + timedelta(seconds=60))) == 1


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ê" * 70, 1),
        ("ê" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_follow_the_standard(body: str, count: int) -> None:
    assert segments(body) == count


def test_a_number_can_have_troubles_of_its_own() -> None:
    faults = Faults()
    faults.add("drop", to=TO)
    faults.add("429")
    assert faults.take("create", "+33639980002").fault is Fault.TOO_MANY
    assert faults.take("create", "+33639980002") == WELL
    assert faults.take("create", TO).fault is Fault.DROP


def test_troubles_can_end() -> None:
    faults = Faults()
    faults.add("drop", "drop")
    faults.clear()
    assert faults.take("create") == WELL

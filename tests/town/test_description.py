"""The carrier against Twilio's own OpenAPI description: what it answers, and what we ask of it."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest

from outreach.channels.base import Outgoing, Result
from outreach.channels.twilio_sms.door import TwilioSms
from outreach.clock import StillClock
from outreach.town.book import Entry
from outreach.town.carrier import ACCOUNT, SENDER, TOKEN, Carrier
from outreach.town.faults import Trouble
from tests.world import paris

TO = "+33639980001"
SPEC = json.loads((Path(__file__).parent / "data" / "twilio_messages.json").read_text("utf-8"))
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "object": dict,
    "array": list,
    "boolean": bool,
    "number": (int, float),
}


def wrong(value: Any, schema: Mapping[str, Any], where: str = "") -> Iterator[str]:
    """What a value does that its description does not allow."""
    if "$ref" in schema:
        schema = SPEC["schemas"][schema["$ref"].rpartition("/")[2]]
    if value is None:
        if not schema.get("nullable"):
            yield f"{where} is null"
        return
    if not isinstance(value, TYPES[schema["type"]]):
        yield f"{where} is no {schema['type']}"
        return
    if value not in schema.get("enum", [value]):
        yield f"{where} is {value}"
    if isinstance(value, str):
        yield from _text(value, schema, where)
    for name, each in value.items() if isinstance(value, dict) else ():
        if "properties" in schema and name not in schema["properties"]:
            yield f"{where}.{name} is unknown"
        yield from wrong(each, schema.get("properties", {}).get(name, ANY), f"{where}.{name}")
    for each in value if isinstance(value, list) else ():
        yield from wrong(each, schema["items"], f"{where}[]")


def _text(value: str, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{where} has {len(value)} characters"
    if not re.search(schema.get("pattern", ""), value):
        yield f"{where} is like {value}"
    if schema.get("format") == "date-time-rfc-2822":
        parsedate_to_datetime(value)
    if schema.get("format") == "uri" and not urlsplit(value).netloc:
        yield f"{where} is no address"


ANY = {"type": "string", "nullable": True}


class Witness(Carrier):
    """A carrier that keeps the forms it was sent."""

    def __init__(self, clock: StillClock) -> None:
        super().__init__(callback="http://127.0.0.1:9", clock=clock)
        self.forms: list[dict[str, str]] = []

    def accept(self, form: dict[str, str], trouble: Trouble) -> Entry:
        self.forms.append(form)
        return super().accept(form, trouble)


@pytest.fixture
def carrier() -> Iterator[Witness]:
    with Witness(StillClock(paris("2026-03-09 10:00"))) as running:
        yield running


@pytest.fixture
def door(carrier: Witness) -> TwilioSms:
    return TwilioSms(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        sender=SENDER,
        public_url="https://ahu.example.org",
        api_url=carrier.url,
    )


def get(carrier: Carrier, path: str) -> Any:
    pair = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    url = path if path.startswith("http") else f"{carrier.url}/2010-04-01/Accounts/{ACCOUNT}{path}"
    with urlopen(Request(url, headers={"Authorization": f"Basic {pair}"}), timeout=20) as answer:
        return json.load(answer)


def test_what_we_ask_of_it_is_what_twilio_takes(carrier: Witness, door: TwilioSms) -> None:
    assert door.send(Outgoing("cle", TO, "Bonjour")).result is Result.ACCEPTED
    (form,) = carrier.forms
    known = SPEC["create"]["properties"]
    assert set(form) <= set(known)
    numbers = {name: int(form[name]) for name in form if known[name].get("type") == "integer"}
    assert list(wrong(form | numbers, SPEC["create"], "form")) == []


def test_each_message_it_tells_of_is_like_twilio_s(carrier: Witness, door: TwilioSms) -> None:
    sid = door.send(Outgoing("cle", TO, "Bonjour")).provider_id
    carrier.reply(TO, SENDER, "oui 😀")
    schema = SPEC["schemas"]["api.v2010.account.message"]
    for words in ((), ("sent",), ("undelivered",)):
        carrier.report(sid, words, error=30005 if "undelivered" in words else None)
        told = get(carrier, f"/Messages/{sid}.json")
        assert list(wrong(told, schema, "message")) == []
        assert set(told) == set(schema["properties"])


def test_its_lists_are_like_twilio_s_on_every_page(carrier: Witness) -> None:
    for number in range(5):
        carrier.reply(TO, SENDER, f"message {number}")
    known = {each["name"] for each in SPEC["list_query"]}
    page, seen = get(carrier, f"/Messages.json?PageSize=2&To=%2B{SENDER[1:]}"), 0
    while True:
        assert list(wrong(page, SPEC["page"], "page")) == []
        seen += len(page["messages"])
        following = page["next_page_uri"]
        if following is None:
            break
        assert set(parse_qs(urlsplit(following).query)) <= known
        page = get(carrier, following)
    assert seen == 5


def test_the_check_sees_what_is_wrong() -> None:
    schema = SPEC["schemas"]["api.v2010.account.message"]
    assert list(wrong({"status": "perdu"}, schema, "m")) == ["m.status is perdu"]
    assert list(wrong({"sid": "X1"}, schema, "m")) == [
        *("m.sid has 2 characters", "m.sid is like X1")
    ]
    assert list(wrong({"mood": "x", "error_code": "1"}, schema, "m")) == [
        *("m.mood is unknown", "m.error_code is no integer")
    ]
    assert list(wrong({"status": None}, schema, "m")) == ["m.status is null"]

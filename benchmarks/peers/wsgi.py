"""Calls of a WSGI application without a server between: the same for ours and for the bare one.

A server would cost both the same, and bring their ratio nearer to one.
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

PATH = "/hooks/twilio/messages"
PUBLIC = "https://outreach.example.org"
TOKEN = "guards-nothing"  # noqa: S105
ACCOUNT = "AC" + "0" * 31 + "1"
OURS = "+33938000001"
TEXT = "Bonjour, est-ce que vous pouvez me rappeler demain matin ?"


def hooks(phones: Iterable[str]) -> list[dict[str, Any]]:
    """The environments of one signed message from each telephone, with what Twilio sends along."""
    made = []
    for rank, phone in enumerate(phones):
        fields = {
            **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), f"SM{rank:032x}"),
            "AccountSid": ACCOUNT,
            "From": phone,
            "To": OURS,
            "Body": TEXT,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
            "FromCountry": "FR",
            "ToCountry": "FR",
            **dict.fromkeys(("FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip"), ""),
        }
        made.append(_environment(fields))
    return made


def _environment(fields: Mapping[str, str]) -> dict[str, Any]:
    body = urlencode(fields).encode()
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + PATH, fields)
    return {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": PATH,
        "QUERY_STRING": "",
        "RAW_URI": PATH,  # as gunicorn adds
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": urlsplit(PUBLIC).hostname,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": urlsplit(PUBLIC).hostname,
        "HTTP_X_TWILIO_SIGNATURE": signature,
        "HTTP_USER_AGENT": "TwilioProxy/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def call_all(app: Any, environments: Sequence[dict[str, Any]]) -> None:
    """One call after the other. Raises RuntimeError when one is not answered by 200."""
    for environment in environments:
        answers: list[str] = []
        found = app(environment, lambda status, *_rest, said=answers: said.append(status))
        for _part in found:
            pass
        if hasattr(found, "close"):
            found.close()
        if not answers[0].startswith("200"):
            raise RuntimeError(answers[0])

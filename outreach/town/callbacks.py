"""The carrier's own calls to us: signed as Twilio signs, written without its SDK on purpose."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

Fields = Sequence[tuple[str, str]]
_OPENER = build_opener(ProxyHandler({}))  # we are on the same machine


def signature(token: str, url: str, fields: Fields) -> str:
    """Twilio's signature of a form POST: base64 of HMAC-SHA1 over the URL and the sorted fields.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security
    """
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def post(token: str, url: str, fields: Fields, deliver_to: str = "") -> int:
    """POST signed `fields` to `url`, through `deliver_to` when set; the HTTP status, 0 for none.

    `deliver_to` (scheme and host) plays the proxy that ends TLS: the signature stays over `url`.
    """
    parts = urlsplit(url)
    target = url
    if deliver_to:
        target = deliver_to.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")
    request = Request(  # noqa: S310 - the address is the operator's own
        target,
        data=urlencode(list(fields)).encode(),
        headers={
            "X-Twilio-Signature": signature(token, url, fields),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1 (simulated)",
        },
    )
    try:
        with _OPENER.open(request, timeout=15) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code
    except (URLError, OSError):
        return 0

"""How the SDK reaches Twilio: one address for every call, explicit time-outs, no retry, no log."""

import logging
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from requests import Session
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

from outreach.channels.twilio_sms.patience import Patience, PatientAdapter

DEFAULT_API = "https://api.twilio.com"
_VERSION = "/2010-04-01/"
_WHOLE = 40.0  # seconds, connecting not counted: below what the engine takes for one call's limit


def redirect(url: str, base: str) -> str:
    """`url` with its scheme, host and any prefix replaced by `base`, path and query kept.

    Twilio's paging fields are relative and its description calls them absolute; the SDK glues the
    host in front either way, so everything before the API version is dropped. Calls to a sister
    host (lookups and the like) have no such version and keep their whole path.
    """
    if base == DEFAULT_API and url.startswith(f"{DEFAULT_API}{_VERSION}"):
        return url
    parts = urlsplit(url)
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    before, version, after = rest.partition(_VERSION)
    return base + (version + after if version else before)


def _on_this_machine(base: str) -> bool:
    host = urlsplit(base).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


class Wire(HttpClient):  # type: ignore[misc]
    """The SDK's transport. Keeps each thread's last answer: its headers, its status, its body.

    The SDK's own client waits for ever by default, only mounts retries on https and logs numbers
    and bodies. Time-outs are seconds: (connect, silence while reading); a whole
    answer may take `whole`.
    """

    def __init__(self, base: str, timeouts: tuple[float, float], whole: float = _WHOLE) -> None:
        super().__init__(logging.getLogger(__name__), False, None)
        self._base = base.rstrip("/")
        self._timeouts, self._whole = timeouts, whole
        self._last = threading.local()
        self._session = Session()
        # A proxy of the environment is for the world outside, never for this machine.
        self._session.trust_env = not _on_this_machine(self._base)
        adapter = PatientAdapter(max_retries=0, pool_maxsize=64)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers of the calling thread's last answer, empty when it got none."""
        answer = self._answer
        return answer.headers if answer is not None else {}

    @property
    def status(self) -> int:
        """Status of the calling thread's last answer, 0 when it got none."""
        answer = self._answer
        return int(answer.status_code) if answer is not None else 0

    @property
    def text(self) -> str:
        """Body of the calling thread's last answer."""
        answer = self._answer
        return str(answer.text) if answer is not None else ""

    @property
    def _answer(self) -> Response | None:
        return getattr(self._last, "answer", None)

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One HTTP call; errors of the transport pass through for `classify` to read."""
        self._last.answer = None
        with Patience(self._whole):
            answer = self._session.request(
                method.upper(),
                redirect(uri, self._base),
                params=params,
                data=data,
                headers=headers,
                auth=auth,
                timeout=self._timeouts,
                allow_redirects=False,  # a redirected POST could arrive twice
            )
        answer.encoding = "utf-8"  # JSON is nothing else (RFC 8259 §8.1), whatever its label says
        self._last.answer = Response(int(answer.status_code), answer.text, answer.headers)
        return self._last.answer

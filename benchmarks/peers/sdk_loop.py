"""The official SDK in a bare loop: no database, no rules. Order: ``api``, ``jobs``, ``threads``."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from benchmarks.peers.ready import order, timed


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]  # the SDK is untyped
    """The SDK's own client, at another address."""

    def __init__(self, api: str, connections: int) -> None:
        super().__init__(timeout=20)
        self.session.trust_env = False  # a proxy is for the world outside
        self._api = api
        self.session.mount("http://", _adapter(connections))

    def request(self, method: str, url: str, *rest: Any, **options: Any) -> Any:
        """The same request, to the local carrier."""
        return super().request(method, self._api + urlsplit(url).path, *rest, **options)


def _adapter(connections: int) -> Any:
    from requests.adapters import HTTPAdapter

    return HTTPAdapter(pool_maxsize=connections)


def _main() -> None:
    asked = order()
    client = Client(
        asked["account"], asked["token"], http_client=_Elsewhere(asked["api"], asked["threads"])
    )

    def send(number: int) -> None:
        client.messages.create(
            to=f"+33639{number:06d}",
            from_=asked["sender"],
            body="x" * 140,
            status_callback=f"https://outreach.example.org/hooks/{number:026d}",
            validity_period=3600,
        )

    def work() -> None:
        with ThreadPoolExecutor(asked["threads"]) as pool:
            for _ in pool.map(send, range(asked["jobs"])):
                pass

    timed(work)


if __name__ == "__main__":
    _main()

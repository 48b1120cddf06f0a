"""A visitor with a browser that runs no scripts."""

import re
from html import unescape
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, Request, build_opener

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """Goes from page to page; `page` is the last one, `address` where it is, `status` its code."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.page, self.address, self.status = "", "", 0
        self._opener: OpenerDirector = build_opener(
            ProxyHandler({}), HTTPCookieProcessor(CookieJar())
        )

    def go(self, path: str) -> str:
        """Open a page."""
        return self._open(Request(self.url + path, headers={"Accept": "text/html"}))

    def send(self, path: str, **fields: str) -> str:
        """Send a form of the page at hand."""
        found = _TOKEN.search(self.page)
        assert found, "there is no form here"
        data = urlencode({"csrf_token": unescape(found[1]), **fields}).encode()
        return self._open(Request(self.url + path, data, headers={"Accept": "text/html"}))

    def _open(self, request: Request) -> str:
        try:
            answer = self._opener.open(request, timeout=60)
        except HTTPError as error:
            answer = error
        with answer:
            self.page = unescape(answer.read().decode())
            self.address = answer.url.removeprefix(self.url)
            self.status = answer.status
        return self.page

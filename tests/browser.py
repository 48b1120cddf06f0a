"""A real browser for tests of pages: Debian's Chromium, driven by Playwright; and axe."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
Opener = Callable[..., BrowserContext]

# The one without a window of its own first: a third of the work, the same pages.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_QUIET = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole process; skipped with a reason where there is none."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium-headless-shell")
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # root's Chromium refuses its own sandbox
    expect.set_options(timeout=20_000)  # pages look for news every 3 s, and machines are busy
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*_QUIET, *sandbox])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opener]:
    """Make a window's context (its size, colours, scripts or none); all are closed at the end."""
    made: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = chromium.new_context(
            **{"viewport": DESKTOP, "locale": "fr-FR", **options}  # type: ignore[arg-type]
        )
        context.set_default_timeout(20_000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_args: object) -> None:
        """Say nothing: a failing test prints what it needs."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def faults_of(page: Page, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """What axe finds wrong on a page, a line each (WCAG 2.2 A and AA, and good practice).

    By some rules `only`, or by all `without` some.
    """
    page.wait_for_load_state("domcontentloaded")  # a click gives back before the page is there
    options: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
    if only:
        options["runOnly"] = list(only)
    options["rules"] = {name: {"enabled": False} for name in without}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found
    ]


def low_targets(page: Page) -> list[str]:
    """What a thumb is to press and is lower than 44 px; a box whose label is pressed is not."""
    return list(
        page.evaluate("""() => [...document.querySelectorAll("a, button, input, select, summary")]
            .filter(each => !each.matches(".skip, [type=radio], [type=checkbox], [type=hidden]"))
            .map(each => [each.getBoundingClientRect().height, each.outerHTML.slice(0, 120)])
            .filter(([height]) => height && height < 43.5)
            .map(([height, what]) => `${Math.round(height)} px: ${what}`)""")
    )


def too_wide(page: Page) -> bool:
    """Whether a page must be pushed sideways to be read.

    A page that a click has just begun to open has nothing to measure yet: its words are waited for.
    """
    page.wait_for_load_state("domcontentloaded")
    # Not `innerWidth`: a phone widens its window to what it shows.
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))


def show(page: Page, name: str) -> None:
    """Keep a picture when a folder for them is given (``PICTURES=folder``), to be looked at."""
    folder = os.environ.get("PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

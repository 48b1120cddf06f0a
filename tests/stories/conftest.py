"""Pages in a real browser, over a street of tenants."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page

from outreach.database import Database
from outreach.staff.models import Role
from tests.browser import Opener, served
from tests.stories.street import Street, make_street
from tests.web.desk import Desk, make_desk


@dataclass
class Site:
    """The application as browsers reach it."""

    url: str
    desk: Desk
    street: Street
    opened: Opener

    def visit(self, role: Role = Role.WORKER, path: str = "/", **options: object) -> Page:
        """A page of somebody who came in, in a window of its own."""
        context: BrowserContext = self.opened(**options)
        cookie = self.desk.sign_in(role).get_cookie("session")
        assert cookie is not None
        context.add_cookies([{"name": "session", "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.goto(self.url + path)
        return page


@pytest.fixture
def site(sqlite_database: Database, opened: Opener) -> Iterator[Site]:
    """A street behind a desk, served."""
    street = make_street(sqlite_database)
    with make_desk(sqlite_database, world=street.world) as desk, served(desk.app) as url:
        yield Site(url, desk, street, opened)

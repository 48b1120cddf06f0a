"""The pages of the inbox over an office, and a browser without scripts to open them with."""

from collections.abc import Iterator

import pytest

from outreach.staff.models import Staff
from tests.inbox.office import Office
from tests.web.desk import Desk, Visitor, make_desk


@pytest.fixture
def desk(going: Office) -> Iterator[Desk]:
    """The application over two cases whose first SMS has left."""
    with make_desk(going.world.database, world=going.world) as made:
        yield made


@pytest.fixture
def valerie(desk: Desk, going: Office) -> Visitor:
    """A worker, known to the office too."""
    visitor = desk.sign_in()
    assert isinstance(visitor.staff, Staff)
    going.staff["Valérie"] = visitor.staff
    return visitor

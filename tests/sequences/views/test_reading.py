"""Scripts as they are, for those who may read them."""

import pytest

from outreach.staff.models import Role
from tests.web.desk import Desk

PAGES = (
    "/scenarios",
    "/scenarios/premier-contact",
    "/scenarios/premier-contact/repetition",
    "/scenarios/reponses-fixes",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", [Role.WORKER, Role.COORDINATOR, Role.DPO])
def test_those_who_work_with_tenants_read_scripts(desk: Desk, role: Role, path: str) -> None:
    assert desk.sign_in(role).get(path).status_code == 200

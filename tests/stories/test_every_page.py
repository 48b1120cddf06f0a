"""Every page that a role may open: no fault for axe, nothing from another host, light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from outreach.cases.models import Thread
from outreach.programmes.models import Programme
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task
from tests.browser import PHONE, faults_of, show, too_wide
from tests.stories.conftest import Site

LOOKS = {
    "desktop": {},
    "phone": {"viewport": PHONE, "has_touch": True},
    "dark": {"color_scheme": "dark"},
    "no-script": {"java_script_enabled": False},
}
SEEN = [(Role.WORKER, look) for look in LOOKS]
SEEN += [(Role.COORDINATOR, "desktop"), (Role.COORDINATOR, "phone"), (Role.RECEPTION, "desktop")]
SEEN += [(Role.ADMIN, "desktop"), (Role.DPO, "dark")]
# Colours take axe two thirds of its time. No style gives others to a narrow window (kit.css), and a
# page that a worker opens too has been looked at in theirs; by night it differs in nothing else.
COLOURS = ("color-contrast",)
# Every thread and case looks different; of other pages a few stand for all.
SHOWN_WHOLE = {"inbox.thread", "expertise.case_page", "fieldwork.task"}
# They need a visit that somebody is on: tests/agenda/test_alarm.py has one, and reads both.
OF_A_VISIT = {"agenda.alarm", "agenda.incident"}


def places(site: Site, role: Role, look: str) -> Iterator[tuple[str, str]]:
    """(name, path) of each page that is read, with something in every place of its address."""
    whole = (role, look) == SEEN[0]
    with site.street.world.database.read() as session:
        threads = session.scalars(select(Thread.id).order_by(Thread.id)).all()
        tasks = session.scalars(select(Task.id).where(Task.state == "open")).all()
        code = session.scalars(select(Programme.code)).first()
        team = session.scalars(select(Staff.id).order_by(Staff.id)).all()
    fillings = {
        "thread_id": threads,
        "task_id": tasks,
        "reference": list(site.street.cases.values()),
        "code": [code],
        "slug": ["premier-contact"],
        "staff_id": team,
    }
    for rule in sorted(site.desk.app.url_map.iter_rules(), key=lambda one: one.rule):
        view = site.desk.app.view_functions[rule.endpoint]
        if "GET" not in (rule.methods or ()) or str(role) not in getattr(view, "open_to", ()):
            continue
        if rule.rule.endswith(".pdf") or rule.endpoint in OF_A_VISIT:
            continue  # a file: another checker reads it (tests/documents)
        if not rule.arguments:
            yield rule.endpoint, rule.rule
        elif rule.arguments <= fillings.keys() and len(rule.arguments) == 1:
            (name,) = rule.arguments
            most = None if rule.endpoint in SHOWN_WHOLE and whole else 1
            for place, value in enumerate(fillings[name][:most]):
                path = site.desk.app.url_map.bind("x").build(rule.endpoint, {name: value})
                yield f"{rule.endpoint}-{place + 1}", path


def read(site: Site, page: Page, name: str, role: Role, look: str) -> list[str]:
    """What axe finds wrong on a page that is not read in the same colours elsewhere."""
    if look == "no-script":
        return []
    if (role, look) == (Role.WORKER, "dark"):
        return faults_of(page, only=COLOURS)
    view = site.desk.app.view_functions[name.partition("-")[0]]
    shared = role != Role.WORKER and str(Role.WORKER) in getattr(view, "open_to", ())
    return faults_of(page, without=COLOURS if shared or look == "phone" else ())


@pytest.mark.parametrize(("role", "look"), SEEN)
def test_no_page_has_a_fault(site: Site, role: Role, look: str) -> None:
    page = site.visit(role, "/nulle-part", **LOOKS[look])
    foreign: list[str] = []
    broken: list[str] = []
    page.on("request", lambda request: foreign.append(request.url))
    page.on("console", lambda line: broken.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: broken.append(str(error)))
    faults: dict[str, list[str]] = {}
    for name, path in places(site, role, look):
        answer = page.goto(site.url + path)
        assert answer is not None
        assert answer.status < 400, path
        if not (answer.headers["content-type"] or "").startswith("text/html"):
            continue
        show(page, f"{role}-{look}-{name}")
        wide = too_wide(page)
        found = ["wide"] if wide else []
        found += read(site, page, name, role, look)
        if found:
            faults[name] = found
    assert faults == {}
    assert [url for url in foreign if not url.startswith((site.url, "data:"))] == []
    assert broken == []

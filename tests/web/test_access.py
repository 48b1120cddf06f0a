"""Who may open what: the table is the code's, and every address is tried as everybody."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach.cases.models import Case, Paper, Thread
from outreach.database import Database
from outreach.people.models import ContactPoint
from outreach.programmes.models import Programme
from outreach.replies.models import Reply
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task
from tests.access import OPEN_TO_MACHINES, PAGE, Route, routes, table, whole_app
from tests.stories.street import Street, make_street
from tests.web.desk import Desk, Visitor, make_desk

STRONG = (Role.COORDINATOR, Role.ADMIN)
FILLINGS = {
    "outcome": "posted",
    "act": "confirm",
    "step": "S1",
    "language": "fr",
    "slug": "premier-contact",
    "key": "k" * 26,
    "token": "t" * 26,
    "import_id": 1,
    "number": 1,
    "what": "horaires",
    "passage": "entree",
    "filename": "kit.css",
}
LEAVING = {"/compte/deconnecter-partout", "/deconnexion"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What a page must not hold: another host's address, and style or scripts that are not ours.
FORBIDDEN = {
    "another host": re.compile(
        r"""(?:href|src|action|formaction|poster|data|srcset|xlink:href)\s*=\s*["']?\s*"""
        r"""(?:https?:)?//""",
        re.I,
    ),
    "a style": re.compile(r"<[^>]+\sstyle\s*=|<style[\s>]", re.I),
    "a handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.I),
    "a script address": re.compile(r"""=\s*["']?\s*javascript:""", re.I),
    "a script without nonce": re.compile(r"<script(?![^>]*\snonce=\"[a-z0-9]{26}\")[^>]*>", re.I),
}


@pytest.fixture
def street(sqlite_database: Database) -> Street:
    """Tenants in every state."""
    return make_street(sqlite_database)


@pytest.fixture
def desk(sqlite_database: Database, street: Street) -> Iterator[Desk]:
    """The application over the street."""
    with make_desk(sqlite_database, world=street.world) as made:
        yield made


@pytest.fixture
def fillings(desk: Desk, street: Street) -> dict[str, Any]:
    """Something that exists for every place of an address."""
    desk.sign_in(Role.WORKER, "Collègue")
    _bring(street)
    with street.world.database.read() as session:
        thread = session.scalars(select(Thread).where(Thread.case_id.is_not(None))).first()
        task = select(Task.id).where(Task.kind == "letter", Task.state == "open")
        assert thread is not None
        return {
            **FILLINGS,
            "thread_id": thread.id,
            "person_id": thread.person_id,
            "reference": street.cases["Zoe"],
            "task_id": session.scalars(task).first(),
            "reply_id": session.scalars(select(Reply.id)).first(),
            "point_id": session.scalars(select(ContactPoint.id)).first(),
            "staff_id": session.scalars(select(Staff.id)).first(),
            "code": session.scalars(select(Programme.code)).first(),
        }


def _bring(street: Street) -> None:
    """A paper that somebody showed."""
    now = street.world.clock.now()
    with street.world.database.write() as session:
        case = select(Case.id).where(Case.reference == street.cases["Zoe"])
        session.add(
            Paper(
                case_id=session.scalars(case).one(),
                number=FILLINGS["number"],
                kind="summons",
                dated_on=now.date(),
                noted_at=now,
                noted_by="claire",
            )
        )


def address(desk: Desk, route: Route, fillings: dict[str, Any]) -> str:
    """The address of a route, with something in every place."""
    wanted = places(desk, route)
    missing = wanted - fillings.keys()
    assert not missing, f"say in this file what {missing} can be"
    return desk.app.url_map.bind("localhost").build(
        route.endpoint, {name: fillings[name] for name in wanted}, method=route.method
    )


def places(desk: Desk, route: Route) -> set[str]:
    """The names of the places in an address."""
    same = desk.app.url_map.iter_rules(route.endpoint)
    return next(set(each.arguments) for each in same if each.rule == route.rule)


def tries(desk: Desk, visitor: Visitor, route: Route, where: str) -> TestResponse:
    """Use an address as its page would."""
    answer = visitor.get(where) if route.method == "GET" else visitor.send(where)
    answer.get_data()
    answer.close()  # a file stays open else
    return answer


def unprotected(answer: TestResponse) -> list[str]:
    """What an answer lacks, or holds that it must not."""
    found = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("Content-Security-Policy", "")
    if not policy.startswith("default-src 'none'") or "unsafe" in policy:
        found.append(f"policy: {policy}")
    if answer.mimetype == "text/html" and not answer.location:
        found += [what for what, sign in FORBIDDEN.items() if sign.search(answer.text)]
    return found


def pages(desk: Desk) -> list[Route]:
    """The routes that people use."""
    return [route for route in routes(desk.app) if route.endpoint not in OPEN_TO_MACHINES]


def at_the_door(answer: TestResponse) -> bool:
    return answer.status_code == 303 and answer.location.split("?")[0] == "/connexion"


def test_the_table_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == table(whole_app()), "run make access"


def test_whatever_names_nobody_is_a_machines() -> None:
    silent = {route.endpoint for route in routes(whole_app()) if route.who is None}
    assert silent <= OPEN_TO_MACHINES.keys()


def test_a_stranger_comes_to_the_door(desk: Desk, fillings: dict[str, Any]) -> None:
    wrong = {}
    for route in pages(desk):
        answer = tries(desk, desk.stranger(), route, address(desk, route, fillings))
        amiss = at_the_door(answer) is route.is_public or answer.status_code >= 500
        if amiss or unprotected(answer):
            wrong[f"{route.method} {route.rule}"] = answer.status_code, unprotected(answer)
    assert wrong == {}


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_its_own_pages_and_no_other(
    desk: Desk, fillings: dict[str, Any], role: Role
) -> None:
    wrong = {}
    for route in pages(desk):
        where = address(desk, route, fillings)
        answer = tries(desk, desk.sign_in(role, "Camille"), route, where)
        opens = route.is_public or role in (route.who or ())
        refused = answer.status_code == 403
        front = where == "/" and answer.status_code == 303  # everybody has a way in
        out = at_the_door(answer) and route.rule not in LEAVING
        amiss = answer.status_code >= 500 or out or (refused is opens and not front)
        if amiss or unprotected(answer):
            wrong[f"{route.method} {route.rule}"] = answer.status_code, unprotected(answer)
    assert wrong == {}


@pytest.mark.parametrize("role", STRONG)
def test_nothing_opens_before_the_second_factor(
    desk: Desk, fillings: dict[str, Any], role: Role
) -> None:
    wrong = {}
    new = desk.sign_in(role, "Nouvelle").staff
    assert new is not None
    with desk.world.database.write() as session:
        row = session.get_one(Staff, new.id)
        row.factor = row.factor_secret = None
    for route in pages(desk):
        if route.is_public or route.rule.startswith("/compte"):
            continue
        visitor = desk.sign_in(role, "Nouvelle")
        answer = tries(desk, visitor, route, address(desk, route, fillings))
        if (answer.status_code, answer.location) != (303, "/compte/telephone"):
            wrong[f"{route.method} {route.rule}"] = answer.status_code
    assert wrong == {}


def test_no_form_is_taken_without_its_protection(desk: Desk, fillings: dict[str, Any]) -> None:
    wrong = {}
    for route in pages(desk):
        if route.method == "GET":
            continue
        where = address(desk, route, fillings)
        for visitor in (desk.stranger(), desk.sign_in(Role.COORDINATOR), desk.sign_in(Role.DPO)):
            for data in ({}, {"csrf_token": "x"}):
                answer = visitor.post(where, data=data)
                if answer.status_code != 400:
                    wrong[f"{route.method} {route.rule}"] = answer.status_code
    assert wrong == {}


def test_what_machines_read_carries_its_protections_too(
    desk: Desk, fillings: dict[str, Any]
) -> None:
    places = [address(desk, route, fillings) for route in routes(desk.app) if route.who is None]
    css = "/bootstrap/static/css/bootstrap.min.css"
    for where in [*places, css, "/nulle-part", "/static/nulle-part", "/taches/x", "/taches/-1"]:
        answer = desk.stranger().get(where)
        answer.get_data()
        answer.close()
        assert answer.status_code in (200, 404, 503), where
        assert unprotected(answer) == [], where


def test_another_teams_rows_do_not_exist(desk: Desk, fillings: dict[str, Any]) -> None:
    ours = {"reference", "thread_id", "task_id", "reply_id", "person_id", "point_id", "import_id"}
    wrong = {}
    for route in pages(desk):
        if not places(desk, route) & ours or Role.COORDINATOR not in (route.who or ()):
            continue
        visitor = desk.sign_in(Role.COORDINATOR, "Jean", team="Blois")
        answer = tries(desk, visitor, route, address(desk, route, fillings))
        if answer.status_code not in (400, 404):  # 400: not even read so far as the row
            wrong[f"{route.method} {route.rule}"] = answer.status_code
    assert wrong == {}


def test_what_is_forbidden_is_seen() -> None:
    seen = {
        '<a href="https://example.org">': "another host",
        "<img src=//example.org/x.png>": "another host",
        '<p class="x" style="color:red">': "a style",
        "<style>p{}</style>": "a style",
        '<a href="/" onclick="x()">': "a handler",
        '<a href="javascript:x()">': "a script address",
        "<script>x()</script>": "a script without nonce",
        '<script src="/static/x.js"></script>': "a script without nonce",
    }
    for text, what in seen.items():
        assert FORBIDDEN[what].search(text), text
    good = '<script src="/s.js" nonce="' + "a" * 26 + '"></script><a href="tel:+336">//</a>'
    assert not [what for what, sign in FORBIDDEN.items() if sign.search(good)]

"""Small houses whose imports go the wrong way."""

import pytest

from tests.house import arrows
from tests.house.source import house

REFUSED = [
    ("cases__rules", "tasks__rules", "from outreach.tasks import rules"),
    ("cases__services", "inbox__services", "from outreach.inbox.services import search"),
    ("cases__rules", "cases__models", "from outreach.cases.models import Case"),
    ("cases__models", "cases__services", "import outreach.cases.services"),
    ("cases__models", "people__services", "from ..people import services"),
    ("cases__rules__dates", "cases__models", "from ..models import Case"),
    ("cases__services", "cases__views", "from .views import page"),
    ("cases__services__close", "people__views", "from outreach.people.views import page"),
    ("cases__rules", "clock", "from outreach.clock import Clock"),
    ("cases__rules", "database", "from outreach import database"),
    ("cases__services", "channels__memory", "from outreach.channels.memory import Memory"),
    ("cases__services", "web__layout", "from outreach.web.layout import page"),
    ("cases__rules", "documents__letters", "from outreach.documents import letters"),
    ("channels__email", "people__rules", "from outreach.people import rules"),
    ("channels__email", "settings", "from outreach.settings import Settings"),
    ("documents__letters", "cases__models", "from outreach.cases.models import Case"),
    ("web__layout", "staff__models", "from outreach.staff.models import Staff"),
    ("database", "cases__models", "from outreach.cases import models"),
    ("clock", "channels__base", "from outreach.channels.base import Channel"),
    ("cases__services", "parts", "from outreach.parts import assemble"),
    ("cases__views", "app", "from outreach.app import create_app"),
    ("settings", "cli__main", "from outreach.cli.main import main"),
    ("parts", "worker__tick", "from outreach.worker import tick"),
    ("worker__tick", "cli__main", "def late():\n    from outreach.cli import main"),
    ("channels__email", "town__carrier", "from outreach.town.carrier import Carrier"),
    ("cli__main", "channels__email", "from outreach.channels.email import Email"),
]
ALLOWED = [
    ("cases__rules", "people__rules", "from outreach.people import rules"),
    ("cases__models", "cases__rules", "from outreach.cases.rules import State"),
    ("cases__views", "people__services", "from outreach.people.services import find"),
    ("cases__views", "cases__forms", "from .forms import Close"),
    ("cases__services__close", "cases__services__open", "from .open import reopen"),
    ("cases__services", "channels__base", "from outreach.channels.base import Channel"),
    ("messages__rules", "channels__base", "from outreach.channels.base import Act"),
    ("cases__services", "documents__letters", "from outreach.documents import letters"),
    ("cases__views", "web__layout", "from outreach.web.layout import page"),
    ("cases__models", "database", "from outreach.database import Base"),
    ("parts", "channels__email", "from outreach.channels.email import Email"),
    ("cli__main", "parts", "from outreach.parts import assemble"),
    ("town__carrier", "channels__email", "from outreach.channels.email import Email"),
    ("cases__rules", "cases__rules_", "from datetime import date"),
]


@pytest.mark.parametrize(("importer", "imported", "line"), REFUSED)
def test_arrows_that_go_up_are_caught(importer: str, imported: str, line: str) -> None:
    findings = list(arrows.arrows_down(house(**{importer: line, imported: ""})))
    assert len(findings) == 1
    assert findings[0].startswith(f"outreach/{importer.replace('__', '/')}.py imports outreach.")


@pytest.mark.parametrize(("importer", "imported", "line"), ALLOWED)
def test_arrows_that_go_down_pass(importer: str, imported: str, line: str) -> None:
    assert list(arrows.arrows_down(house(**{importer: line, imported: ""}))) == []


@pytest.mark.parametrize(
    "path", ["cases__letters", "senders__rules", "hooks", "scripts__load", "cases__api__views"]
)
def test_a_file_outside_the_plan_is_caught(path: str) -> None:
    assert len(list(arrows.known_places(house(**{path: ""})))) == 1


def test_files_inside_the_plan_pass() -> None:
    files = ("cases__rules__dates", "cases____init__", "clock", "web__layout", "cli__main", "app")
    assert list(arrows.known_places(house(**dict.fromkeys(files, "")))) == []


def test_a_circle_of_files_is_caught_once() -> None:
    found = house(
        cases__rules__a="from . import b",
        cases__rules__b="from .c import d",
        cases__rules__c="from .a import e",
    )
    assert list(arrows.no_circles(found)) == [
        "cases/rules/a: circle of files: cases/rules/a -> cases/rules/b -> cases/rules/c -> "
        "cases/rules/a"
    ]


def test_a_circle_of_folders_is_caught_where_files_have_none() -> None:
    found = house(
        worker__a="from outreach.town.b import c",
        town__b="",
        town__d="from outreach.worker.e import f",
        worker__e="",
    )
    assert list(arrows.no_circles(found)) == ["town: circle of rooms: town -> worker -> town"]


def test_a_circle_of_folders_inside_a_room_is_caught() -> None:
    found = house(
        channels__sms__a="from outreach.channels.email.b import c",
        channels__email__b="",
        channels__email__d="from outreach.channels.sms.e import f",
        channels__sms__e="",
    )
    assert [line.partition(":")[2] for line in arrows.no_circles(found)] == [
        " circle of folders: channels/email -> channels/sms -> channels/email"
    ]

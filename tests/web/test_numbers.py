"""No number that somebody types into an address breaks a page."""

from pathlib import Path

import pytest
from werkzeug.routing import IntegerConverter

import outreach
from outreach.database import Database
from outreach.staff.models import Role
from outreach.web.numbers import LARGEST, RowNumber, bounded
from tests.access import whole_app
from tests.web.desk import make_desk

# What pages read after the question mark.
ASKED = (
    *("avant", "convention", "debut", "depuis", "dossier", "etat", "fil", "format", "jour", "le"),
    *(
        "langue",
        "page",
        "par",
        "personne",
        "q",
        "qui",
        "quoi",
        "reference",
        "version",
        "voir",
        "vu",
    ),
)
TOO_MUCH = (LARGEST + 1, 2**63, 2**64, 10**40)


def test_every_number_in_an_address_is_bounded() -> None:
    converters = [
        (rule.rule, name, converter)
        for rule in whole_app().url_map.iter_rules()
        for name, converter in rule._converters.items()
        if isinstance(converter, IntegerConverter)
    ]
    assert len(converters) > 50
    for rule, name, converter in converters:
        assert isinstance(converter, RowNumber), (rule, name)
        assert converter.max == LARGEST, (rule, name)


@pytest.mark.parametrize("much", TOO_MUCH)
def test_a_number_that_no_row_can_have_is_no_page(sqlite_database: Database, much: int) -> None:
    with make_desk(sqlite_database) as desk:
        worker = desk.sign_in(Role.WORKER, "Valérie")
        for path in (f"/agenda/{much}", f"/taches/{much}", f"/fils/{much}"):
            assert worker.get(path).status_code == 404, path
        for path in (f"/agenda/{LARGEST}", f"/taches/{LARGEST}"):
            assert worker.get(path).status_code == 404, path
        for path in (f"/a-traiter/neuf?fil={much}&vu={much}", f"/agenda/horaires?qui={much}"):
            assert worker.get(path).status_code < 500, path


@pytest.mark.parametrize("much", TOO_MUCH)
def test_neither_is_one_after_the_question_mark(much: int) -> None:
    assert bounded("12") == 12
    for text in (str(much), f"-{much}", "douze", ""):
        with pytest.raises(ValueError, match=r".*"):
            bounded(text)


def test_no_view_takes_an_unbounded_one() -> None:
    root = Path(outreach.__file__).parent
    found = [p.name for p in root.rglob("views/**/*.py") if "type=int" in p.read_text("utf-8")]
    assert found == []


def test_a_sign_that_is_none_breaks_no_page(postgres_database: Database) -> None:
    with make_desk(postgres_database) as desk:
        chief = desk.sign_in(Role.COORDINATOR, "Claire")
        for path in ("/dossiers/%00", "/conventions/a%00b", "/calendrier/%00.ics"):
            assert chief.get(path).status_code == 404, path
        rules = [
            rule.rule for rule in desk.app.url_map.iter_rules() if "GET" in (rule.methods or ())
        ]
        asked = "&".join(f"{name}=%00" for name in ASKED)
        for rule in (each for each in rules if "<" not in each):
            assert chief.get(f"{rule}?{asked}").status_code != 500, rule

from dataclasses import replace
from datetime import date

import pytest

from outreach.intake.rules.changes import Known, compare
from outreach.people.rules.addresses import Address
from tests.intake.files import Cell, read_rows, row

KNOWN = Known(
    last_name="Martin",
    first_name="Élodie",
    phones=frozenset({"+33639980010"}),
    emails=frozenset({"a@example.org"}),
    address=Address("12 rue des Carmes", "", "45000", "Orléans"),
    entry_date=date(2026, 6, 1),
    first_missed_on=date(2026, 7, 5),
    guarantor="non",
    landlord_attempts=2,
    language="ar",
)


def changes(**cells: Cell) -> tuple[str, ...]:
    return compare(KNOWN, read_rows(row(**cells)).accepted[0])


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"prenom": "ELODIE"},
        {"prenom": "?lodie"},
        {"telephone": "", "email": "A@EXAMPLE.ORG"},
        {"adresse": "12, Rue des Carmes"},
        {"garant": "", "tentatives_bailleur": "", "langue": ""},
        {"civilite": "M."},
    ],
)
def test_the_same_facts_in_other_dress_are_no_change(cells: dict[str, Cell]) -> None:
    assert changes(**cells) == ()


@pytest.mark.parametrize(
    ("cells", "changed"),
    [
        ({"nom": "DURAND"}, ("nom",)),
        ({"prenom": "Hélène"}, ("prenom",)),
        ({"telephone": "06 39 98 00 11"}, ("telephone",)),
        ({"telephone2": "06 39 98 00 11"}, ("telephone",)),
        ({"email": "b@example.org"}, ("email",)),
        ({"adresse": "13 rue des Carmes"}, ("adresse",)),
        ({"code_postal": "45100"}, ("code_postal",)),
        ({"ville": "OLIVET"}, ("ville",)),
        ({"date_entree": "02/06/2026"}, ("date_entree",)),
        ({"premier_impaye": "05/08/2026"}, ("premier_impaye",)),
        ({"garant": "visale"}, ("garant",)),
        ({"tentatives_bailleur": "3"}, ("tentatives_bailleur",)),
        ({"langue": "turc"}, ("langue",)),
        ({"remarque_visite": "chien"}, ("remarque_visite",)),
        ({"ville": "OLIVET", "nom": "DURAND"}, ("nom", "ville")),
    ],
)
def test_what_differs_is_named_without_its_value(
    cells: dict[str, Cell], changed: tuple[str, ...]
) -> None:
    assert changes(**cells) == changed


def test_another_person_under_the_reference_is_said_first() -> None:
    assert changes(nom="PETIT", prenom="Inès") == ("autre_personne", "nom", "prenom")
    assert changes(nom="Élodie", prenom="Martin") == ("nom", "prenom")


def test_a_corrected_name_is_not_undone_by_the_damaged_one() -> None:
    damaged = read_rows(row(prenom="?ükran")).accepted[0]
    assert compare(replace(KNOWN, first_name="Şükran"), damaged) == ()

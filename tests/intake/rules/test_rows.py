"""What one row gives, through the whole way from a CSV file."""

import pytest

from outreach.intake.rules.reasons import Code, sentence
from outreach.intake.rules.rows import ReferralRow, RejectedRow
from tests.intake.files import Cell, read_rows, row

NO_POST: dict[str, Cell] = {"adresse": "", "code_postal": "", "ville": ""}


def accepted(**cells: Cell) -> ReferralRow:
    reading = read_rows(row(**cells))
    assert not reading.rejected
    return reading.accepted[0]


def rejected(**cells: Cell) -> RejectedRow:
    reading = read_rows(row(**cells))
    assert not reading.accepted
    return reading.rejected[0]


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"reference": ""}, (Code.MISSING_REFERENCE,)),
        ({"reference": "2,0261E+11"}, (Code.BAD_REFERENCE,)),
        ({"nom": ""}, (Code.MISSING_NAME,)),
        ({"nom": "-"}, (Code.MISSING_NAME,)),
        ({"nom": "Mme "}, (Code.MISSING_NAME,)),
        ({"date_entree": ""}, (Code.MISSING_ENTRY_DATE,)),
        ({"date_entree": "31/02/2026"}, (Code.BAD_ENTRY_DATE,)),
        ({"premier_impaye": ""}, (Code.MISSING_FIRST_MISSED,)),
        ({"premier_impaye": "juillet"}, (Code.BAD_FIRST_MISSED,)),
        ({"premier_impaye": "#####"}, (Code.BAD_FIRST_MISSED,)),
        ({"telephone": "", **NO_POST}, (Code.NO_CONTACT,)),
        ({"telephone": "15", "email": "x", **NO_POST}, (Code.NO_CONTACT,)),
        ({"nom": "", "date_entree": "x"}, (Code.MISSING_NAME, Code.BAD_ENTRY_DATE)),
    ],
)
def test_a_row_that_cannot_become_a_case_says_all_that_is_wrong(
    cells: dict[str, Cell], codes: tuple[Code, ...]
) -> None:
    assert rejected(**cells).codes == codes


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({}, ()),
        ({"telephone": "0639 980 9"}, (Code.CHECK_NUMBER, Code.BAD_PHONE)),
        ({"telephone": "6,3998E+08"}, (Code.CHECK_NUMBER, Code.BAD_PHONE)),
        ({"telephone": "0892 70 12 34"}, (Code.CHECK_NUMBER, Code.BAD_PHONE)),
        ({"telephone2": "12"}, (Code.CHECK_NUMBER, Code.BAD_SECOND_PHONE)),
        ({"telephone": ""}, (Code.NO_PHONE,)),
        ({"telephone": "#N/A", "telephone2": "NULL"}, (Code.NO_PHONE,)),
        ({"telephone": "-", "telephone2": "/", "email": "--"}, (Code.NO_PHONE,)),
        ({"telephone": "néant", "email": "aucun"}, (Code.NO_PHONE,)),
        ({"telephone": "voir dossier"}, (Code.CHECK_NUMBER, Code.BAD_PHONE)),
        ({"adresse": "8 all?e des Tilleuls"}, (Code.DAMAGED_ADDRESS,)),
        ({"telephone": "0692 12 34 56"}, (Code.CHECK_NUMBER, Code.OVERSEAS_PHONE)),
        ({"telephone": "+212 612345678"}, (Code.CHECK_NUMBER, Code.FOREIGN_PHONE)),
        ({"telephone": "06 39 98 00 10 (voisin)"}, (Code.CHECK_NUMBER, Code.LABELLED_PHONE)),
        ({"telephone2": "06 39 98 00 11"}, (Code.SECOND_PHONE_TO_CONFIRM,)),
        ({"telephone2": "06 39 98 00 10"}, ()),
        ({"email": "kevin(at)example.org"}, (Code.BAD_EMAIL,)),
        ({"email": "p@mairie.example.org"}, (Code.EMPLOYER_EMAIL_TO_CONFIRM,)),
        ({"email": "a@example.org; b@example.org"}, (Code.SECOND_EMAIL_TO_CONFIRM,)),
        ({"code_postal": "4500"}, (Code.BAD_POSTCODE,)),
        ({"ville": ""}, (Code.INCOMPLETE_ADDRESS,)),
        (NO_POST, (Code.INCOMPLETE_ADDRESS,)),
        ({"prenom": "?ükran"}, (Code.DAMAGED_NAME,)),
        ({"nom": "LEF\ufffdVRE"}, (Code.DAMAGED_NAME,)),
        ({"prenom": ""}, (Code.MISSING_FIRST_NAME,)),
        ({"nom": "Élodie", "prenom": "MARTIN"}, (Code.NAMES_MAYBE_SWAPPED,)),
        ({"prenom": "Jean et Marie"}, (Code.SEVERAL_PEOPLE,)),
        ({"langue": "klingon"}, (Code.UNKNOWN_LANGUAGE,)),
        ({"langue": "arabe"}, (Code.LANGUAGE_TO_CONFIRM,)),
        ({"langue": "français"}, ()),
        ({"garant": "voir dossier"}, (Code.GUARANTOR_TO_CHECK,)),
        ({"tentatives_bailleur": "plusieurs"}, (Code.ATTEMPTS_TO_CHECK,)),
        ({"remarque_visite": "chien"}, (Code.VISIT_REMARK_TO_REVIEW,)),
    ],
)
def test_an_accepted_row_says_what_to_check(
    cells: dict[str, Cell], codes: tuple[Code, ...]
) -> None:
    assert accepted(**cells).codes == codes


def test_a_second_phone_serves_at_once_when_the_first_gets_no_sms() -> None:
    for first in ("02 38 25 40 20", "0639 980 9", ""):
        read = accepted(telephone=first, telephone2="06 39 98 00 11")
        assert read.phones[-1].e164 == "+33639980011"
        assert not read.phones[-1].needs_confirmation
        assert Code.SECOND_PHONE_TO_CONFIRM not in read.codes


def test_a_second_phone_waits_when_the_first_gets_sms() -> None:
    read = accepted(telephone2="06 39 98 00 11")
    assert [one.needs_confirmation for one in read.phones] == [False, True]


def test_a_second_number_in_the_first_cell_is_a_second_phone() -> None:
    read = accepted(telephone="06 39 98 00 10 / 06 39 98 00 11")
    assert [one.needs_confirmation for one in read.phones] == [False, True]
    assert read.codes == (Code.SECOND_PHONE_TO_CONFIRM,)


def test_an_employers_address_serves_only_when_no_phone_gets_sms() -> None:
    address = "p@mairie.example.org"
    assert accepted(email=address).emails[0].needs_confirmation
    assert not accepted(email=address, telephone="02 38 25 40 20").emails[0].needs_confirmation
    office = accepted(email="contact@example.org", telephone="02 38 25 40 20")
    assert office.emails[0].needs_confirmation


def test_numbers_and_postcodes_that_became_figures_are_read() -> None:
    read = accepted(telephone=639980010, code_postal=45000.0, tentatives_bailleur=2.0)
    assert (read.phones[0].e164, read.address.postcode) == ("+33639980010", "45000")
    assert (read.landlord_attempts, read.codes) == (2, ())


def test_text_that_was_decoded_wrongly_is_mended() -> None:
    read = accepted(prenom="Ã‰lodie", nom="LEFÃˆVRE", ville="OrlÃ©ans")
    assert (read.first_name, read.last_name) == ("Élodie", "Lefèvre")
    assert (read.address.town, read.codes) == ("Orléans", ())


def test_a_title_in_the_names_cell_becomes_the_civility() -> None:
    read = accepted(nom="Mme MARTIN")
    assert (read.civility, read.last_name) == ("Mme", "Martin")


@pytest.mark.parametrize(
    "cells",
    [
        {"reference": "TOTAL", "telephone": "", "date_entree": "", "premier_impaye": ""},
        {"reference": "", "nom": "Total général", "date_entree": "", "premier_impaye": ""},
        {"reference": "Nombre de dossiers : 24", "date_entree": "", "premier_impaye": ""},
    ],
)
def test_a_line_that_sums_up_is_no_tenant(cells: dict[str, Cell]) -> None:
    read = rejected(**cells)
    assert (read.codes, read.reference) == ((Code.TOTAL_ROW,), "")


def test_a_note_under_the_table_is_no_tenant() -> None:
    reading = read_rows(row(), {"reference": "Fichier édité le 12 novembre par le service"})
    assert [one.codes for one in reading.rejected] == [(Code.TOTAL_ROW,)]


def test_a_tenant_called_total_is_a_tenant() -> None:
    assert accepted(nom="TOTALI").last_name == "Totali"


def test_every_code_has_a_sentence_that_ends() -> None:
    for code in Code:
        assert sentence(code).endswith((".", "?"))
        assert not any(
            char.isdigit() for char in sentence(code).replace("38", "").replace("60", "")
        )


def test_a_row_never_shows_its_person() -> None:
    shown = repr(accepted(email="martin@example.org", langue="ar", remarque_visite="chien"))
    for secret in ("Martin", "martin", "lodie", "639980010", "Carmes", "'ar'", "chien"):
        assert secret not in shown

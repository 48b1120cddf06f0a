"""The two sample files, line by line: the same people, written by two programs."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from outreach.intake.rules.batches import Reading
from outreach.intake.rules.facts import Guarantor
from outreach.intake.rules.reasons import Code
from outreach.people.rules.numbers import PhoneKind
from tests.intake.files import read

DATA = Path(__file__).parent / "data"
UTF8 = read((DATA / "signalements-utf8.csv").read_bytes())
WINDOWS = read((DATA / "signalements.csv").read_bytes())

M, L = PhoneKind.MOBILE, PhoneKind.LANDLINE
LANGUAGE = Code.LANGUAGE_TO_CONFIRM

# row: name, phones (last eight digits; "!" waits for confirmation), e-mail, letter, codes
EXPECTED: dict[int, tuple[str, tuple[str, ...], bool, bool, tuple[Code, ...]]] = {
    2: ("Élodie Martin", ("39980010",), False, True, ()),
    3: ("Mehdi Benali", ("39980111",), True, True, ()),
    4: ("Aïcha Diallo", ("39980212",), True, True, (LANGUAGE,)),
    5: ("François Lefèvre", ("39980313",), False, True, ()),
    6: ("Zoë Da Silva", ("39980414",), True, True, ()),
    7: ("Karim Yildiz", ("39980515",), True, True, ()),
    8: ("Inès Petit", ("39980616",), False, True, (LANGUAGE,)),
    9: (
        "João Kovalenko",
        ("92123456!",),
        True,
        True,
        (Code.CHECK_NUMBER, Code.OVERSEAS_PHONE, LANGUAGE),
    ),
    10: ("Şükran Traoré", ("38254020", "39980888"), True, True, (LANGUAGE,)),
    11: ("Thomas Rousseau", (), False, True, (Code.CHECK_NUMBER, Code.BAD_PHONE)),
    12: ("Fatoumata El Amrani", (), False, True, (Code.NO_PHONE,)),
    13: ("Oksana Popescu", ("39980121",), True, True, (LANGUAGE,)),
    15: ("Sandrine Camara", ("39980424",), True, True, (Code.SHARED_NUMBER,)),
    16: ("Loïc Le Goff", ("39980424",), True, True, (Code.SHARED_NUMBER,)),
    17: ("Nadia Nguyen", ("39980525",), False, True, (LANGUAGE,)),
    18: ("Kevin Haddad", ("39980626",), False, True, (Code.BAD_EMAIL,)),
    21: ("Chloé Ferreira", ("39980929",), True, True, ()),
    22: ("Jérôme Moreau", ("39980030",), True, False, (Code.BAD_POSTCODE,)),
    23: ("Awa Ouattara", ("39980131",), False, True, ()),
    24: ("Mihai Caron", ("39980232",), True, True, (LANGUAGE,)),
    25: ("Rachida Bouzid", ("39980333",), True, True, ()),
}


@pytest.mark.parametrize("row", EXPECTED)
def test_an_accepted_line_reads_as_expected(row: int) -> None:
    name, phones, email, letter, codes = EXPECTED[row]
    read_row = next(one for one in UTF8.accepted if one.row == row)
    assert f"{read_row.first_name} {read_row.last_name}" == name
    shown = tuple(f"{one.e164[-8:]}{'!' * one.needs_confirmation}" for one in read_row.phones)
    assert shown == phones
    assert [one.needs_confirmation for one in read_row.emails] == [False] * email
    assert read_row.address.usable is letter
    assert read_row.codes == codes


@pytest.mark.parametrize("reading", [UTF8, WINDOWS], ids=["utf8", "windows"])
def test_every_line_is_accepted_or_rejected(reading: Reading) -> None:
    assert [one.row for one in reading.accepted] == list(EXPECTED)
    assert [(one.row, one.reference, one.codes) for one in reading.rejected] == [
        (14, "LL-2026-1013", (Code.BAD_ENTRY_DATE,)),
        (19, "LL-2026-1018", (Code.MISSING_NAME,)),
        (20, "LL-2026-1002", (Code.DUPLICATE_REFERENCE,)),
    ]
    assert [name.casefold() for name in reading.ignored_columns] == ["solde"]


def test_both_files_say_the_same_but_for_the_name_that_was_damaged() -> None:
    unlike = [
        (one, other)
        for one, other in zip(UTF8.accepted, WINDOWS.accepted, strict=True)
        if one != other
    ]
    assert [one.row for one, _ in unlike] == [10]
    ours, theirs = unlike[0]
    assert (ours.first_name, theirs.first_name) == ("Şükran", "?ükran")
    assert theirs.codes == (Code.DAMAGED_NAME, Code.LANGUAGE_TO_CONFIRM)
    assert replace(theirs, first_name="Şükran", codes=ours.codes) == ours


def test_the_facts_of_eligibility_are_read() -> None:
    facts = {
        one.row: (one.entry_date, one.first_missed_on, one.guarantor, one.landlord_attempts)
        for one in UTF8.accepted
    }
    assert facts[2] == (date(2026, 6, 1), date(2026, 7, 5), Guarantor.NONE, 2)
    assert facts[5] == (date(2026, 6, 22), date(2026, 10, 5), Guarantor.VISALE, 5)
    assert facts[6] == (date(2026, 6, 29), date(2026, 7, 5), Guarantor.UNKNOWN, 2)
    assert facts[13] == (date(2026, 8, 17), date(2027, 9, 5), Guarantor.NONE, 5)
    assert facts[17] == (date(2026, 9, 14), date(2026, 11, 5), Guarantor.NONE, 0)


def test_languages_civilities_and_kinds_of_numbers_are_read() -> None:
    by_row = {one.row: one for one in UTF8.accepted}
    assert [by_row[row].language for row in (2, 3, 4, 9, 10, 13, 24)] == [
        *("", "fr", "ar", "pt", "tr", "uk", "ro")
    ]
    assert [by_row[row].civility for row in (2, 6, 17)] == ["M.", "Mme", ""]
    assert [one.kind for one in by_row[10].phones] == [L, M]
    assert by_row[3].address.complement == "Bât. B, appt 2"


def test_without_a_simulation_the_fictitious_numbers_are_all_to_check() -> None:
    reading = read((DATA / "signalements-utf8.csv").read_bytes(), fictitious_allowed=False)
    assert [one.row for one in reading.accepted] == list(EXPECTED)
    real = {one.row for one in reading.accepted if one.phones}
    assert real == {9, 10}
    assert all(Code.CHECK_NUMBER in one.codes for one in reading.accepted if one.row not in {12})

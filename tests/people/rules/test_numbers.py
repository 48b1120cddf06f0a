"""Real ways in which a number is written, and what becomes of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.people.rules.number_text import PhoneFault
from outreach.people.rules.numbers import (
    BadPhone,
    Phone,
    PhoneKind,
    display,
    mask,
    read_phone,
    read_phones,
)

MOBILE, LANDLINE = PhoneKind.MOBILE, PhoneKind.LANDLINE


@pytest.mark.parametrize(
    "text",
    [
        "06 39 98 00 10",
        "06.39.98.00.10",
        "06-39-98-00-10",
        "06/39/98/00/10",
        "0639980010",
        "+33 6 39 98 00 10",
        "+33 (0)6 39 98 00 10",
        "+33 06 39 98 00 10",
        "(+33) 6 39 98 00 10",
        "0033 639980010",
        "0033 (0) 6 39 98 00 10",
        "33639980010",
        "330639980010",
        "639980010",
        "639980010.0",
        "33639980010,0",
        "'0639980010",
        '="0639980010"',
        "06\u00a039\u202f98 00\u200b 10",
        "\u202a0639980010\u202c",
        "Tél. : 06 39 98 00 10",
        "06 39 98 00 10 (portable)",
        "06 39 98 00 10 ",
    ],
)
def test_every_way_of_writing_a_mobile_gives_the_same_number(text: str) -> None:
    assert read_phone(text, True) == Phone("+33639980010", MOBILE)


@pytest.mark.parametrize(
    ("text", "e164", "kind"),
    [
        ("02 38 25 40 20", "+33238254020", LANDLINE),
        ("09 51 23 45 67", "+33951234567", LANDLINE),
        ("07 45 67 89 01", "+33745678901", MOBILE),
        ("612345678", "+33612345678", MOBILE),
        ("0238254020 poste 12", "+33238254020", LANDLINE),
    ],
)
def test_numbers_of_metropolitan_france_need_no_confirmation(
    text: str, e164: str, kind: PhoneKind
) -> None:
    assert read_phone(text, False) == Phone(e164, kind)


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("0692 12 34 56", "+262692123456"),
        ("692123456", "+262692123456"),
        ("0639 01 23 45", "+262639012345"),
        ("0690 00 12 34", "+590690001234"),
        ("0694 20 12 34", "+594694201234"),
        ("0696 20 12 34", "+596696201234"),
    ],
)
def test_an_overseas_number_written_at_home_waits_for_confirmation(text: str, e164: str) -> None:
    assert read_phone(text, True) == Phone(e164, MOBILE, overseas=True, needs_confirmation=True)


@pytest.mark.parametrize(
    "text", ["+212 612-345678", "00212612345678", "212612345678", "+351 912 345 678"]
)
def test_a_foreign_number_waits_for_confirmation(text: str) -> None:
    phone = read_phone(text, False)
    assert isinstance(phone, Phone)
    assert (phone.kind, phone.foreign, phone.overseas) == (MOBILE, True, False)
    assert phone.needs_confirmation


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", PhoneFault.EMPTY),
        (" \u200b ", PhoneFault.EMPTY),
        ("néant", PhoneFault.NOT_A_NUMBER),
        ("O639980010", PhoneFault.LETTERS),
        ("6,3998E+08", PhoneFault.SCIENTIFIC),
        ("6.3998E+08", PhoneFault.SCIENTIFIC),
        ("3,36398E+10", PhoneFault.SCIENTIFIC),
        ("0639 980 9", PhoneFault.TOO_SHORT),
        ("15", PhoneFault.SHORT_CODE),
        ("112", PhoneFault.SHORT_CODE),
        ("3949", PhoneFault.SHORT_CODE),
        ("118 218", PhoneFault.SHORT_CODE),
        ("0 805 16 00 75", PhoneFault.SERVICE_NUMBER),
        ("0 810 12 34 56", PhoneFault.SERVICE_NUMBER),
        ("0899 70 12 34", PhoneFault.SERVICE_NUMBER),
        ("06 00 00 00 00", PhoneFault.PLACEHOLDER),
        ("0606060606", PhoneFault.PLACEHOLDER),
        ("07 12 34 56 78", PhoneFault.INVALID),
        ("0612 345 67", PhoneFault.TOO_SHORT),
        ("06 39 98 00 10 11", PhoneFault.TOO_LONG),
    ],
)
def test_what_is_no_number_to_use_says_why(text: str, fault: PhoneFault) -> None:
    assert read_phone(text, True) == BadPhone(fault)


@pytest.mark.parametrize(
    "start", ["0199 00", "0261 91", "0353 01", "0465 71", "0536 49", "0639 98"]
)
def test_numbers_of_fiction_exist_in_a_simulation_only(start: str) -> None:
    assert isinstance(read_phone(f"{start} 12 34", True), Phone)
    assert read_phone(f"{start} 12 34", False) == BadPhone(PhoneFault.FICTITIOUS)


@pytest.mark.parametrize(
    "text",
    [
        "06 39 98 00 10 / 06 39 98 00 11",
        "0639980010;0639980011",
        "06 39 98 00 10 ou 06 39 98 00 11",
        "06.39.98.00.10 - 06.39.98.00.11",
        "06 39 98 00 10 06 39 98 00 11",
        "06/39/98/00/10 / 06/39/98/00/11",
        "+33639980010 +33639980011",
        "06 39 98 00 10\n06 39 98 00 11",
    ],
)
def test_two_numbers_in_one_cell_are_both_read(text: str) -> None:
    first, second = read_phones(text, True)
    assert (first, second) == (Phone("+33639980010", MOBILE), Phone("+33639980011", MOBILE))


def test_the_first_usable_number_of_a_cell_is_the_one_kept() -> None:
    assert read_phone("06 39 98 00 / 06 39 98 00 11", True) == Phone("+33639980011", MOBILE)


def test_words_beside_a_number_ask_whose_it_is() -> None:
    phone = read_phone("06 39 98 00 10 (sa fille)", True)
    assert phone == Phone("+33639980010", MOBILE, needs_confirmation=True, labelled=True)


def test_a_number_is_shown_masked_or_in_pairs() -> None:
    assert mask("+33639980010") == "06 •• •• •• 10"
    assert mask("+212612345678") == "+212 •••••• 78"
    assert display("+33639980010") == "06 39 98 00 10"
    assert display("+212612345678") == "+212 6 12 34 56 78"


def test_a_number_is_never_in_the_representation() -> None:
    assert "639980010" not in repr(read_phones("0639980010", True))


@given(st.text())
def test_any_text_gives_a_number_or_a_reason(text: str) -> None:
    read = read_phones(text, True)
    assert read
    assert all(isinstance(one, Phone | BadPhone) for one in read)


@given(st.text(alphabet="0123456789+ ./-()", max_size=30))
def test_what_is_read_reads_the_same_again(text: str) -> None:
    for one in read_phones(text, True):
        if isinstance(one, Phone):
            again = read_phone(one.e164, True)
            assert isinstance(again, Phone)
            assert again.e164 == one.e164

"""What rows say together: the same reference, person, number or address."""

from outreach.intake.rules.batches import Reading
from outreach.intake.rules.reasons import Code
from tests.intake.files import as_csv, grid, read, read_rows, row

OTHER = row(
    reference="LL-2", nom="PETIT", prenom="Inès", telephone="06 39 98 00 20", adresse="1 rue A"
)


def rejections(reading: Reading) -> list[tuple[int, tuple[Code, ...]]]:
    return [(one.row, one.codes) for one in reading.rejected]


def test_a_reference_stays_with_the_first_person_who_has_it() -> None:
    reading = read_rows(row(), {**OTHER, "reference": "ll-1 "})
    assert [one.row for one in reading.accepted] == [2]
    assert rejections(reading) == [(3, (Code.DUPLICATE_REFERENCE,))]


def test_a_line_given_twice_is_a_plain_duplicate() -> None:
    reading = read_rows(row(), OTHER, row(prenom="ELODIE"))
    assert rejections(reading) == [(4, (Code.DUPLICATE_ROW,))]


def test_the_same_person_with_other_data_is_told_apart_from_a_plain_duplicate() -> None:
    reading = read_rows(row(), row(telephone="06 39 98 00 99"))
    assert rejections(reading) == [(3, (Code.CONFLICTING_ROW,))]


def test_a_corrected_line_under_a_rejected_one_counts() -> None:
    reading = read_rows(row(date_entree="31/02/2026"), row())
    assert [one.row for one in reading.accepted] == [3]
    assert rejections(reading) == [(2, (Code.BAD_ENTRY_DATE,))]


def test_another_person_under_a_rejected_lines_reference_is_rejected_too() -> None:
    reading = read_rows(row(date_entree="31/02/2026"), {**OTHER, "reference": "LL-1"})
    assert rejections(reading)[1] == (3, (Code.DUPLICATE_REFERENCE,))


def test_a_number_on_two_lines_is_marked_on_both_also_as_a_second_phone() -> None:
    reading = read_rows(row(), {**OTHER, "telephone2": "+33 6 39 98 00 10"}, row(reference=""))
    assert [Code.SHARED_NUMBER in one.codes for one in reading.accepted] == [True, True]


def test_a_rejected_line_marks_nobody() -> None:
    reading = read_rows(row(), row())
    assert reading.accepted[0].codes == ()


def test_an_address_of_two_lines_is_marked() -> None:
    reading = read_rows(row(email="A@example.org"), {**OTHER, "email": "a@EXAMPLE.org"})
    assert [one.codes for one in reading.accepted] == [(Code.SHARED_EMAIL,)] * 2


def test_one_person_under_two_references_is_marked() -> None:
    swapped = row(reference="LL-9", nom="Élodie", prenom="Martin", telephone="06 39 98 00 77")
    reading = read_rows(row(), OTHER, swapped)
    assert [Code.SAME_PERSON in one.codes for one in reading.accepted] == [True, False, True]


def test_two_people_of_one_name_are_not_one_person() -> None:
    namesake = row(reference="LL-9", telephone="06 39 98 00 77", adresse="9 rue B")
    assert [one.codes for one in read_rows(row(), namesake).accepted] == [(), ()]


def test_empty_lines_and_repeated_headers_vanish_but_row_numbers_stay() -> None:
    table = grid(row(), OTHER)
    headers, first, second = table
    blank = [""] * len(headers)
    reading = read(as_csv([["Signalements"], blank, headers, first, blank, headers, second, blank]))
    assert [one.row for one in reading.accepted] == [4, 7]
    assert reading.rejected == ()


def test_cells_beyond_the_headers_mean_shifted_columns() -> None:
    headers, first = grid(row())
    reading = read(as_csv([headers, [*first, "12 rue A"], [*first, "", ""]]))
    assert rejections(reading) == [(2, (Code.SHIFTED_ROW,))]
    assert [one.row for one in reading.accepted] == [3]


def test_headers_alone_are_an_empty_list() -> None:
    reading = read(as_csv(grid()))
    assert (reading.accepted, reading.rejected) == ((), ())

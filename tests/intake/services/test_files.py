"""Files as programs write them, from bytes to rows."""

import contextlib
import hashlib
import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake.rules.faults import Fault, FileError
from outreach.intake.rules.reasons import sentences
from outreach.intake.services.files import digest, read_file
from outreach.intake.services.workbooks import sheets
from tests.intake.files import HEADERS, ROW, Cell, as_csv, as_xlsx, grid, read, row

OTHER = row(reference="LL-2", nom="DUPRÉ", prenom="Zoë", telephone="06 39 98 00 20")
EXPECTED = read(as_csv(grid(row(), OTHER)))
HEADED = tuple("Prénom" if name == "prenom" else name for name in HEADERS)


def fault_of(data: bytes) -> Fault:
    with pytest.raises(FileError) as caught:
        read_file(data)
    return caught.value.fault


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "cp850", "mac-roman"],
)
def test_every_encoding_and_delimiter_gives_the_same_rows(delimiter: str, encoding: str) -> None:
    table = grid(row(Prénom="Élodie"), {**OTHER, "Prénom": "Zoë"}, headers=HEADED)
    reading = read(as_csv(table, delimiter, encoding))
    assert reading.accepted == EXPECTED.accepted


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_every_line_ending_is_read(ending: str) -> None:
    text = as_csv(grid(row(), OTHER)).decode().replace("\r\n", ending)
    assert read(text.encode()) == EXPECTED
    assert read(text.rstrip(ending).encode()) == EXPECTED


def test_a_first_line_that_names_the_delimiter_is_not_a_row() -> None:
    assert read(b"sep=;\r\n" + as_csv(grid(row(), OTHER))) == EXPECTED


def test_quoted_cells_may_hold_delimiters_newlines_and_quotes() -> None:
    table = grid(row(adresse='12; rue "des"\nCarmes'), OTHER)
    reading = read(as_csv(table))
    assert reading.accepted[0].address.line == '12; rue "des" Carmes'
    assert [one.row for one in reading.accepted] == [2, 3]


def test_empty_columns_and_rows_around_the_table_do_no_harm() -> None:
    headers, first, second = grid(row(), OTHER)
    wide = [[*cells, "", ""] for cells in (headers, first, second)]
    assert read(as_csv([*wide, [""] * 20, [""] * 20])) == EXPECTED


@pytest.mark.parametrize("text", ['"12 rue A', '12 rue "A', '"'])
def test_a_quote_that_is_not_closed_never_swallows_lines(text: str) -> None:
    plain = as_csv(grid(row(adresse="HERE"), OTHER, OTHER)).decode()
    data = plain.replace("HERE", text).encode()
    if text.startswith('"'):
        assert fault_of(data) is Fault.UNCLOSED_QUOTE
    else:
        assert len(read(data).accepted) == 2


def test_two_open_quotes_that_close_each_other_are_seen() -> None:
    plain = as_csv(grid(row(adresse="HERE"), OTHER, row(reference="L3", adresse="THERE"))).decode()
    data = plain.replace("HERE", '"12 rue A', 1).replace("THERE", '"13 rue B').encode()
    assert fault_of(data) is Fault.UNCLOSED_QUOTE


def test_a_workbook_gives_the_same_rows_whatever_its_cells_are() -> None:
    typed: dict[str, Cell] = {
        "telephone": 639980010,
        "code_postal": 45000.0,
        "date_entree": date(2026, 6, 1),
        "premier_impaye": datetime(2026, 7, 5),  # noqa: DTZ001 - cells have no zone
        "tentatives_bailleur": 2,
    }
    assert read(as_xlsx(grid(row(**typed), OTHER))) == EXPECTED
    assert read(as_xlsx(grid(row(date_entree=46174), OTHER))) == EXPECTED


def test_the_sheet_with_the_headers_is_found_under_titles() -> None:
    cover: list[list[Cell]] = [["Signalements", None], ["édité le", date(2026, 11, 12)]]
    reading = read(as_xlsx(cover, [*cover, [], *grid(row(), OTHER)]))
    assert [one.row for one in reading.accepted] == [5, 6]


def test_a_second_sheet_with_a_table_is_named_as_not_read() -> None:
    reading = read(as_xlsx(grid(row()), grid(OTHER), [["Légende"]]))
    assert [one.reference for one in reading.accepted] == ["LL-1"]
    assert reading.ignored_columns == ("feuille « Sheet1 »",)


def test_notes_beside_a_sheet_do_not_shift_it() -> None:
    headers, first = grid(row())
    assert len(read(as_xlsx([headers, [*first, None, "note"]])).accepted) == 1


def test_a_formula_that_was_never_computed_is_an_empty_cell() -> None:
    reading = read(as_xlsx(grid(row(prenom="=A1"))))
    assert "missing_first_name" in reading.accepted[0].codes


def test_errors_of_formulas_are_empty_cells() -> None:
    reading = read(as_xlsx(grid(row(nom="#NOM?", telephone="#N/A"))))
    assert reading.rejected[0].codes == ("missing_name",)


def test_a_million_formatted_rows_are_not_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in grid(row(), OTHER):
        sheet.append(cells)
    sheet.cell(row=1_000_000, column=1, value="loin")
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()) == EXPECTED


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"\xef\xbb\xbf\r\n\r\n", Fault.EMPTY),
        (b";;;\r\n;;;\r\n", Fault.EMPTY),
        (b"bonjour", Fault.NOT_A_TABLE),
        (b"%PDF-1.7 \x00\x01", Fault.NOT_A_TABLE),
        (b"<html><table><tr><td>nom</td></tr></table>", Fault.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", Fault.OLD_EXCEL),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Fault.PROTECTED,
        ),
        (b"PK\x03\x04 broken", Fault.BROKEN),
        (as_xlsx(grid(row()))[:-200], Fault.BROKEN),
        (as_xlsx([]), Fault.NOT_A_TABLE),
    ],
    ids=[
        *("nothing", "blank", "cells", "words", "pdf", "html", "xls", "locked", "stub", "cut"),
        "bare",
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_french(data: bytes, fault: Fault) -> None:
    assert fault_of(data) is fault


def test_a_file_of_more_than_ten_megabytes_is_refused() -> None:
    assert fault_of(b"x" * (10 * 1024 * 1024 + 1)) is Fault.TOO_BIG


def test_an_archive_that_is_no_workbook_is_no_table() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert fault_of(out.getvalue()) is Fault.NOT_A_TABLE


def test_an_archive_that_unpacks_to_too_much_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(201):
                part.write(bytes(1024 * 1024))
    assert len(out.getvalue()) < 1024 * 1024
    assert fault_of(out.getvalue()) is Fault.TOO_BIG


def test_a_file_of_too_many_rows_is_refused() -> None:
    line = as_csv(grid(row())).split(b"\r\n")
    assert fault_of(b"\r\n".join([line[0], *[line[1]] * 5_001])) is Fault.TOO_MANY_ROWS


def test_a_line_of_a_million_cells_is_no_table() -> None:
    assert fault_of(b"nom;" * 1_000_000) is Fault.NOT_A_TABLE


def test_an_endless_cell_is_cut() -> None:
    reading = read(as_csv(grid(row(remarque_visite="chien " * 1_000))))
    assert len(reading.accepted[0].visit_remark) <= 2_000


def test_a_file_error_never_holds_a_cell() -> None:
    with pytest.raises(FileError) as caught:
        read_file(as_csv([["nom", "prenom", "x"], ["SECRET", "SECRET", "SECRET"]]))
    assert "SECRET" not in str(caught.value)


def test_the_digest_is_sha256() -> None:
    assert digest(b"abc") == hashlib.sha256(b"abc").hexdigest()


BYTES = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=200).map(lambda tail: as_csv(grid(row())) + tail),
    st.binary(max_size=100).map(lambda tail: b"PK\x03\x04" + tail),
    st.binary(max_size=100).map(lambda tail: b"nom;reference;date entree\n" + tail),
)


@given(BYTES)
def test_any_bytes_give_rows_or_a_file_error(data: bytes) -> None:
    with contextlib.suppress(FileError):  # and nothing else
        reading = read(data)
        rows = [one.row for one in reading.accepted] + [one.row for one in reading.rejected]
        assert len(set(rows)) == len(rows)


WORKBOOK = as_xlsx(grid(row(), OTHER))


@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_gives_rows_or_a_file_error(place: int, noise: bytes) -> None:
    data = WORKBOOK[:place] + noise + WORKBOOK[place + len(noise) :]
    with contextlib.suppress(FileError):  # and nothing else
        assert list(sheets(data))


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00\x1e"), max_size=12)
ROWS = st.lists(
    st.fixed_dictionaries({name: WORDS | st.just(ROW.get(name)) for name in HEADERS}), max_size=5
)


@given(ROWS, st.sampled_from([";", ",", "\t", "|"]), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_written_rows_are_read_alike_in_every_dress(
    rows: list[dict[str, Cell]], delimiter: str, encoding: str
) -> None:
    plain = read(as_csv(grid(*rows)))
    assert read(as_csv(grid(*rows), delimiter, encoding)) == plain


MARKED = st.integers(10**7, 10**8 - 1).map(lambda number: f"Zq{number}")


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(HEADERS, MARKED)), max_size=4))
def test_no_reason_ever_repeats_a_value(rows: list[dict[str, str]]) -> None:
    reading = read(as_csv([list(HEADERS), *([*one.values()] for one in rows)]))
    codes = [one.codes for one in reading.accepted] + [one.codes for one in reading.rejected]
    said = "".join(text for some in codes for text in sentences(some))
    assert not any(value in said for one in rows for value in one.values())

"""Letters on paper: accessible, the same each time, and nothing beside the address shows."""

from pathlib import Path

import pytest

from outreach.documents.letters import (
    Addressed,
    PostingList,
    PostingRow,
    letters_pdf,
    undrawn,
)
from outreach.documents.signs import unprintable
from tests.documents.papers import ADDRESS, faults, fonts, letter, pages, reader

FRENCH = (
    "fr",
    "Bonjour Camille,\n\nAppelez-moi au 02 38 00 00 00, avant 10 h 30.\n\nBien à vous,\nZoé\n"
    "Association AHU\n\nVos données : Orléans.",
)
ARABIC = ("ar", "مرحبا Camille،\n\nاسمي Zoé. عملي في جمعية \u2068AHU\u2069.\n\nZoé\nجمعية")
SLIP = ("fr", "Bonjour,\n\n☐ D'accord\n☐ Non merci\n\nZoé")
POSTING = PostingList(
    "Lettres du 2 mars",
    "À garder.",
    ("N°", "Dossier", "Pour", "Lettre", "Feuilles", "Postée"),
    (PostingRow(1, "AHU-2026-0001", "Camille Exemple", "45100 ORLEANS", "Information", "", 2),),
    "1 lettre",
    "Déposées le ……",
)


@pytest.mark.parametrize("addressed", Addressed)
def test_a_batch_is_accessible_and_carries_its_fonts(addressed: Addressed, tmp_path: Path) -> None:
    first = letter(FRENCH, ARABIC, link="https://example.org/r/a", addressed=addressed)
    pdf = letters_pdf([first, letter(SLIP, addressed=addressed)], "Lettres du 2 mars", POSTING)
    assert faults(pdf, tmp_path) == []
    assert {name.partition("-")[0] for name in fonts(pdf)} == {"NotoSans", "Amiri"}
    assert all(fonts(pdf).values())
    root = reader(pdf).trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("fr", True)
    assert reader(pdf).metadata.title == "Lettres du 2 mars"


def test_the_same_values_make_the_same_bytes() -> None:
    once, again = (letters_pdf([letter(FRENCH)], "A") for _ in range(2))
    assert once == again
    assert once != letters_pdf([letter(SLIP)], "A")


def test_each_language_has_a_sheet_after_the_posting_list() -> None:
    first, french, arabic = pages(letters_pdf([letter(FRENCH, ARABIC)], "A", POSTING))
    assert "AHU-2026-0001 Camille Exemple 45100 ORLEANS" in first
    assert "Appelez-moi au 02 38 00 00 00, avant 10 h 30." in french
    assert french.index("Zoé") < french.index("Vos données") < french.index("AHU-2026-0001")
    assert "مرحبا" in arabic
    assert "ORLEANS" not in french + arabic  # written on the envelope, by hand


def test_boxes_to_tick_are_a_slip_with_the_way_back() -> None:
    (page,) = pages(letters_pdf([letter(SLIP)], "A"))
    slip = page[page.index("Zoé") :]
    order = ["Camille Exemple", "AHU-2026-0001", "D'accord", "Non merci", "1 rue de l’Exemple"]
    assert [slip.index(each) for each in order] == sorted(slip.index(each) for each in order)


def test_a_window_shows_the_address_and_nothing_else() -> None:
    (page,) = reader(letters_pdf([letter(FRENCH, addressed=Addressed.WINDOW)], "A")).pages
    seen: list[str] = []
    lines: list[float] = []
    height = float(page.mediabox.height)

    def look(text: str, cm: list[float], tm: list[float], _font: object, _size: object) -> None:
        right = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        up = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        across, down = right / 72 * 25.4, (height - up) / 72 * 25.4
        if text.strip() and across > 88 and 43 < down < 103:
            seen.extend(text.split())
            lines.append(down)

    page.extract_text(visitor_text=look)
    assert " ".join(seen) == " ".join(ADDRESS)
    # Wherever the sheet slips to, DL shows from 55 to 79 mm of it, C5 from 57 to 88 mm.
    assert 57 < min(lines) < max(lines) < 79


def test_letters_of_one_batch_may_stand_otherwise() -> None:
    by_hand, shown = letter(FRENCH), letter(FRENCH, addressed=Addressed.WINDOW)
    first, second = pages(letters_pdf([by_hand, shown], "A"))
    assert ("ORLEANS" in first, "ORLEANS" in second) == (False, True)


def test_a_long_letter_numbers_its_pages_and_a_short_one_does_not() -> None:
    long = "fr", "\n\n".join(["Bonjour. " * 40] * 12)
    both = [letter(long, addressed=Addressed.WINDOW), letter(FRENCH, addressed=Addressed.WINDOW)]
    texts = pages(letters_pdf(both, "A"))
    assert len(texts) == 3
    assert [text.partition("AHU-2026-0001")[2] for text in texts] == [" 1 / 2", " 2 / 2", ""]


def test_a_sign_that_no_font_has_is_left_to_be_written_by_hand() -> None:
    assert unprintable("Дмитро 日日 Łódź 😀") == "日😀"
    (page,) = pages(letters_pdf([letter(("fr", "Bonjour 日 !"))], "A"))
    assert "Bonjour … !" in page


def test_boxes_to_tick_are_drawn_where_a_paragraph_is_a_choice() -> None:
    assert undrawn("Bonjour,\n\n☐ Ce jour me va\n☐ Non merci 日") == "日"
    assert undrawn("Cochez ☐ ici") == "☐"


def test_words_are_never_taken_for_markup() -> None:
    hostile = '#panic("x") *a* $b$ [c] <d> \\e "f" //g'
    (page,) = pages(letters_pdf([letter(("fr", hostile))], "A"))
    assert hostile in page


def test_an_empty_batch_is_a_posting_list(tmp_path: Path) -> None:
    pdf = letters_pdf([], "A", POSTING)
    assert len(pages(pdf)) == 1
    assert faults(pdf, tmp_path) == []

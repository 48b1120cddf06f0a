import pytest

from outreach.intake.rules.facts import (
    Guarantor,
    read_attempts,
    read_guarantor,
    read_reference,
    read_title,
    split_title,
)


@pytest.mark.parametrize(
    ("text", "guarantor", "understood"),
    [
        ("non", Guarantor.NONE, True),
        ("NON", Guarantor.NONE, True),
        ("Aucun", Guarantor.NONE, True),
        ("sans garant", Guarantor.NONE, True),
        ("faux", Guarantor.NONE, True),
        ("Oui", Guarantor.YES, True),
        ("caution solidaire", Guarantor.YES, True),
        ("Visale", Guarantor.VISALE, True),
        ("FUL", Guarantor.FUL, True),
        ("FSL", Guarantor.FUL, True),
        ("Loca-Pass", Guarantor.LOCAPASS, True),
        ("LOCAPASS", Guarantor.LOCAPASS, True),
        ("inconnu", Guarantor.UNKNOWN, True),
        ("", Guarantor.UNKNOWN, True),
        ("?", Guarantor.UNKNOWN, True),
        ("-", Guarantor.UNKNOWN, True),
        ("voir avec l'agence", Guarantor.UNKNOWN, False),
    ],
)
def test_a_guarantor_is_one_of_six(text: str, guarantor: Guarantor, understood: bool) -> None:
    assert read_guarantor(text) == (guarantor, understood)


@pytest.mark.parametrize(
    ("text", "attempts", "understood"),
    [
        ("2", 2, True),
        ("0", 0, True),
        ("3.0", 3, True),
        ("4 appels", 4, True),
        ("aucune", 0, True),
        ("", None, True),
        ("plusieurs", None, False),
        ("-1", None, False),
        ("12/05/2026", None, False),
    ],
)
def test_attempts_are_a_number_or_unknown(
    text: str, attempts: int | None, understood: bool
) -> None:
    assert read_attempts(text) == (attempts, understood)


def test_titles_are_two_and_anything_else_is_none() -> None:
    assert [read_title(text) for text in ("M.", "mr", "Monsieur")] == ["M."] * 3
    assert [read_title(text) for text in ("Mme", "MLLE", "Madame")] == ["Mme"] * 3
    assert [read_title(text) for text in ("", "M. et Mme", "Dr")] == [""] * 3


def test_a_title_in_the_names_cell_is_taken_out() -> None:
    assert split_title("Mme MARTIN") == ("Mme", "MARTIN")
    assert split_title("M. EL AMRANI") == ("M.", "EL AMRANI")
    assert split_title("MADAMEL") == ("", "MADAMEL")


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        (" LL-2026-1001 ", "LL-2026-1001"),
        ("20261001.0", "20261001"),
        ("'0042", "0042"),
        ("", ""),
        ("2,0261E+11", None),
        ("x" * 61, None),
    ],
)
def test_a_reference_is_kept_unless_a_spreadsheet_rounded_it(
    text: str, reference: str | None
) -> None:
    assert read_reference(text) == reference

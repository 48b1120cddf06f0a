import pytest

from outreach.intake.rules import columns
from outreach.intake.rules.columns import Column, recognise
from outreach.intake.rules.faults import Fault, FileError
from outreach.intake.rules.tables import build_table
from tests.intake.files import HEADERS, as_csv, grid, read, row


def named(header: str) -> Column | None:
    found = recognise(header)
    return found[0] if found else None


@pytest.mark.parametrize("column", list(Column))
def test_public_names_are_read_in_any_dress(column: Column) -> None:
    plain = column.value
    for header in (plain, plain.upper(), plain.replace("_", " "), plain.title(), f" {plain}\u00a0"):
        assert recognise(header) == (column, 0)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Référence", Column.REFERENCE),
        ("Réf. locataire", Column.REFERENCE),
        ("N° de dossier", Column.REFERENCE),
        ("Nom du locataire", Column.LAST_NAME),
        ("Prénoms", Column.FIRST_NAME),
        ("Pr?nom", Column.FIRST_NAME),
        ("Pr\ufffdnom", Column.FIRST_NAME),
        ("PrÃ©nom", Column.FIRST_NAME),
        ("\ufeffPrénom", Column.FIRST_NAME),
        ("N° téléphone", Column.PHONE),
        ("Numéro de téléphone", Column.PHONE),
        ("Téléphone(s)", Column.PHONE),
        ("T?l?phone", Column.PHONE),
        ("Portable", Column.PHONE),
        ("Tél. 2", Column.PHONE2),
        ("Téléphone2", Column.PHONE2),
        ("Téléphone fixe", Column.PHONE2),
        ("E-mail", Column.EMAIL),
        ("Adresse mail", Column.EMAIL),
        ("Courriel", Column.EMAIL),
        ("Adresse", Column.ADDRESS),
        ("Complément d'adresse", Column.COMPLEMENT),
        ("CP", Column.POSTCODE),
        ("Code Postal", Column.POSTCODE),
        ("Commune", Column.TOWN),
        ("Date d'entrée dans les lieux", Column.ENTRY_DATE),
        ("Date d’entrée", Column.ENTRY_DATE),
        ("Date\nd'entrée", Column.ENTRY_DATE),
        ("DATE-ENTREE", Column.ENTRY_DATE),
        ("1er impayé", Column.FIRST_MISSED),
        ("Date du 1er loyer impayé", Column.FIRST_MISSED),
        ("Garant ?", Column.GUARANTOR),
        ("Garant (O/N)", Column.GUARANTOR),
        ("Num?ro de t?l?phone", Column.PHONE),
        ("Premi?re ?ch?ance impay?e", Column.FIRST_MISSED),
        ("Nbre de tentatives", Column.ATTEMPTS),
        ("Première échéance impayée", Column.FIRST_MISSED),
        ("1ère échéance impayée", Column.FIRST_MISSED),
        ("Nb tentatives bailleur", Column.ATTEMPTS),
        ("Tentatives du bailleur", Column.ATTEMPTS),
        ("Langue parlée", Column.LANGUAGE),
        ("Remarque pour la visite", Column.VISIT_REMARK),
    ],
)
def test_other_names_are_read_too(header: str, column: Column) -> None:
    assert named(header) is column


@pytest.mark.parametrize(
    "header", ["Solde", "Montant dû", "Observations", "Commentaires", "", "N°", "??", "Locataire"]
)
def test_what_is_not_ours_is_not_read(header: str) -> None:
    assert named(header) is None


def test_no_name_stands_for_two_columns() -> None:
    for column, names in columns._SYNONYMS.items():
        for name in names.split(";"):
            assert named(name) is column, name


def test_the_balance_is_named_as_ignored_and_kept_nowhere() -> None:
    table = grid(row(Solde="987654"), headers=(*HEADERS, "Solde"))
    reading = read(as_csv(table))
    assert reading.ignored_columns == ("Solde",)
    built = build_table([[str(cell or "") for cell in line] for line in table], True)
    assert "987654" not in str([dict(line.cells) for line in built.lines])


def test_columns_may_stand_in_any_order() -> None:
    turned = tuple(reversed(HEADERS))
    assert read(as_csv(grid(row(), headers=turned))) == read(as_csv(grid(row())))


def test_missing_columns_are_named_and_found_ones_listed() -> None:
    headers = tuple(name for name in HEADERS if name not in {"reference", "premier_impaye"})
    with pytest.raises(FileError) as caught:
        read(as_csv(grid(row(), headers=headers)))
    assert caught.value.fault is Fault.MISSING_COLUMNS
    assert "Il manque : reference, premier_impaye." in str(caught.value)
    assert "nom, prenom" in str(caught.value)


def test_a_file_without_any_contact_column_is_refused() -> None:
    with pytest.raises(FileError, match="telephone ou telephone2 ou email ou adresse"):
        read(as_csv(grid(row(), headers=("reference", "nom", "date_entree", "premier_impaye"))))


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(FileError, match="Colonne : date_entree") as caught:
        read(as_csv(grid(row(), headers=(*HEADERS, "Date entrée"))))
    assert caught.value.fault is Fault.DUPLICATE_COLUMN


def test_the_public_name_wins_over_another_name_of_the_same_column() -> None:
    headers = ("N° dossier", *HEADERS)
    reading = read(as_csv(grid(row(**{"N° dossier": "XX"}), headers=headers)))
    assert reading.accepted[0].reference == "LL-1"
    assert reading.ignored_columns == ("N° dossier",)


def test_a_second_phone_column_of_any_name_is_the_second_phone() -> None:
    headers = tuple("Portable" if name == "telephone2" else name for name in HEADERS)
    reading = read(as_csv(grid(row(Portable="06 39 98 00 11"), headers=headers)))
    assert [one.e164 for one in reading.accepted[0].phones] == ["+33639980010", "+33639980011"]


def test_building_and_floor_make_one_complement() -> None:
    headers = (*HEADERS, "Bâtiment", "Étage")
    reading = read(as_csv(grid(row(Bâtiment="B", Étage="3"), headers=headers)))
    assert reading.accepted[0].address.complement == "B, 3"

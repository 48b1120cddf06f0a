"""Envelopes as NF Z10-011 wants them, over addresses as landlords write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.people.rules.addresses import Address, read_address
from outreach.people.rules.envelopes import LINE_WIDTH, Flaw, postal_block, postal_lines, too_long

# (street, complement, postcode, town) → the lines below the name.
HARD = {
    "bis and an apostrophe": (
        ("3 bis avenue des Droits de l'Homme", "Bât. B, appt 2", "45100", "Orléans"),
        ("APPT 2", "BAT B", "3 BIS AVENUE DES DROITS DE L HOMME", "45100 ORLEANS"),
    ),
    "bis without a space": (
        ("12bis rue de la Gare", "", "45000", "Orléans"),
        ("12 BIS RUE DE LA GARE", "45000 ORLEANS"),
    ),
    "building, stair, floor and flat": (
        ("8 rue des Carmes", "Bâtiment C, escalier 2, 3e étage, appt 34", "45000", "Orléans"),
        ("ESCALIER 2 3E ETAGE APPT 34", "BATIMENT C", "8 RUE DES CARMES", "45000 ORLEANS"),
    ),
    "a floor and a side, after a dash": (
        ("3 ter, rue Jeanne d’Arc – 2e étage gauche", "", "45000", "Orléans"),
        ("2E ETAGE GAUCHE", "3 TER RUE JEANNE D ARC", "45000 ORLEANS"),
    ),
    "a floor and a side, without a comma": (
        ("3 rue Royale 1er étage droite", "", "45000", "Orléans"),
        ("1ER ETAGE DROITE", "3 RUE ROYALE", "45000 ORLEANS"),
    ),
    "a floor by its number": (
        ("3 rue Royale étage 2", "", "45000", "Orléans"),
        ("ETAGE 2", "3 RUE ROYALE", "45000 ORLEANS"),
    ),
    "a flat in the street's cell, after a comma": (
        ("8 rue des Carmes, appt 12", "Résidence Les Hêtres", "45000", "Orléans"),
        ("APPT 12", "RESIDENCE LES HETRES", "8 RUE DES CARMES", "45000 ORLEANS"),
    ),
    "a flat in the street's cell, without a comma": (
        ("8 rue des Carmes Bât A appt 12", "", "45000", "Orléans"),
        ("APPT 12", "BAT A", "8 RUE DES CARMES", "45000 ORLEANS"),
    ),
    "a flat before the street, without a comma": (
        ("Appt 12 3 rue des Carmes", "", "45000", "Orléans"),
        ("APPT 12", "3 RUE DES CARMES", "45000 ORLEANS"),
    ),
    "a building and a flat before the street": (
        ("BAT B APPT 12 3 BIS AV DES DROITS", "", "45000", "Orléans"),
        ("APPT 12", "BAT B", "3 BIS AV DES DROITS", "45000 ORLEANS"),
    ),
    "a tower before the street": (
        ("Tour 17 3 chaussée Saint-Victor", "", "45000", "Orléans"),
        ("TOUR 17", "3 CHAUSSEE SAINT VICTOR", "45000 ORLEANS"),
    ),
    "a street named after a building": (
        ("8 rue du Bâtiment Neuf", "", "45000", "Orléans"),
        ("8 RUE DU BATIMENT NEUF", "45000 ORLEANS"),
    ),
    "a street named after a staircase": (
        ("8 rue de l'Escalier", "", "45000", "Orléans"),
        ("8 RUE DE L ESCALIER", "45000 ORLEANS"),
    ),
    "a post box and a CEDEX": (
        ("12 rue Royale", "BP 40123", "45001", "Orléans Cedex 1"),
        ("12 RUE ROYALE", "BP 40123", "45001 ORLEANS CEDEX 1"),
    ),
    "a post box alone": (
        ("BP 12", "", "45140", "Saint-Jean-de-la-Ruelle"),
        ("BP 12", "45140 SAINT JEAN DE LA RUELLE"),
    ),
    "a hamlet": (
        ("Lieu-dit Les Œillets", "", "45380", "Chaingy"),
        ("LIEU DIT LES OEILLETS", "45380 CHAINGY"),
    ),
    "a long street": (
        ("145 avenue du Général de Division Philippe Leclerc", "", "45000", "Orléans"),
        ("145 AV DU GAL DE DIV PHILIPPE LECLERC", "45000 ORLEANS"),
    ),
    "a long boulevard": (
        ("27 ter boulevard du Maréchal de Lattre de Tassigny", "", "45160", "Olivet"),
        ("27 TER BD DU MAL DE LATTRE DE TASSIGNY", "45160 OLIVET"),
    ),
    "a long residence takes two lines": (
        ("1 rue A", "Résidence étudiante des Jardins de la Source et du Lac", "45100", "Orléans"),
        ("RES ETUDIANTE DES JARDINS DE LA SOURCE", "ET DU LAC", "1 RUE A", "45100 ORLEANS"),
    ),
    "somebody else's letter box": (
        ("5 place d'Arc", "Chez Mme N'Guyễn", "45000", "ORLÉANS"),
        ("CHEZ MME N GUYEN", "5 PLACE D ARC", "45000 ORLEANS"),
    ),
    "dashes between the pieces": (
        ("4 allée Rodin - Appt 7", "Tour T2 / RDC", "45100", "Orléans"),
        ("RDC APPT 7", "TOUR T2", "4 ALLEE RODIN", "45100 ORLEANS"),
    ),
}


@pytest.mark.parametrize(("cells", "lines"), HARD.values(), ids=HARD)
def test_a_hard_address_finds_its_lines(
    cells: tuple[str, str, str, str], lines: tuple[str, ...]
) -> None:
    block = postal_block("Camille Exemple", Address(*cells))
    assert block.lines == ("Camille Exemple", *lines)
    assert block.flaws == ()


@pytest.mark.parametrize(
    ("cells", "flaw"),
    [
        (("", "", "45000", "Orléans"), Flaw.NO_STREET),
        (("rue des Carmes", "", "45000", "Orléans"), Flaw.NO_NUMBER),
        (("chaussée Saint-Victor", "", "45000", "Orléans"), Flaw.NO_NUMBER),
        (("Appt 3 allée des Tilleuls", "", "45000", "Orléans"), Flaw.NO_STREET),
        (("1 rue A", "", "", "Orléans"), Flaw.NO_POSTCODE),
        (("1 rue A", "", "45000", "-"), Flaw.NO_TOWN),
        (("1 rue " + "Anticonstitutionnelle " * 3, "", "45000", "Orléans"), Flaw.LONG_LINE),
    ],
)
def test_what_the_post_would_not_find_is_said(cells: tuple[str, str, str, str], flaw: Flaw) -> None:
    assert postal_block("Camille Exemple", Address(*cells)).flaws == (flaw,)


LONG = "Vandenbroucke-Lefort-Dupont-Petit"  # 33 signs


@pytest.mark.parametrize(
    ("first", "last", "line", "flaws"),
    [
        ("Zoé", " Exemple", "Zoé Exemple", ()),
        ("", "Camille Exemple et Mehdi Benali", "Camille Exemple et Mehdi Benali", ()),
        ("", "", "", (Flaw.NO_NAME,)),
        ("Fran?oise", "Exemple", "Fran?oise Exemple", (Flaw.DAMAGED_NAME,)),
        ("Aïssatou", LONG, f"A. {LONG}", ()),
        ("Anne", "Exemple-" * 6, "Anne " + "Exemple-" * 6, (Flaw.LONG_LINE,)),
    ],
)
def test_a_name_keeps_to_its_line(
    first: str, last: str, line: str, flaws: tuple[Flaw, ...]
) -> None:
    name = f"{first} {last}".strip()
    block = postal_block(name, Address("1 rue A", "", "45000", "Orléans"), first)
    assert block.lines == tuple(filter(None, (line, "1 RUE A", "45000 ORLEANS")))
    assert block.flaws == flaws


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=40))
def test_an_envelope_has_six_lines_of_bare_capitals(line: str, complement: str, town: str) -> None:
    lines = postal_lines("Une Personne", read_address(line, complement, "45000", town))
    assert len(lines) <= 6
    assert all(set(each) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ") for each in lines[1:])
    assert too_long(lines) == any(len(each) > LINE_WIDTH for each in lines)

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.people.rules.names import damaged, display, match_key, several
from outreach.people.rules.text import fold, repair, tidy


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("MARTIN", "Martin"),
        ("EL AMRANI", "El Amrani"),
        ("LE GOFF", "Le Goff"),
        ("DA SILVA", "Da Silva"),
        ("FERREIRA DA SILVA", "Ferreira da Silva"),
        ("NGUYEN VAN DO", "Nguyen Van Do"),
        ("MARIE-ANGE", "Marie-Ange"),
        ("JEAN-DE-DIEU", "Jean-de-Dieu"),
        ("N'DIAYE", "N'Diaye"),
        ("D’ALMEIDA", "D'Almeida"),
        ("DUPONT D'ALMEIDA", "Dupont d'Almeida"),
        ("DE LA TOUR", "De la Tour"),
        ("LEFÈVRE", "Lefèvre"),
        ("GUE\u0301RIN", "Guérin"),
        ("İBRAHİM", "İbrahim"),
        ("McDonald", "McDonald"),
        ("  élodie  ", "Élodie"),
        ("Ã‰lodie", "Élodie"),
        ("Şükran", "Şükran"),
        ("محمد", "محمد"),
        ("", ""),
    ],
)
def test_names_are_shown_as_read_aloud(written: str, shown: str) -> None:
    assert display(written) == shown


@pytest.mark.parametrize(
    "name", ["?ükran", "Fran�ois", "LEFÃ©VRE Éric", "M4RTIN", "Zo«", "Ã lodie"]
)
def test_a_name_that_lost_characters_is_seen(name: str) -> None:
    assert damaged(name)


@pytest.mark.parametrize(
    "name",
    ["Şükran", "N'Diaye", "Marie-Ange", "D’Almeida", "JOÃO", "Škoda", "Åse", "محمد", "Нина", "J."],
)
def test_a_name_that_is_only_unusual_is_not_damaged(name: str) -> None:
    assert not damaged(name)


@pytest.mark.parametrize(
    ("damage", "mended"),
    [
        ("AÃ¯cha", "Aïcha"),
        ("JoÃ£o", "João"),
        ("Ã‰lodie", "Élodie"),
        ("Åžükran", "Åžükran"),
        ("ÅžÃ¼kran", "Şükran"),
        ("FranÃƒÂ§ois", "François"),
        ("Lâ€™Haÿ", "Lâ€™Haÿ"),
        ("GrÃ\xa0ce", "Gràce"),
    ],
)
def test_a_wrong_decoding_is_undone_only_when_it_is_whole(damage: str, mended: str) -> None:
    assert repair(damage) == mended


@given(st.text(alphabet="aZ -éàçüşïÉÀŞ"))
def test_whatever_utf8_was_read_as_windows_text_comes_back(text: str) -> None:
    holes = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
    seen = "".join(holes.get(byte) or bytes([byte]).decode("cp1252") for byte in text.encode())
    assert repair(seen) == text


def test_one_person_has_one_key_however_written() -> None:
    keys = {
        match_key("EL AMRANI", "Marie-Ange"),
        match_key("El-Amrani", "MARIE ANGE"),
        match_key("marie ange", "el amrani"),
        match_key("ÉL AMRANÏ", "Marie-Ange"),
    }
    assert keys == {"amrani ange el marie"}
    assert match_key("YILDIZ", "Ali") == match_key("Yıldız", "ALİ")
    assert match_key("MARTIN", "Élodie") != match_key("MARTIN", "Élodine")


@pytest.mark.parametrize("name", ["Jean et Marie", "DUPONT / MARTIN", "Ali & Nadia", "A ou B"])
def test_a_cell_with_several_people_is_seen(name: str) -> None:
    assert several(name)
    assert not several("Marie-Ange Etienne")


@given(st.text())
@example("𝓐")
def test_cleaning_and_showing_settle_at_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert unicodedata.is_normalized("NFC", display(text)) or not display(text)
    assert fold(fold(text)) == fold(text)

"""A first name may become an initial; nobody's title, sex or surname changes by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.people.rules.initials import fitted_name

WIDTH = 38
LONG = "Vandenbroucke-Lefort-Dupont-Pe"  # 30 signs: nine are left, blank included
LONGER = f"{LONG}tit-Delavigne"
NAMES = st.text(alphabet="MmEeRrLlAaÉé'’- dgp.", max_size=24)

TABLE = {
    # what "M." and "Me." would say of them is not so
    "Marie": "Ma.",
    "Mehdi-Ali": "M.-A.",
    "Mélanie": "Mél.",
    "Mehmetcan": "Meh.",
    "Mohammed": "Mo.",
    "MARIANNE": "MA.",
    "Mrinalini": "Mri.",
    "M'Hamedou": "M'H.",
    "M’Barecka": "M’B.",
    "Drissa-Ali": "D.-A.",
    "Stéphanie": "S.",
    "Préscilla": "P.",
    # a title that the file has put there is no first name
    "Mme Aïssatou": "Mme A.",
    "M. Alexandre": "M. A.",
    # the usual name stays as long as it can
    "Jo Madeleine": "Jo Ma.",
    "Maria da Conceição": "Ma. da C.",
    "Marie-Madeleine": "M.-M.",
    "Jean-François": "J.-F.",
    "Marie et Jean": "Ma. et J.",
    "Élisabeth": "É.",
    "N'Goloba": "N.",
    "D'Angeloo": "D.",
    # what is not shorter, or that nobody would know again, is left to a human
    "عبد الرحمن": None,
    "Владимир-Ю": None,
    "Mo": None,
    "Mia": None,
}


@pytest.mark.parametrize(("first", "short"), TABLE.items())
def test_a_first_name_becomes_the_initials_that_are_nobody_elses_title(
    first: str, short: str | None
) -> None:
    last = LONGER[: WIDTH - len(short or first) - (1 if short else 0)]  # it just fits, or nothing
    name = f"{first} {last}"
    assert len(name) > WIDTH
    assert fitted_name(name, first, WIDTH) == (name if short is None else f"{short} {last}")


def test_the_usual_first_name_is_kept_where_the_others_make_room() -> None:
    assert fitted_name(f"Anna Louise {LONG}", "Anna Louise", WIDTH) == f"Anna L. {LONG}"


@pytest.mark.parametrize("name", ["Vandenbroucke Lefort Dupont Petit Delavigne", "", "Zoé Exemple"])
def test_without_a_first_name_nothing_is_cut(name: str) -> None:
    assert fitted_name(name, "", WIDTH) == name
    assert fitted_name(name, "Vanden", WIDTH) == name


@given(NAMES)
def test_no_first_name_makes_a_title_that_was_not_there(first: str) -> None:
    first = " ".join(first.split())
    shown = fitted_name(f"{first} {LONG}", first, WIDTH)
    assert shown.endswith(LONG)
    word, was = shown.split()[0].lower(), first.lower().split()
    titles = {"m.", "me.", "mé.", "mr.", "mm.", "mgr.", "dr.", "pr."}
    assert word not in titles or word in was

"""The TOML we write: exact form, and readable by anyone."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.sequences.rules.words.toml import emit


def test_the_form_is_fixed() -> None:
    table = {
        "slug": "essai",
        "steps": [{"id": "S1", "requires": [{"step": "info", "working_days": 4}]}],
        "info": {"body": 'Un "mot"\nsur deux lignes', "prompted": True},
    }
    assert emit(table) == (
        'slug = "essai"\n'
        "\n[[steps]]\n"
        'id = "S1"\n'
        'requires = [{ step = "info", working_days = 4 }]\n'
        "\n[info]\n"
        'body = """\nUn \\"mot\\"\nsur deux lignes\n"""\n'
        "prompted = true\n"
    )


@given(st.text(st.characters(exclude_categories=["Cs"])).map(str.strip))
def test_any_text_is_read_back(value: str) -> None:
    assert tomllib.loads(emit({"text": value}))["text"].strip() == value


def test_what_it_can_not_write_is_refused() -> None:
    with pytest.raises(TypeError):
        emit({"price": 1.5})

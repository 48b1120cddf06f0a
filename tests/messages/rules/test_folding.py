"""The quick reading of a text is the slow one without its positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.folding import plain_readings, readings

TRICKS = "aàéÉœŒ ıİß-–—−_’' .·\u00a0\u202f\u200b\u0640ىة\u0301l0y3r1C.A.F.٣½ﬁ\n\t€,"


@given(st.text(st.sampled_from(TRICKS), max_size=60) | st.text(max_size=40))
def test_both_read_alike(text: str) -> None:
    """Character by character, or all at once."""
    assert plain_readings(text) == tuple(reading.text for reading in readings(text))


@pytest.mark.parametrize("text", ["l o y e r", "l.o.y.e.r", "im-payé", "l0yer", "İSTANBUL", ""])
def test_the_tricks_themselves(text: str) -> None:
    """Spelled, dotted, broken, with figures for letters."""
    assert plain_readings(text) == tuple(reading.text for reading in readings(text))

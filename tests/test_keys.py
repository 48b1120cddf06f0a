"""Sealing, rotation and fingerprints."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.keys import KeyRing, SealError, fingerprint, new_key

OLD, NEW = new_key(b"o" * 32), new_key(b"n" * 32)


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    ring = KeyRing([NEW])
    assert ring.open(ring.seal(text)) == text


def test_a_seal_hides_the_text_and_never_repeats_itself() -> None:
    ring = KeyRing([NEW])
    assert "Jeanne" not in ring.seal("Jeanne")
    assert ring.seal("Jeanne") != ring.seal("Jeanne")


def test_the_first_key_seals_and_every_key_opens() -> None:
    old_token = KeyRing([OLD]).seal("Jeanne")
    both = KeyRing([NEW, OLD])
    assert both.open(old_token) == "Jeanne"
    assert KeyRing([NEW]).open(both.seal("Jeanne")) == "Jeanne"


def test_a_renewed_token_opens_without_the_old_key() -> None:
    token = KeyRing([NEW, OLD]).renew(KeyRing([OLD]).seal("Jeanne"))
    assert KeyRing([NEW]).open(token) == "Jeanne"


@pytest.mark.parametrize(
    "token",
    ["", "not a token", KeyRing([OLD]).seal("Jeanne")],
    ids=["empty", "words", "another ring"],  # a seal is never twice the same
)
def test_a_token_of_no_key_is_refused_without_its_text(token: str) -> None:
    with pytest.raises(SealError) as refused:
        KeyRing([NEW]).open(token)
    assert "Jeanne" not in str(refused.value)


def test_a_changed_token_is_refused() -> None:
    token = KeyRing([NEW]).seal("Jeanne")
    with pytest.raises(SealError):
        KeyRing([NEW]).open(token[:-4] + "AAA=")


def test_a_ring_needs_a_key_and_a_key_needs_32_bytes() -> None:
    with pytest.raises(ValueError, match="at least one"):
        KeyRing([])
    with pytest.raises(ValueError, match="32"):
        new_key(b"short")


def test_a_fingerprint_is_an_hmac_under_its_key() -> None:
    expected = hmac.new(b"k", "é".encode(), hashlib.sha256).hexdigest()
    assert fingerprint(b"k", "é") == expected
    assert fingerprint(b"other", "é") != expected

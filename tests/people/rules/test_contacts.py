"""E-mail addresses, postal addresses and languages as files give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.people.rules.addresses import (
    Address,
    one_line,
    pack,
    read_address,
    read_postcode,
    unpack,
)
from outreach.people.rules.emails import (
    BadEmail,
    Email,
    EmailFault,
    mask,
    read_email,
    read_emails,
)
from outreach.people.rules.languages import read_language
from outreach.people.rules.mailboxes import looks_like_employer


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tenant01@example.org", "tenant01@example.org"),
        (" Tenant.01@EXAMPLE.ORG ", "Tenant.01@example.org"),
        ("mailto:t@example.org", "t@example.org"),
        ("Une Personne <t@example.org>", "t@example.org"),
        ("t@example.org.", "t@example.org"),
        ("t\u200b@example.org", "t@example.org"),
        ("x ; t@example.org", "t@example.org"),
    ],
)
def test_an_address_is_found_and_its_domain_lowered(text: str, address: str) -> None:
    assert read_email(text) == Email(address)


@pytest.mark.parametrize(
    "text",
    [
        "kevin(at)example.org",
        "a@b",
        "a..b@example.org",
        "@example.org",
        "é@example.org",
        "a@b@c.fr",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert read_email(text) == BadEmail(EmailFault.INVALID)


def test_a_mailbox_nobody_reads_and_an_empty_cell_are_told_apart() -> None:
    assert read_email("noreply@example.org") == BadEmail(EmailFault.NOBODY)
    assert read_email("  ") == BadEmail(EmailFault.EMPTY)


def test_two_addresses_in_one_cell_are_both_read() -> None:
    assert read_emails("a@example.org ; b@example.org") == (
        Email("a@example.org"),
        Email("b@example.org"),
    )


@pytest.mark.parametrize("text", ["p.martin@mairie.example.org", "contact@example.org", "x@ahu.eu"])
def test_an_employers_or_an_offices_address_waits_for_confirmation(text: str) -> None:
    email = read_email(text)
    assert isinstance(email, Email)
    assert email.needs_confirmation


@pytest.mark.parametrize(
    "domain", ["gmail.com", "orange.fr", "hotmail.fr", "yahoo.co.uk", "outlook.com.tr", "ukr.net"]
)
def test_providers_of_personal_mailboxes_are_known(domain: str) -> None:
    assert not looks_like_employer(domain)
    assert looks_like_employer(f"hotmail.{domain}")


def test_an_address_is_masked_and_never_represented() -> None:
    assert mask("martin@example.org") == "m•••@example.org"
    assert "martin" not in repr(read_email("martin@example.org"))


@given(st.text())
def test_any_text_gives_an_address_or_a_reason(text: str) -> None:
    assert all(isinstance(one, Email | BadEmail) for one in read_emails(text))


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("45000", "45000"),
        ("45000.0", "45000"),
        (" 45 000 ", "45000"),
        ("F-45000", "45000"),
        ("'45000", "45000"),
        ("97400", "97400"),
        ("4500", ""),
        ("00000", ""),
        ("4500O", ""),
        ("٤٥٠٠٠", ""),
        ("", ""),
    ],
)
def test_a_postcode_has_five_digits_and_none_is_guessed(text: str, postcode: str) -> None:
    assert read_postcode(text) == postcode


def test_an_address_is_usable_with_street_postcode_and_town() -> None:
    whole = read_address("12 rue des Carmes", "", "45000", "ORLEANS")
    assert whole.usable
    assert not read_address("", "", "45000", "ORLEANS").usable
    assert not read_address("12 rue des Carmes", "", "4500", "ORLEANS").usable
    assert not read_address("12 rue des Carmes", "", "45000", "").usable


@pytest.mark.parametrize(
    "cells",
    [
        ("12 rue des Carmes", "", "45000 ORLEANS", ""),
        ("12 rue des Carmes", "", "", "45000 ORLEANS"),
        ("12 rue des Carmes, 45000 ORLEANS", "", "", ""),
    ],
)
def test_an_address_in_fewer_cells_is_the_same(cells: tuple[str, str, str, str]) -> None:
    assert read_address(*cells) == Address("12 rue des Carmes", "", "45000", "ORLEANS")


@given(st.builds(Address, st.text(), st.text(), st.text(), st.text()))
def test_a_stored_address_comes_back_whole(address: Address) -> None:
    assert unpack(pack(address)) == address


def test_an_address_in_a_list_leaves_out_what_is_missing() -> None:
    assert one_line(Address("12 rue A", "", "45000", "Orléans")) == "12 rue A, 45000 Orléans"
    assert one_line(Address("", "Bât. B", "", "Orléans")) == "Bât. B, Orléans"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("fr", "fr"),
        ("AR", "ar"),
        ("arabe", "ar"),
        ("العربية", "ar"),
        ("arabe (marocain)", "ar"),
        ("Anglais", "en"),
        ("pt-BR", "pt"),
        ("Türkçe", "tr"),
        ("uk", "uk"),
        ("ukrainien", "uk"),
        ("ROUMAIN", "ro"),
        ("FR/AR", "fr"),
        ("comprend le soninké", "snk"),
        ("ne parle pas français", None),
        ("klingon", None),
        ("so it am", "so"),
        ("il parle so", None),
        ("???", ""),
    ],
)
def test_a_language_is_read_as_a_code(text: str, code: str | None) -> None:
    assert read_language(text) == code

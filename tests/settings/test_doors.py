"""Where messages, letters and rows go: addresses that are read, and told apart."""

from pathlib import Path

import pytest

from outreach.endpoints import SenderKind
from outreach.settings import SettingsError
from tests.settings.conftest import SMTP, TWILIO, Loader


def test_the_refusal_of_a_mobile_sender_gives_its_reason(loaded: Loader) -> None:
    with pytest.raises(SettingsError, match="réservés aux échanges entre personnes"):
        loaded({"TWILIO_SENDER": "+33639980000"})


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("+33939000000", SenderKind.NUMBER),
        ("+3197010000000", SenderKind.NUMBER),
        ("36184", SenderKind.SHORT_CODE),
        ("361845", SenderKind.SHORT_CODE),
        ("MG" + "a1" * 16, SenderKind.SERVICE),
        ("AHU", SenderKind.ALPHANUMERIC),
        ("AHU Orleans", SenderKind.ALPHANUMERIC),
        ("1A", SenderKind.ALPHANUMERIC),
    ],
)
def test_senders_are_told_apart(loaded: Loader, sender: str, kind: SenderKind) -> None:
    assert loaded(TWILIO | {"TWILIO_SENDER": sender}).sender_kind is kind


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, False, "", "")),
        ("smtps://mail.example.org", ("mail.example.org", 465, True, "", "")),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, False, "", "")),
        ("smtps://a%40b.fr:p%3A%2F%25@mail:99", ("mail", 99, True, "a@b.fr", "p:/%")),
    ],
)
def test_smtp_addresses_are_taken_apart(
    loaded: Loader, url: str, expected: tuple[str, int, bool, str, str]
) -> None:
    server = loaded(SMTP | {"SMTP_URL": url}).smtp_url
    assert server is not None
    assert (server.host, server.port, server.implicit_tls, server.user, server.password) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("imaps://ahu:pw@mail", ("mail", 993, True, "INBOX")),
        ("imaps://ahu:pw@mail/", ("mail", 993, True, "INBOX")),
        ("imap://ahu:pw@127.0.0.1:1143/Locataires/R%C3%A9ponses", None),
        ("imaps://ahu:pw@mail/Reponses", ("mail", 993, True, "Reponses")),
    ],
)
def test_imap_addresses_are_taken_apart(
    loaded: Loader, url: str, expected: tuple[str, int, bool, str] | None
) -> None:
    server = loaded({"IMAP_URL": url}).imap_url
    assert server is not None
    found = (server.host, server.port, server.implicit_tls, server.folder)
    assert found == (expected or ("127.0.0.1", 1143, False, "Locataires/Réponses"))


@pytest.mark.parametrize(
    ("given", "url", "path"),
    [
        ("sqlite:///a/b.db", "sqlite:///a/b.db", Path("a/b.db")),
        ("sqlite:////srv/b.db", "sqlite:////srv/b.db", Path("/srv/b.db")),
        ("postgres://u:p@h:5433/b", "postgresql+psycopg://u:p@h:5433/b", None),
        (
            "postgresql://u:p@h/b?host=/run/pg",
            "postgresql+psycopg://u:p@h/b?host=%2Frun%2Fpg",
            None,
        ),
        ("postgresql+psycopg://h/b", "postgresql+psycopg://h/b", None),
    ],
)
def test_database_addresses_are_normalised(
    loaded: Loader, given: str, url: str, path: Path | None
) -> None:
    settings = loaded({"DATABASE_URL": given})
    assert settings.database_url == url
    assert settings.sqlite_path == path


@pytest.mark.parametrize(
    ("given", "real", "fictitious"),
    [
        ({}, False, False),
        ({"SMS": "simulator"}, False, True),
        (TWILIO, True, False),
        (TWILIO | {"TWILIO_API_URL": "https://API.twilio.com/"}, True, False),
        (TWILIO | {"TWILIO_API_URL": "https://api.dublin.ie1.twilio.com"}, True, False),
        (TWILIO | {"TWILIO_API_URL": "http://127.0.0.1:4010"}, False, True),
        (TWILIO | {"TWILIO_API_URL": "https://nottwilio.com"}, False, True),
    ],
)
def test_fiction_and_the_real_provider_exclude_each_other(
    loaded: Loader, given: dict[str, str], real: bool, fictitious: bool
) -> None:
    settings = loaded(given)
    assert settings.real_provider is real
    assert settings.fictitious_numbers_allowed is fictitious


def test_the_folder_of_letters_must_be_there(loaded: Loader, tmp_path: Path) -> None:
    assert loaded({}).postal_folder is None
    assert loaded({"POSTAL_FOLDER": str(tmp_path)}).postal_folder == tmp_path.resolve()
    with pytest.raises(SettingsError, match="OUTREACH_POSTAL_FOLDER : mettez un dossier"):
        loaded({"POSTAL_FOLDER": str(tmp_path / "nowhere")})


def test_addresses_lose_their_last_slash(loaded: Loader) -> None:
    assert (
        loaded({"PUBLIC_URL": "https://ahu.example.org/"}).public_url == "https://ahu.example.org"
    )

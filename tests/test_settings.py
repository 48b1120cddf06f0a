"""Settings: what is accepted, what stops the start, and with which words."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from outreach.endpoints import SenderKind
from outreach.settings import Settings, SettingsError, SmsMode, load

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
OTHER_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="
TWILIO = {
    "SMS": "twilio",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "fictitious token",
    "TWILIO_SENDER": "+33939000000",
}
SMTP = {"SMTP_URL": "smtp://127.0.0.1:2525", "EMAIL_FROM": "contact@example.org"}

Loader = Callable[..., Settings]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Loader:
    """Load settings from the given variables (without their prefix) and `.env` text."""

    def _load(given: Mapping[str, str], dotenv: str = "", at: str | None = None) -> Settings:
        for name, value in given.items():
            monkeypatch.setenv(f"OUTREACH_{name}", value)
        file = tmp_path / "dotenv"
        file.write_text(dotenv, encoding="utf-8")
        return load(at=at, env_file=file)

    return _load


def test_nothing_set_is_a_working_manual_set_up(loaded: Loader) -> None:
    settings = loaded({})
    assert settings.sms is SmsMode.MANUAL
    assert settings.database_url == "sqlite:///var/outreach.db"
    assert settings.sqlite_path == Path("var/outreach.db")
    assert settings.public_url == "http://127.0.0.1:8000"
    assert str(settings.zone) == "Europe/Paris"
    assert not settings.hold
    assert settings.smtp_url is settings.imap_url is settings.starts_at is None
    assert settings.sealing_keys == ()


def test_an_empty_variable_counts_as_missing(loaded: Loader) -> None:
    assert loaded({"SMTP_URL": "", "SMS": ""}).sms is SmsMode.MANUAL


BAD = [
    ({"SMS": "pigeon"}, "SMS"),
    ({"HOLD": "perhaps"}, "HOLD"),
    ({"TIMEZONE": "Europe/Orleans"}, "TIMEZONE"),
    ({"TIMEZONE": "Europe"}, "TIMEZONE"),
    ({"TIMEZONE": "../etc/passwd"}, "TIMEZONE"),
    ({"NOW": "tomorrow"}, "NOW"),
    ({"DATABASE_URL": "mysql://someone:pass-word@host/base"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
    ({"DATABASE_URL": "outreach.db"}, "DATABASE_URL"),
    ({"DATABASE_URL": "postgresql://host:pass-word/base"}, "DATABASE_URL"),
    ({"DATA_KEYS": "pass-word"}, "DATA_KEYS"),
    ({"DATA_KEYS": f"{KEY},pass-word"}, "DATA_KEYS"),
    ({"DATA_KEYS": ","}, "DATA_KEYS"),
    ({"PUBLIC_URL": "contact.example.org"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "ftp://contact.example.org"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://contact.example.org/?a=b"}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "https://contact.example.org:port"}, "PUBLIC_URL"),
    ({"TWILIO_API_URL": "127.0.0.1:4010"}, "TWILIO_API_URL"),
    ({"TWILIO_ACCOUNT_SID": "SK" + "0" * 32}, "TWILIO_ACCOUNT_SID"),
    ({"TWILIO_SENDER": "0939000000"}, "TWILIO_SENDER"),
    ({"TWILIO_SENDER": "1234"}, "TWILIO_SENDER"),
    ({"TWILIO_SENDER": "AHU Orleans 45"}, "TWILIO_SENDER"),
    ({"TWILIO_SENDER": "123456789"}, "TWILIO_SENDER"),
    ({"TWILIO_SENDER": "AHU Orléans"}, "TWILIO_SENDER"),
    ({"TWILIO_SENDER": "+33639980000"}, "TWILIO_SENDER"),
    ({"TWILIO_SENDER": "+33700000000"}, "TWILIO_SENDER"),
    (TWILIO | {"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID"),
    (TWILIO | {"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN"),
    (TWILIO | {"TWILIO_SENDER": ""}, "TWILIO_SENDER"),
    (TWILIO | {"NOW": "2026-03-02T09:30"}, "NOW"),
    (SMTP | {"EMAIL_FROM": ""}, "EMAIL_FROM"),
    (SMTP | {"EMAIL_FROM": "AHU"}, "EMAIL_FROM"),
    (SMTP | {"EMAIL_REPLY_TO": "AHU <contact@example.org>"}, "EMAIL_REPLY_TO"),
    (SMTP | {"SMTP_URL": "http://127.0.0.1"}, "SMTP_URL"),
    (SMTP | {"SMTP_URL": "smtp://someone@host"}, "SMTP_URL"),
    (SMTP | {"SMTP_URL": "smtp://someone:pass-word@host:mail"}, "SMTP_URL"),
    (SMTP | {"SMTP_URL": "smtp://host/folder"}, "SMTP_URL"),
    ({"IMAP_URL": "imaps://host/INBOX"}, "IMAP_URL"),
    ({"IMAP_URL": "pop3://someone:pass-word@host"}, "IMAP_URL"),
    ({"SENDING_THREADS": "0"}, "SENDING_THREADS"),
    ({"SENDING_THREADS": "many"}, "SENDING_THREADS"),
    ({"GRACE": "59"}, "GRACE"),
    ({"GRACE": "3601"}, "GRACE"),
    ({"LAG_MARGIN": "five"}, "LAG_MARGIN"),
    ({"SECRET_KEY_FILE": "/no/such/file"}, "SECRET_KEY_FILE"),
    ({"SECRET_KEY_FILE": "/no/such/file", "SECRET_KEY": "pass-word"}, "SECRET_KEY"),
]


@pytest.mark.parametrize(("given", "named"), BAD)
def test_a_bad_value_stops_the_start_with_one_line_that_names_it(
    loaded: Loader, given: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(given)
    message = str(caught.value)
    assert message.startswith(f"OUTREACH_{named} : ")
    assert "\n" not in message
    assert "pass-word" not in message


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


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02T09:30:00+01:00", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-03-02T09:30", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),  # read in Paris
        ("2026-07-02T09:30", datetime(2026, 7, 2, 7, 30, tzinfo=UTC)),
        ("2026-03-02T09:30Z", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
    ],
)
def test_the_clock_may_start_elsewhere(loaded: Loader, text: str, instant: datetime) -> None:
    assert loaded({"NOW": text}).starts_at == instant


def test_the_option_wins_over_the_variable(loaded: Loader) -> None:
    settings = loaded({"NOW": "2026-03-02T09:30"}, at="2026-04-01T10:00Z")
    assert settings.starts_at == datetime(2026, 4, 1, 10, tzinfo=UTC)


def test_the_option_is_refused_with_the_real_provider(loaded: Loader) -> None:
    with pytest.raises(SettingsError, match="OUTREACH_NOW"):
        loaded(TWILIO, at="2026-04-01T10:00Z")


@pytest.mark.parametrize(
    ("text", "held"), [("1", True), ("oui", True), ("true", True), ("0", False), ("Non", False)]
)
def test_hold_is_said_in_plain_words(loaded: Loader, text: str, held: bool) -> None:
    assert loaded({"HOLD": text}).hold is held


def test_the_folder_of_letters_must_be_there(loaded: Loader, tmp_path: Path) -> None:
    assert loaded({}).postal_folder is None
    assert loaded({"POSTAL_FOLDER": str(tmp_path)}).postal_folder == tmp_path.resolve()
    with pytest.raises(SettingsError, match="OUTREACH_POSTAL_FOLDER : mettez un dossier"):
        loaded({"POSTAL_FOLDER": str(tmp_path / "nowhere")})


def test_addresses_lose_their_last_slash(loaded: Loader) -> None:
    assert (
        loaded({"PUBLIC_URL": "https://ahu.example.org/"}).public_url == "https://ahu.example.org"
    )


def test_several_keys_are_kept_in_order(loaded: Loader) -> None:
    assert loaded({"DATA_KEYS": f"{KEY}, {OTHER_KEY}"}).sealing_keys == (KEY, OTHER_KEY)


def test_the_environment_wins_over_the_file_beside_it(loaded: Loader) -> None:
    settings = loaded({"HOLD": "1"}, dotenv="OUTREACH_HOLD=0\nOUTREACH_TIMEZONE=Europe/Lisbon\n")
    assert settings.hold
    assert settings.timezone == "Europe/Lisbon"


def test_a_secret_may_come_from_a_file(loaded: Loader, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("fictitious token\n", encoding="utf-8")
    given = TWILIO | {"TWILIO_AUTH_TOKEN": "", "TWILIO_AUTH_TOKEN_FILE": str(secret)}
    token = loaded(given).twilio_auth_token
    assert token is not None
    assert token.get_secret_value() == "fictitious token"


def test_the_file_of_a_secret_may_be_named_in_the_file_beside_us(
    loaded: Loader, tmp_path: Path
) -> None:
    secret = tmp_path / "key"
    secret.write_text("one long secret\n", encoding="utf-8")
    assert (
        loaded({}, dotenv=f"OUTREACH_SECRET_KEY_FILE={secret}\n").serve_key() == "one long secret"
    )


def test_a_settings_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "dotenv"
    file.write_bytes("OUTREACH_EMAIL_FROM=Médiation <a@example.org>".encode("cp1252"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load(env_file=file)


def test_serving_needs_a_secret_key(loaded: Loader) -> None:
    with pytest.raises(SettingsError, match="OUTREACH_SECRET_KEY : "):
        loaded({}).serve_key()


def test_no_secret_shows_when_settings_are_printed(loaded: Loader) -> None:
    given = TWILIO | {
        "DATABASE_URL": "postgresql://u:pass-word@h/b",
        "SECRET_KEY": "pass-word",
        "TWILIO_AUTH_TOKEN": "pass-word",
        "DATA_KEYS": KEY,
        "SMTP_URL": "smtp://u:pass-word@h",
        "IMAP_URL": "imaps://u:pass-word@h",
        "EMAIL_FROM": "contact@example.org",
    }
    settings = loaded(given)
    shown = f"{settings!r} {settings}"
    assert "pass-word" not in shown
    assert KEY not in shown


def test_settings_do_not_change_once_read(loaded: Loader) -> None:
    settings = loaded({})
    with pytest.raises(ValidationError, match="frozen"):
        settings.hold = True  # type: ignore[misc]


def test_the_example_file_names_every_setting_and_no_other() -> None:
    text = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8")
    named = {
        line[1:].partition("=")[0] for line in text.splitlines() if line.startswith("#OUTREACH_")
    }
    assert named == {f"OUTREACH_{name}".upper() for name in Settings.model_fields}

"""Settings: what is accepted, what stops the start, and with which words."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from outreach.settings import Settings, SettingsError, SmsMode, load
from tests.settings.conftest import KEY, SMTP, TWILIO, Loader


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


def test_the_environment_wins_over_the_file_beside_it(loaded: Loader) -> None:
    settings = loaded({"HOLD": "1"}, dotenv="OUTREACH_HOLD=0\nOUTREACH_TIMEZONE=Europe/Lisbon\n")
    assert settings.hold
    assert settings.timezone == "Europe/Lisbon"


def test_a_settings_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "dotenv"
    file.write_bytes("OUTREACH_EMAIL_FROM=Médiation <a@example.org>".encode("cp1252"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load(env_file=file)


def test_settings_do_not_change_once_read(loaded: Loader) -> None:
    settings = loaded({})
    with pytest.raises(ValidationError, match="frozen"):
        settings.hold = True  # type: ignore[misc]


def test_the_example_file_names_every_setting_and_no_other() -> None:
    text = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")
    named = {
        line[1:].partition("=")[0] for line in text.splitlines() if line.startswith("#OUTREACH_")
    }
    assert named == {f"OUTREACH_{name}".upper() for name in Settings.model_fields}

"""Secrets: from variables or files, in order, and never shown."""

from pathlib import Path

import pytest

from outreach.settings import SettingsError
from tests.settings.conftest import KEY, TWILIO, Loader

OTHER_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="


def test_several_keys_are_kept_in_order(loaded: Loader) -> None:
    assert loaded({"DATA_KEYS": f"{KEY}, {OTHER_KEY}"}).sealing_keys == (KEY, OTHER_KEY)


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

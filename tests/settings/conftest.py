"""Settings read from variables and a file, as a process reads them at its start."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from outreach.settings import Settings, load

KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
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

"""The town as a newcomer opens it: only with settings that reach nobody."""

import subprocess
import sys
from pathlib import Path

import pytest

REAL = {
    "OUTREACH_SMS": "twilio",
    "OUTREACH_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "OUTREACH_TWILIO_AUTH_TOKEN": "jeton-fictif",
    "OUTREACH_TWILIO_SENDER": "AHU",
}


@pytest.mark.parametrize(
    "settings",
    [{}, REAL, REAL | {"OUTREACH_TWILIO_API_URL": "https://sms.example.org"}],
    ids=["no provider", "the real one", "one elsewhere"],
)
def test_a_town_opens_only_round_a_carrier_of_this_machine(
    settings: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "outreach.town"]
    ran = subprocess.run(
        command, cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 2
    assert "examples/demo.env" in ran.stderr

"""The one assembler: clock, database, doors, and the key beside the database."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.channels.base import Medium
from outreach.channels.email.door import EmailDoor
from outreach.channels.manual_sms import ManualSms
from outreach.channels.memory import MemoryDoor
from outreach.channels.postal_drop import PostalDrop
from outreach.channels.twilio_sms.door import TwilioSms
from outreach.clock import StillClock, SystemClock
from outreach.keys import new_key
from outreach.parts import assemble, key_ring, prepare_key
from outreach.settings import Settings, SettingsError

KEY = new_key(b"1" * 32)
OTHER = new_key(b"2" * 32)
INSTANT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TWILIO = {
    "sms": "twilio",
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_auth_token": "x" * 32,
    "twilio_sender": "+33937000000",
}
MAIL = {"smtp_url": "smtp://127.0.0.1:25", "email_from": "AHU <contact@example.org>"}


def _settings(tmp_path: Path, **given: Any) -> Settings:
    url = f"sqlite:///{tmp_path / 'outreach.db'}"
    values = {"database_url": url, "data_keys": KEY, **given}
    set_ones = {name: value for name, value in values.items() if value is not None}
    return Settings(_env_file=None, **set_ones)


def test_by_default_a_human_sends_the_sms_and_no_email_leaves(tmp_path: Path) -> None:
    doors = assemble(_settings(tmp_path)).doors
    assert isinstance(doors[Medium.SMS], ManualSms)
    assert list(doors) == [Medium.SMS]
    assert Medium.EMAIL not in doors
    assert doors.get(Medium.EMAIL) is None


def test_each_setting_opens_its_door(tmp_path: Path) -> None:
    twilio = assemble(_settings(tmp_path, **TWILIO)).doors[Medium.SMS]
    assert isinstance(twilio, TwilioSms)
    assert twilio.capability.two_way
    simulator = assemble(_settings(tmp_path, sms="simulator")).doors[Medium.SMS]
    assert isinstance(simulator, MemoryDoor)
    doors = assemble(_settings(tmp_path, **MAIL)).doors
    assert set(doors) == {Medium.SMS, Medium.EMAIL}
    assert isinstance(doors[Medium.EMAIL], EmailDoor)
    assert not doors[Medium.EMAIL].capability.two_way


def test_letters_go_to_a_folder_only_once_one_is_named(tmp_path: Path) -> None:
    assert assemble(_settings(tmp_path)).postal is None
    postal = assemble(_settings(tmp_path, postal_folder=tmp_path)).postal
    assert isinstance(postal, PostalDrop)


def test_a_mailbox_to_read_makes_email_two_way(tmp_path: Path) -> None:
    imap = {"imap_url": "imaps://u:p@127.0.0.1/Retours", "email_reply_to": "re@example.org"}
    doors = assemble(_settings(tmp_path, **MAIL, **imap)).doors
    assert doors[Medium.EMAIL].capability.two_way


def test_a_door_is_built_once(tmp_path: Path) -> None:
    doors = assemble(_settings(tmp_path, sms="simulator")).doors
    assert doors[Medium.SMS] is doors[Medium.SMS]


def test_assembling_touches_neither_files_nor_sdks(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from outreach.parts import assemble;"
        "from outreach.settings import load; assemble(load(None, Path('none')));"
        "heavy = {'twilio', 'imap_tools', 'flask', 'alembic'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    env = {"OUTREACH_DATA_KEYS": KEY} | {
        f"OUTREACH_{name.upper()}": value for name, value in {**TWILIO, **MAIL}.items()
    }
    ran = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_the_clock_starts_where_told_and_ticks_on(tmp_path: Path) -> None:
    settings = _settings(tmp_path, now="2026-03-02T10:00")
    for parts in (assemble(settings), assemble(_settings(tmp_path), at=INSTANT)):
        assert timedelta() <= parts.clock.now() - INSTANT < timedelta(minutes=1)


def test_the_clock_does_not_move_with_the_real_provider(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="OUTREACH_NOW"):
        assemble(_settings(tmp_path, **TWILIO), at=INSTANT)
    local = _settings(tmp_path, **TWILIO, twilio_api_url="http://127.0.0.1:4010")
    assert assemble(local, at=INSTANT).clock.now() >= INSTANT


def test_the_keys_of_the_settings_win_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "data.key").write_text(OTHER)
    token = key_ring(_settings(tmp_path)).seal("secret")
    assert key_ring(_settings(tmp_path, data_keys=f"{OTHER},{KEY}")).open(token) == "secret"


def test_a_new_key_is_its_owner_s_only_and_is_used_from_then_on(tmp_path: Path) -> None:
    settings = _settings(tmp_path, data_keys=None)
    path = prepare_key(settings, SystemClock())
    assert path == tmp_path / "data.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    token = key_ring(settings).seal("secret")
    assert prepare_key(settings, SystemClock()) is None
    assert key_ring(settings).open(token) == "secret"
    assert [file.name for file in tmp_path.iterdir()] == ["data.key"]


def test_keys_asked_for_at_once_are_one_key(tmp_path: Path) -> None:
    settings = _settings(tmp_path, data_keys=None)
    clock = SystemClock()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: prepare_key(settings, clock), range(8)))
    assert len([path for path in made if path]) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["data.key"]


def test_no_key_is_made_for_a_database_whose_key_is_lost(tmp_path: Path) -> None:
    (tmp_path / "outreach.db").write_bytes(b"rows")
    settings = _settings(tmp_path, data_keys=None)
    assert prepare_key(settings, StillClock(INSTANT)) is None
    with pytest.raises(SettingsError, match="remettez le fichier"):
        key_ring(settings)


def test_no_key_is_made_when_the_settings_hold_one(tmp_path: Path) -> None:
    assert prepare_key(_settings(tmp_path), StillClock(INSTANT)) is None
    assert list(tmp_path.iterdir()) == []


def test_a_missing_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"OUTREACH_DATA_KEYS : .* lancez « outreach init »"):
        assemble(_settings(tmp_path, data_keys=None))


@pytest.mark.parametrize("content", [b"", b"not a key", b"\xff\xfe", b"  \n"])
def test_an_unreadable_key_is_said_so_and_not_shown(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data.key").write_bytes(content)
    with pytest.raises(SettingsError, match="ne contient pas de clé lisible") as caught:
        key_ring(_settings(tmp_path, data_keys=None))
    assert "not a key" not in str(caught.value)


def test_postgresql_needs_keys_in_the_settings(tmp_path: Path) -> None:
    url = "postgresql://127.0.0.1:9/outreach"
    with pytest.raises(SettingsError, match="PostgreSQL"):
        assemble(_settings(tmp_path, database_url=url, data_keys=None))
    assert not assemble(_settings(tmp_path, database_url=url)).database.is_sqlite

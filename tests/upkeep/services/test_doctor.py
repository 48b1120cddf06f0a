"""The doctor finds each thing that is wrong, and nothing in a healthy installation."""

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from outreach.cases.models import Thread
from outreach.channels.base import Outcome, Result
from outreach.database import Database
from outreach.fieldwork.models import VisitWatch
from outreach.keys import KeyRing, new_key
from outreach.messages.models import Sender
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.settings import Settings
from outreach.staff.models import Role, Staff
from outreach.staff.services.accounts import Newcomer, hire
from outreach.upkeep.services import heartbeat
from outreach.upkeep.services.doctor.examine import examine
from outreach.upkeep.services.doctor.finding import Finding, Patient
from tests.replies.services.test_receive import hears
from tests.sequences.services.test_doorless import mail
from tests.world import LIBRARY, World, add_case, make_world, paris

ALWAYS = {"on_call"}  # nobody is on call yet: good to know


def settings_with(**values: Any) -> Settings:
    """The settings of an installation that sends and hears for real."""
    healthy = {
        "secret_key": "x" * 40,
        "public_url": "https://ahu.example.org",
        "sms": "twilio",
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_token": "x",
        "twilio_sender": "+33938000001",
        "smtp_url": "smtp://127.0.0.1:9",
        "imap_url": "imap://user:pw@127.0.0.1:9/INBOX",
        "email_from": "ahu@example.org",
    }
    given = {name: value for name, value in (healthy | values).items() if value is not None}
    return Settings(_env_file=None, **given)


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """Everything in order on Monday 2 March at nine."""
    world = make_world(sqlite_database)
    add_case(world)
    change(world, Programme, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    heartbeat.beat(sqlite_database, "w", world.clock.now())
    return world


def change(world: World, model: type, **values: object) -> None:
    """Set columns of every row of a table."""
    with world.database.write() as session:
        session.execute(update(model).values(**values))


def patient(world: World, **values: Any) -> Patient:
    """The installation as it is now."""
    return Patient(settings_with(**values), world.database, world.clock.now(), LIBRARY)


def codes(findings: object) -> set[str]:
    """What was found, but for what is always said."""
    return {one.code for one in findings} - ALWAYS  # type: ignore[attr-defined]


def test_a_healthy_installation_has_nothing_to_mend(world: World) -> None:
    findings = list(examine(patient(world)))
    assert [one for one in findings if not one.note] == []
    assert {one.code for one in findings} == ALWAYS
    assert findings[0].sentence == "Hors horaires, personne ne lit les alertes."


@pytest.mark.parametrize(
    ("values", "code", "note"),
    [
        ({"sms": "manual"}, "sms_manual", True),
        ({"sms": "simulator"}, "sms_simulator", True),
        ({"twilio_sender": "AHU"}, "sms_one_way", True),
        ({"public_url": "http://ahu.example.org"}, "public_url", False),
        ({"secret_key": None}, "secret_key", False),
        ({"smtp_url": None}, "smtp", True),
        ({"imap_url": None}, "imap", False),
    ],
)
def test_each_setting_is_looked_at(
    world: World, values: dict[str, Any], code: str, note: bool
) -> None:
    (found,) = (one for one in examine(patient(world, **values)) if one.code not in ALWAYS)
    assert (found.code, found.note) == (code, note)
    assert found.sentence
    assert found.fix


def send_uncertain(world: World) -> None:
    """A message of unknown fate, two hours ago."""
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.sms.plan(Outcome(Result.UNCERTAIN))
    world.tick("2026-03-10 16:30")
    world.tick("2026-03-10 18:30")
    world.clock.set(paris("2026-03-10 20:31"))


def wait_for_letter(world: World) -> None:
    """Six working days later the letter still lies there."""
    world.tick()
    world.clock.set(paris("2026-03-10 09:00"))


def leave_unanswered(world: World) -> None:
    """Somebody wrote on Monday; it is Wednesday."""
    hears(world, "Bonjour")
    world.clock.set(paris("2026-03-04 09:00"))


def break_trigger(world: World) -> None:
    """Somebody took the journal's guard away."""
    with world.database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER journal_unchanged"))


def hold(world: World) -> None:
    """A coordinator stops everything."""
    with world.database.write() as session:
        programmes.hold(session, None, actor="staff:c", now=world.clock.now())


def unread(world: World) -> None:
    """The mailbox was last read two days ago."""
    world.tick()
    long_ago = world.clock.now() - timedelta(days=2)
    with world.database.write() as session:
        silent = update(Sender).where(Sender.medium == "sms")
        session.execute(silent.values(read_at=long_ago, unread_since=long_ago))


def set_back(world: World) -> None:
    """A sender was stopped by a clock that ran a year ahead."""
    world.tick()
    with world.database.write() as session:
        stopped = update(Sender).where(Sender.medium == "sms")
        session.execute(stopped.values(stopped_until=world.clock.now() + timedelta(days=365)))


def drop_script(world: World) -> None:
    """Nothing is published."""
    with world.database.write() as session:
        session.execute(text("DELETE FROM enrolments"))
        session.execute(text("DELETE FROM script_versions"))


def loosen_script(world: World) -> None:
    """A published text says what no text may say."""
    with world.database.write() as session:
        row = session.get_one(ScriptVersion, world.version_id)
        row.digest = "loosened"
        row.files = {
            name: content.replace("Un chiffre suffit", "Payez votre loyer")
            for name, content in row.files.items()
        }


SPOIL: dict[str, Callable[[World], None]] = {
    "programme_contact_name": lambda world: change(world, Programme, contact_name=""),
    "programme_contact_phone": lambda world: change(world, Programme, contact_phone=None),
    "programme_adil_phone": lambda world: change(world, Programme, adil_phone=""),
    "programme_starts_on": lambda world: change(world, Programme, starts_on=None),
    "programme_ends_on": lambda world: change(world, Programme, ends_on=None),
    "programme_dates": lambda world: change(world, Programme, ends_on=date(2025, 1, 1)),
    "programme_over": lambda world: change(world, Programme, ends_on=date(2026, 3, 1)),
    "hours": lambda world: change(world, Programme, hours="jamais"),
    "script": drop_script,
    "words": loosen_script,
    "hold": hold,
    "journal_guards": break_trigger,
    "worker": lambda world: world.clock.set(paris("2026-03-02 09:03")),
    "mailbox_unread": unread,
    "uncertain": send_uncertain,
    "clock_back": set_back,
    "letters": wait_for_letter,
    "threads": leave_unanswered,
    "alerts": lambda world: hears(world, "je veux mourir"),
}


@pytest.mark.parametrize("code", SPOIL)
def test_each_trouble_is_found_alone(world: World, code: str) -> None:
    SPOIL[code](world)
    if code != "worker":
        heartbeat.beat(world.database, "w", world.clock.now())
    found = [one for one in examine(patient(world)) if one.code not in ALWAYS]
    assert [one.code for one in found] == [code]
    said = str(found)
    assert not any(private in said for private in ("Camille", "39980010", "Valérie"))


def test_an_alarm_that_can_not_leave_is_found(world: World) -> None:
    with world.database.write() as session:
        newcomer = Newcomer("claire@example.org", "Claire", Role.WORKER, "", "+33639980091")
        claire = hire(session, world.clock, newcomer, "")
        assert isinstance(claire, Staff)
        session.add(VisitWatch(team=claire.team, staff_id=claire.id, minutes=60, patience=15))
    assert codes(examine(patient(world))) == set()
    silent = examine(patient(world, sms="manual", smtp_url=None))
    assert "visit_alarm" in codes(silent)
    change(world, Staff, active=False)
    assert codes(examine(patient(world))) == {"visit_watch_gone"}


def test_a_letter_or_a_thread_has_its_days(world: World) -> None:
    world.tick()
    hears(world, "Bonjour")
    world.clock.set(paris("2026-03-03 18:00"))
    heartbeat.beat(world.database, "w", world.clock.now())
    assert codes(examine(patient(world))) == set()
    change(world, Thread, first_unanswered_at=None)
    world.clock.set(paris("2026-03-09 18:00"))
    heartbeat.beat(world.database, "w", world.clock.now())
    assert codes(examine(patient(world))) == set()
    assert world.enrolment().state == "paused"
    assert isinstance(world.only(Enrolment), Enrolment)


def test_what_can_not_be_opened_is_said_once(world: World) -> None:
    """Another key: nothing after it makes sense."""
    stranger = Database(str(world.database.url), KeyRing([new_key(b"k" * 32)]))
    found = codes(examine(replace(patient(world), database=stranger)))
    stranger.dispose()
    assert found == {"data_key"}


def test_a_database_that_is_away_or_old_is_said_once(world: World, tmp_path: Path) -> None:
    ring = world.database.ring
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=2", ring)
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}", ring)
    for database, code in ((away, "database"), (empty, "schema")):
        assert codes(examine(replace(patient(world), database=database))) == {code}
        database.dispose()


def test_a_key_that_others_can_read_is_found(world: World, tmp_path: Path) -> None:
    key = tmp_path / "data.key"
    key.write_text("x")
    for mode, expected in ((0o644, {"key_permissions"}), (0o600, set())):
        key.chmod(mode)
        assert codes(examine(replace(patient(world), key_file=key))) == expected


def test_an_e_mail_that_waits_for_a_door_that_is_gone_is_found(world: World) -> None:
    """A colleague's answer, and nobody can send it."""
    mail(world, 1)
    without = replace(patient(world), settings=settings_with(smtp_url=None))
    assert "no_door" in [one.code for one in examine(without)]
    assert "no_door" not in [one.code for one in examine(patient(world))]


def test_servers_are_tried_only_when_asked(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        ours = patient(world, smtp_url=url, twilio_api_url="http://127.0.0.1:9")
        assert codes(examine(ours)) == set()
        found: list[Finding] = [one for one in examine(ours, with_network=True) if not one.note]
    assert [one.sentence for one in found] == [
        "Le serveur de OUTREACH_IMAP_URL ne répond pas.",
        "Le serveur de OUTREACH_TWILIO_API_URL ne répond pas.",
    ]

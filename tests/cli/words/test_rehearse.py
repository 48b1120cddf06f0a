"""`outreach rehearse`."""

import json
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.cli.conftest import Terminal

KEYS = ["step", "channel", "at", "text", "encoding", "characters", "segments"]


def _told(terminal: Terminal, *args: str, start: str = "2026-03-02") -> list[dict[str, Any]]:
    ran = terminal.type("rehearse", "premier-contact", "--start", start, "--json", *args)
    assert ran.code == 0, ran.err
    told: list[dict[str, Any]] = json.loads(ran.out)
    return told


def _steps(told: list[dict[str, Any]]) -> list[str]:
    return [item["step"] for item in told]


def test_without_a_database_the_shipped_script_is_played(terminal: Terminal) -> None:
    told = _told(terminal)
    assert all(list(item) == KEYS for item in told)
    steps = ["info", "S1", "S2", "mail", "S3", "lettre", "S4", "visite", "decision", "S5"]
    assert _steps(told) == steps
    assert told[0]["at"].startswith("2026-03-02T")
    assert not terminal.database.exists()


def test_instants_have_the_offset_of_paris_and_keep_their_distance(terminal: Terminal) -> None:
    told = _told(terminal)
    instants = [datetime.fromisoformat(item["at"]) for item in told]
    assert instants == sorted(instants)
    assert [at.utcoffset() for at in (instants[0], instants[-1])] == [
        timedelta(hours=1),
        timedelta(hours=2),
    ]
    sent = [
        datetime.fromisoformat(item["at"]).date()
        for item in told
        if item["channel"] in ("sms", "email")
    ]
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert min(gaps) >= timedelta(days=3)


def test_texts_are_those_that_leave_with_their_cost(terminal: Terminal) -> None:
    first = _told(terminal, "--first-name", "Zoé")[1]
    assert first["text"].startswith("Bonjour Zoé, ici Valérie, association AHU")
    assert (first["encoding"], first["segments"]) == ("GSM-7", 1)
    assert first["characters"] == len(first["text"])


def test_a_person_of_another_language_gets_both_texts(terminal: Terminal) -> None:
    first = _told(terminal, "--lang", "ar")[1]
    assert "مرحبا" in first["text"]
    assert "Bonjour Camille" in first["text"]
    assert first["encoding"] == "UCS-2"


def test_the_reference_moves_the_hours_and_not_the_days(terminal: Terminal) -> None:
    one, two = (_told(terminal, "--reference", f"AHU-2026-000{n}") for n in (1, 2))
    assert [item["at"][:10] for item in one] == [item["at"][:10] for item in two]
    assert [item["at"] for item in one] != [item["at"] for item in two]
    assert one == _told(terminal, "--reference", "AHU-2026-0001")


def test_offered_slots_turn_the_call_into_a_message(terminal: Terminal) -> None:
    without, offered = _told(terminal)[4], _told(terminal, "--slots")[4]
    assert (without["step"], without["channel"]) == ("S3", "call")
    assert (offered["step"], offered["channel"]) == ("S3", "sms")
    assert "1 = mardi 24" in offered["text"]


def test_the_programme_gives_its_hours_closures_and_voice(ready: Terminal) -> None:
    ready.type("programme", "set", "--contact-name", "Léa", "--contact-phone", "02 38 00 00 09")
    ready.type("programme", "set", "--hours", "mar 10:00-12:00", "--closure", "2026-03-10")
    told = _told(ready)
    assert "ici Léa" in told[1]["text"]
    assert "02 38 00 00 09" in told[-1]["text"]
    days = [date.fromisoformat(item["at"][:10]) for item in told]
    assert {day.weekday() for day in days} == {1}
    assert date(2026, 3, 10) not in days


def test_a_sender_that_hears_nothing_uses_the_one_way_texts(terminal: Terminal) -> None:
    terminal.env |= {
        "OUTREACH_SMS": "twilio",
        "OUTREACH_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "OUTREACH_TWILIO_AUTH_TOKEN": "x" * 32,
        "OUTREACH_TWILIO_SENDER": "AHU",
    }
    assert "STOP" not in _told(terminal)[1]["text"]


def test_people_read_it_as_a_diary(ready: Terminal) -> None:
    ready.env |= {
        "OUTREACH_SMTP_URL": "smtp://127.0.0.1:25",
        "OUTREACH_EMAIL_FROM": "contact@example.org",
    }
    ready.type("programme", "set", "--contact-name", "Léa", "--contact-phone", "02 38 00 00 09")
    ran = ready.type("rehearse", "premier-contact", "--start", "02/03/2026")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "lun. 02/03/2026 08:00  info : lettre à poster"
    assert lines[-1] == "En tout : 5 messages, 5 tâches pour l'équipe."
    assert "S3 : appel à passer (aucun créneau de rendez-vous à proposer)" in ran.out


def test_what_is_made_up_or_would_be_skipped_is_said(terminal: Terminal) -> None:
    ran = terminal.type("rehearse", "premier-contact", "--start", "2026-03-02")
    assert "le programme n'a pas de contact" in ran.err
    assert "OUTREACH_SMTP_URL n'est pas réglé" in ran.err


@pytest.mark.parametrize(
    ("args", "code", "line"),
    [
        (["inconnu", "--start", "2026-03-02"], 3, "Scénario inconnu : inconnu. Il y a : premier"),
        (["premier-contact"], 2, "Il manque --start."),
        (["premier-contact", "--start", "lundi"], 2, "--start : mettez une date"),
        (["premier-contact", "--start", "2026-03-02", "--lang", "xx"], 2, "--lang : mettez ar"),
    ],
)
def test_what_can_t_be_played_is_one_line(
    terminal: Terminal, args: list[str], code: int, line: str
) -> None:
    ran = terminal.type("rehearse", *args)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(line)
    assert ran.err.count("\n") == 1

"""`outreach simulate` as somebody types it."""

import json
import re

from tests.cli.conftest import Terminal

SMALL = ("simulate", "--cases", "2", "--days", "3")


def test_it_tells_contacts_work_cost_and_promises(terminal: Terminal) -> None:
    ran = terminal.type(*SMALL)
    assert ran.code == 0, ran.err
    assert "2 foyers, 3 jours à partir du lun. 02/03/2026, graine 1." in ran.out
    for title in ("Contacts", "Tâches", "SMS", "Promesses", "Journaux : "):
        assert f"\n{title}" in ran.out
    assert "✗" not in ran.out
    assert not terminal.database.exists()


def test_as_json_and_drawn_with_a_price_and_a_day_of_ones_own(terminal: Terminal) -> None:
    ran = terminal.type(
        *("--at", "2026-06-01T08:00", *SMALL, "--tariff", "0,05", "--workers", "1", "--json"),
        *("--chart", str(terminal.folder / "work.svg")),
    )
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert told["start"] == "2026-06-01T08:00:00+02:00"
    assert told["sms"]["tariff"] == 0.05
    assert told["tasks"]["kinds"]["letter"] == {
        "done": 2,
        "per_worker_week": 2.0,
        "busiest_week": 2,
        "open": 0,
    }
    assert told["breaches"] == []
    assert len(told["journal"]["digest"]) == 64
    drawn = (terminal.folder / "work.svg").read_text(encoding="utf-8")
    assert "Tâches par semaine et par intervenant" in drawn
    assert "Lettre à poster" in drawn


def test_what_is_mistyped_is_said_before_anything_is_played(terminal: Terminal) -> None:
    for wrong, said in (
        (("--cases", "0"), "de 1 à"),
        (("--tariff", "cher"), "prix en euros"),
        (("--database", "mysql://x"), "sqlite, ou l'adresse"),
        (("--chart", "work.png"), ".svg"),
        (("--chart", "nowhere/work.svg"), "introuvable"),
    ):
        ran = terminal.type(*SMALL, *wrong)
        assert ran.code == 2
        assert said in ran.err


def test_the_help_tells_defaults_as_they_are_typed(terminal: Terminal) -> None:
    told = re.sub(r"[ \n]+", " ", terminal.type("simulate", "--help").out)
    assert "[par défaut\u00a0: 0,08]" in told
    assert "(" not in told


def test_a_chart_is_not_begun_before_there_is_anything_to_draw(terminal: Terminal) -> None:
    chart = terminal.folder / "work.svg"
    ran = terminal.type("simulate", "--chart", str(chart), "--cases", "0", "--days", "3")
    assert (ran.code, chart.exists()) == (2, False)
    chart.write_text("old")
    terminal.type("simulate", "--chart", str(chart), "--cases", "0", "--days", "3")
    assert chart.read_text() == "old"


def test_a_server_that_gives_no_database(terminal: Terminal) -> None:
    ran = terminal.type(*SMALL, "--database", f"postgresql://nobody@/none?host={terminal.folder}")
    assert ran.code == 4
    assert "droit de créer une base" in ran.err

"""Who acts, whose words they are, what is shown before a human says yes."""

import pytest
from sqlalchemy import select

from outreach.parts import assemble
from outreach.record.models.journal import JournalEntry
from outreach.settings import load
from tests.cli.cases.conftest import Office

FIRST = "AHU-2026-0001"


@pytest.fixture
def staffed(loaded: Office) -> Office:
    """With a worker and a coordinator."""
    for email, role in (("w@example.org", "worker"), ("c@example.org", "coordinator")):
        args = ["staff", "add", email, "--role", role, "--first-name", "Claire"]
        loaded.does(*args, "--password-stdin", stdin="une longue phrase secrète")
    return loaded


def actors(office: Office, event: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    for name, value in office.terminal.env.items():
        monkeypatch.setenv(name, value)
    parts = assemble(load(None))
    with parts.database.read() as session:
        rows = select(JournalEntry.actor).where(JournalEntry.event == event)
        found = list(session.scalars(rows.order_by(JournalEntry.number)))
    parts.database.dispose()
    return found


def test_the_journal_names_who_acts(staffed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = str(staffed.task("letter", FIRST))
    staffed.does("task", "done", number, "--outcome", "posted", "--as", "W@example.org")
    staffed.does("reply", FIRST, "--as", "c@example.org", stdin="?")
    staffed.does("case", "correct", FIRST, "--discreet", "06 39 98 00 10", "--as", "w@example.org")
    assert actors(staffed, "task.done", monkeypatch) == ["S-0001"]
    assert "S-0002" in actors(staffed, "pause.opened", monkeypatch)
    assert actors(staffed, "contact.discreet", monkeypatch) == ["S-0001"]


@pytest.mark.parametrize(
    "args",
    [
        ("task", "done", "1", "--outcome", "posted"),
        ("reply", FIRST),
        ("case", "correct", FIRST, "--first-name", "Élodie"),
        ("import", "signalements.csv"),
    ],
)
def test_nobody_acts_for_a_stranger(staffed: Office, args: tuple[str, ...]) -> None:
    staffed.write("signalements.csv", b"x")
    ran = staffed.type(*args, "--as", "x@example.org", stdin="oui")
    assert (ran.code, ran.err) == (3, "--as : personne de l'équipe n'a cette adresse e-mail.\n")


def test_only_the_coordination_decides_after_a_stop(staffed: Office) -> None:
    staffed.does("reply", FIRST, stdin="STOP")
    task = ("task", "done", str(staffed.task("decide", FIRST)), "--outcome", "final_letter")
    note = ("--note", "Vu en équipe.")
    ran = staffed.type(*task, *note, "--as", "w@example.org")
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "coordination" in ran.err
    staffed.does(*task, *note, "--as", "c@example.org")


def test_the_dates_are_shown_before_anything_goes_on(loaded: Office) -> None:
    loaded.does("reply", FIRST, stdin="?")
    number = str(loaded.task("decide", FIRST))
    dry = loaded.does("task", "done", number, "--outcome", "continue", "--dry-run")
    assert "S1" in dry.out
    assert "Si Élodie ne répond pas :" in dry.out
    assert loaded.task("decide", FIRST) == int(number)
    done = loaded.does("task", "done", number, "--outcome", "continue")
    assert done.out == ""
    assert dry.out.strip() in done.err
    assert "Les envois reprennent" in done.err


def test_a_refusal_cannot_be_talked_away_and_one_line_says_so(loaded: Office) -> None:
    loaded.does("reply", FIRST, stdin="STOP")
    number = str(loaded.task("decide", FIRST))
    for extra in ((), ("--dry-run",)):
        ran = loaded.type("task", "done", number, "--outcome", "continue", *extra)
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)


def test_an_alert_is_not_cancelled_and_its_sequel_is_written_down(loaded: Office) -> None:
    loaded.does("reply", FIRST, stdin="je veux mourir")
    number = str(loaded.task("decide", FIRST))
    assert loaded.type("task", "done", number, "--outcome", "cancelled").code == 1
    assert loaded.type("task", "done", number, "--outcome", "continue").code == 2
    loaded.does("task", "done", number, "--outcome", "continue", "--note", "Appelée.")


def test_a_new_visit_takes_a_day_to_come(loaded: Office) -> None:
    loaded.does("reply", FIRST, stdin="?")
    task = ("task", "done", str(loaded.task("decide", FIRST)), "--outcome", "new_visit")
    assert loaded.type(*task, "--date", "2026-11-23").code == 2
    assert loaded.type(*task, "--visit", "demain").code == 2
    loaded.does(*task, "--visit", "2026-11-26T10:30")
    shown = loaded.reads("task", "show", str(loaded.task("visit", FIRST)))
    assert (shown["due_on"], shown["visit_at"]) == ("2026-11-26", "2026-11-26T10:30:00+01:00")


def test_the_letter_is_shown_with_what_is_left_blank(loaded: Office) -> None:
    number = str(loaded.task("letter", FIRST))
    ran = loaded.does("task", "show", number)
    assert "Bonjour Élodie Martin" in ran.out
    assert "……" in ran.out
    assert "outreach programme set --siege" in ran.err
    loaded.does("programme", "set", "--siege", "1 rue du Test, Orléans", "--dpo", "dpo@example.org")
    document = loaded.reads("task", "show", number)
    assert {"siege", "dpo"}.isdisjoint(document["missing"])
    assert "1 rue du Test" in document["letters"]["fr"]
    assert document["address"][0] == "Élodie Martin"
    assert loaded.type("task", "show", "9999").code == 3


def test_a_number_of_nobody_is_not_noted(loaded: Office) -> None:
    ran = loaded.type("reply", FIRST, "--from", "06 39 98 09 99", stdin="oui")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    ran = loaded.type("case", "correct", FIRST, "--not-discreet", "06 39 98 09 99")
    assert ran.code == 3

"""Writing the journal, anchoring it, and finding whatever was done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.database import Database
from outreach.keys import fingerprint
from outreach.record import services as record
from outreach.record.models import guards
from outreach.record.models.journal import JournalEntry
from outreach.record.rules import Entry, FactError, Problem, entry_hash
from outreach.record.services import Finding, Note
from tests.databases import MONDAY
from tests.record.cases import SALT, add_case, write

DAY = date(2026, 3, 2)
REFERENCE = "AHU-2026-0001"


def verdict(database: Database, reference: str | None = None) -> record.Verdict:
    """What a verification of `database` says."""
    with database.read() as session:
        return record.verify(session, reference)


def test_entries_are_numbered_and_linked_and_the_case_holds_the_head(database: Database) -> None:
    with database.write() as session:
        first, second = write(session, add_case(session), 2)
    with database.read() as session:
        case = session.query(Case).one()
        rows = session.query(JournalEntry).order_by(JournalEntry.number).all()
    assert [(row.number, row.previous) for row in rows] == [(1, ""), (2, first.hash)]
    assert (case.journal_length, case.journal_head) == (2, second.hash)
    assert verdict(database) == record.Verdict(cases=1, entries=2, findings=())


def test_what_is_gathered_is_written_together_whatever_stands_for_its_case(
    database: Database,
) -> None:
    """A row of the ORM and a plain one may both be in use: the chain is one."""
    with database.write() as session:
        case = add_case(session)
        write(session, case)
        session.flush()
        with record.gathered(session):
            (plain,) = cases.hold(session, [case.id]).values()
            write(session, plain, 2)
            write(session, case)
            assert session.query(JournalEntry).count() == 1
    with database.read() as session:
        assert session.query(Case).one().journal_length == 4
    assert verdict(database) == record.Verdict(cases=1, entries=4, findings=())


def test_what_is_gathered_is_lost_with_what_fails(database: Database) -> None:
    with database.write() as session:
        add_case(session)

    def fail() -> None:
        with database.write() as session, record.gathered(session):
            (case,) = session.query(Case).all()
            write(session, case)
            record.write(session, case, "No event", "system", MONDAY)

    with pytest.raises(FactError):
        fail()
    assert verdict(database) == record.Verdict(cases=1, entries=0, findings=())


def test_a_case_that_is_not_flushed_yet_may_be_written_about(database: Database) -> None:
    with database.write() as session:
        known = add_case(session)
        fresh = Case(
            reference="AHU-2026-0002",
            programme_id=known.programme_id,
            team="orleans",
            state="waiting",
            eligible=True,
            reasons=[],
            created_at=MONDAY,
            salt=SALT,
        )
        session.add(fresh)
        write(session, fresh)
    assert verdict(database, "AHU-2026-0002").entries == 1


def test_a_body_is_kept_as_a_fingerprint_under_the_salt_of_the_case(database: Database) -> None:
    with database.write() as session:
        case = add_case(session)
        with_salt = record.write(session, case, "reply.in", "system", MONDAY, body="Bonjour")
        case.salt = None
        without = record.write(session, case, "reply.in", "system", MONDAY, body="Bonjour")
    assert with_salt.body == fingerprint(bytes.fromhex(SALT), "Bonjour")
    assert without.body is None
    assert verdict(database).intact


def test_a_refused_fact_leaves_no_case_half_moved(database: Database) -> None:
    with database.write() as session:
        case = add_case(session)
        notes = [
            Note(case, "task.raised", "system", MONDAY),
            Note(case, "task.raised", "system", MONDAY, {"who": "Jeanne Essai"}),
        ]
        with pytest.raises(FactError):
            record.write_all(session, notes)
    assert verdict(database) == record.Verdict(cases=1, entries=0, findings=())


def test_a_naive_instant_is_refused(database: Database) -> None:
    with database.write() as session, pytest.raises(ValueError, match="aware"):
        record.write(session, add_case(session), "x", "system", MONDAY.replace(tzinfo=None))


@dataclass
class Tip:
    """A case as a batch of Core statements knows it."""

    reference: str
    salt: str | None = SALT
    journal_length: int = 0
    journal_head: str = ""


def test_a_batch_over_several_cases_keeps_each_in_order(database: Database) -> None:
    tips = [Tip("AHU-2026-0001"), Tip("AHU-2026-0002")]
    with database.write() as session:
        for tip in tips:
            add_case(session, tip.reference)
    with database.write() as session:
        notes = [
            Note(tip, "attempt.moved", "system", MONDAY, {"n": n}) for n in (1, 2) for tip in tips
        ]
        record.write_all(session, notes)
        record.save_heads(session, tips)
    assert verdict(database) == record.Verdict(cases=2, entries=4, findings=())


def test_nothing_stays_when_the_callers_transaction_fails(database: Database) -> None:
    def work() -> None:
        with database.write() as session:
            write(session, add_case(session), 2)
            raise RuntimeError("later")

    with pytest.raises(RuntimeError, match="later"):
        work()
    assert verdict(database) == record.Verdict(cases=0, entries=0, findings=())


def test_only_what_grew_is_anchored_and_once_a_day(database: Database) -> None:
    with database.write() as session:
        grown, quiet = add_case(session), add_case(session, "AHU-2026-0002")
        add_case(session, "AHU-2026-0003")
        write(session, grown)
        write(session, quiet)
        assert record.anchor(session, DAY) == 2
        write(session, grown)
        assert record.anchor(session, DAY) == 0
        assert record.anchor(session, date(2026, 3, 3)) == 1
    assert verdict(database).intact


def test_an_unknown_case_is_not_found(database: Database) -> None:
    with pytest.raises(LookupError):
        verdict(database, "AHU-2026-9999")


def test_more_cases_than_a_page_holds_are_all_read(sqlite_database: Database) -> None:
    count = 450
    with sqlite_database.write() as session:
        for number in range(count):
            write(session, add_case(session, f"AHU-2026-{number:04}"))
    assert verdict(sqlite_database) == record.Verdict(count, count, ())


def change(session: Session) -> None:
    """Another actor in row 2."""
    session.execute(text("UPDATE journal SET actor = 'other' WHERE number = 2"))


def remove(session: Session) -> None:
    """Row 2 away."""
    session.execute(text("DELETE FROM journal WHERE number = 2"))


def cut(session: Session) -> None:
    """The last row away."""
    session.execute(text("DELETE FROM journal WHERE number = 4"))


def cut_and_cover(session: Session) -> None:
    """The last row away, and the case told so."""
    cut(session)
    point_to(session, 3)


def cut_everything(session: Session) -> None:
    """No row left, and the case told so."""
    session.execute(text("DELETE FROM journal"))
    session.execute(update(Case).values(journal_length=0, journal_head=""))


def tell_anew(session: Session) -> None:
    """Another actor in row 2, and every hash made anew from there on."""
    rows = session.query(*JournalEntry.__table__.c).order_by("number").all()
    previous = ""
    for row in rows:
        values = {**row._mapping, "previous": previous}
        if row.number == 2:
            values["actor"] = "other"
        previous = values["hash"] = entry_hash(Entry(**values))
        session.execute(
            update(JournalEntry).where(JournalEntry.number == row.number).values(**values)
        )
    point_to(session, 4)


def point_to(session: Session, number: int) -> None:
    """Make the case's length and head those of row `number`."""
    found = session.query(JournalEntry.hash).where(JournalEntry.number == number)
    values = {"journal_length": number, "journal_head": found.scalar_subquery()}
    session.execute(update(Case).values(values), execution_options={"synchronize_session": False})


@pytest.mark.parametrize(
    ("tamper", "number", "problem"),
    [
        (change, 2, Problem.CHANGED),
        (remove, 2, Problem.MISSING),
        (cut, 4, Problem.MISSING),
        (cut_and_cover, 4, Problem.MISSING),
        (cut_everything, 1, Problem.MISSING),
        (tell_anew, 4, Problem.ANCHOR),
    ],
)
def test_whatever_was_done_without_triggers_is_found(
    database: Database, tamper: Callable[[Session], None], number: int, problem: Problem
) -> None:
    with database.write() as session:
        write(session, add_case(session), 4)
        record.anchor(session, DAY)
    disarm(database)
    with database.write() as session:
        tamper(session)
    assert verdict(database).findings == (Finding(REFERENCE, number, problem),)
    assert verdict(database, REFERENCE).findings == (Finding(REFERENCE, number, problem),)


def test_rows_swapped_between_cases_are_found_in_both(database: Database) -> None:
    with database.write() as session:
        for reference in ("AHU-2026-0001", "AHU-2026-0002"):
            write(session, add_case(session, reference), 3)
    disarm(database)
    with database.write() as session:
        for old, new in (("0001", "x"), ("0002", "0001"), ("x", "0002")):
            session.execute(
                text("UPDATE journal SET reference = :new WHERE reference = :old AND number = 2"),
                {"old": f"AHU-2026-{old}", "new": f"AHU-2026-{new}"},
            )
    assert [(f.reference, f.number) for f in verdict(database).findings] == [
        ("AHU-2026-0001", 2),
        ("AHU-2026-0002", 2),
    ]


def test_a_journal_without_its_case_is_found(database: Database) -> None:
    with database.write() as session:
        write(session, add_case(session), 2)
    with database.write() as session:
        session.execute(text("DELETE FROM cases"))
    expected = (Finding(REFERENCE, 1, Problem.STRAY),)
    assert verdict(database).findings == verdict(database, REFERENCE).findings == expected


def disarm(database: Database) -> None:
    """Drop every guard, as only someone with the whole database in hand can."""
    dialect = database.engine.dialect.name
    with database.engine.begin() as connection:
        for table in guards.TABLES:
            for name in guards.TRIGGERS[dialect]:
                end = "" if database.is_sqlite else f" ON {table}"
                connection.exec_driver_sql(f"DROP TRIGGER {table}_{name}{end}")

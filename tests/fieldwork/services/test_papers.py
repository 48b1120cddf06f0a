"""Papers that a household brought: what is kept, what stops, what is to be done."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from outreach.cases.models import Case, Paper
from outreach.cases.rules import Facts, PaperKind, Strike
from outreach.cases.services import papers_of
from outreach.database import Database
from outreach.expertise.services.dossier import dossier
from outreach.fieldwork.services.papers.noting import (
    Answer,
    Noted,
    note_paper,
    strike_paper,
)
from outreach.fieldwork.services.papers.shown import folder_of
from outreach.record.models.journal import JournalEntry
from outreach.staff.models import Role, Staff
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import Desk, sit_down

SUMMONS = Facts(PaperKind.SUMMONS, date(2026, 2, 20), deadline=date(2026, 5, 12))
ORDER = Facts(PaperKind.PAYMENT_ORDER, date(2026, 2, 20))
LETTER = Facts(PaperKind.FORMAL_NOTICE, date(2026, 2, 20))
CLAIRE = Staff(id=7, code="claire", role=Role.WORKER, team="orleans")


@pytest.fixture
def desk(database: Database) -> Desk:
    desk = sit_down(database)
    CLAIRE.team = desk.case().team
    return desk


def brings(desk: Desk, facts: Facts, instead_of: int | None = None) -> Noted:
    """Look at what follows, then note it."""
    means, where = desk.world.means, desk.reference
    looked = note_paper(means, CLAIRE, where, facts, "", instead_of=instead_of)
    seen = looked.effect.seen if looked.effect else ""
    return note_paper(means, CLAIRE, where, facts, seen, instead_of=instead_of)


def papers(desk: Desk) -> list[Paper]:
    with desk.world.database.read() as session:
        return papers_of(session, desk.case().id)


def told(desk: Desk) -> list[tuple[str, dict[str, object]]]:
    """What the journal says of papers, which must be intact."""
    assert desk.events()
    with desk.world.database.read() as session:
        rows = select(JournalEntry).where(JournalEntry.event.startswith("paper."))
        found = session.scalars(rows.order_by(JournalEntry.number))
        return [(entry.event, json.loads(entry.facts)) for entry in found]


def test_nothing_is_kept_before_somebody_has_read_what_follows(desk: Desk) -> None:
    looked = note_paper(desk.world.means, CLAIRE, desk.reference, SUMMONS, "")
    assert looked.answer is Answer.CHANGED
    assert looked.effect is not None
    assert looked.effect.stops
    assert looked.effect.due_on == desk.today
    assert papers(desk) == []
    assert desk.pauses() == []


def test_a_summons_is_noted_stops_the_messages_and_is_acted_on_today(desk: Desk) -> None:
    noted = brings(desk, SUMMONS)
    assert (noted.answer, noted.number) == (Answer.DONE, 1)
    (paper,) = papers(desk)
    assert paper.facts == SUMMONS
    assert desk.pauses() == ["human_contact"]
    assert desk.run().state == "paused"
    task = desk.task(desk.find("paper_summons"))
    assert (task.kind, task.due_on, paper.task_id) == ("decide", desk.today, task.id)


def test_a_visit_is_confirmed_again_once_somebody_came_with_a_paper(desk: Desk) -> None:
    visit = desk.raises(TaskKind.VISIT, "new_visit")
    looked = note_paper(desk.world.means, CLAIRE, desk.reference, LETTER, "")
    assert looked.effect is not None
    assert looked.effect.unsure
    brings(desk, LETTER)
    assert desk.task(visit).reason == "to_reconfirm"
    assert "visit.to_reconfirm" in desk.events()
    better = Facts(PaperKind.FORMAL_NOTICE, date(2026, 2, 19))
    fresh = desk.raises(TaskKind.VISIT, "new_visit")
    brings(desk, better, instead_of=1)  # to correct a note is no contact
    assert desk.task(fresh).reason == "new_visit"


def test_the_journal_knows_codes_and_days(desk: Desk) -> None:
    brings(desk, SUMMONS)
    assert told(desk) == [
        (
            "paper.noted",
            {
                "paper": 1,
                "kind": "summons",
                "dated_on": "2026-02-20",
                "received_on": None,
                "deadline": "2026-05-12",
            },
        )
    ]


def test_what_changed_meanwhile_is_looked_at_again(desk: Desk) -> None:
    looked = note_paper(desk.world.means, CLAIRE, desk.reference, LETTER, "")
    assert looked.effect is not None
    desk.hears("oui")  # it pauses: nothing would be stopped any more
    again = note_paper(desk.world.means, CLAIRE, desk.reference, LETTER, looked.effect.seen)
    assert again.answer is Answer.CHANGED
    assert papers(desk) == []


def test_the_same_paper_is_noted_once(desk: Desk) -> None:
    brings(desk, ORDER)
    again = brings(desk, ORDER)
    assert (again.answer, again.number) == (Answer.SAME, 1)
    assert len(papers(desk)) == 1


def test_a_mild_letter_asks_for_nothing_but_leaves_nobody_alone(desk: Desk) -> None:
    desk.done(desk.raises(TaskKind.DECIDE, "paused"), "cancelled")
    for task in [each for each in desk.world.tasks() if each.state == "open"]:
        desk.done(task.id, "cancelled")
    brings(desk, LETTER)
    assert desk.pauses() == ["human_contact"]
    assert desk.open() == [("decide", "paused")]


def test_a_letter_that_names_a_day_is_looked_at_before_it(desk: Desk) -> None:
    brings(desk, Facts(PaperKind.FORMAL_NOTICE, date(2026, 2, 20), deadline=date(2026, 3, 20)))
    assert desk.task(desk.find("paper_deadline")).due_on == date(2026, 3, 13)


def test_a_correction_keeps_both_entries_and_starts_nothing(desk: Desk) -> None:
    brings(desk, SUMMONS)
    task_id = desk.find("paper_summons")
    better = Facts(PaperKind.SUMMONS, date(2026, 2, 20), deadline=date(2026, 5, 19))
    noted = brings(desk, better, instead_of=1)
    assert (noted.answer, noted.number) == (Answer.DONE, 2)
    old, new = papers(desk)
    assert (old.facts, old.struck_why, old.struck_by) == (SUMMONS, "corrected", "claire")
    assert (new.facts, new.replaces, new.struck_at) == (better, 1, None)
    assert desk.find("paper_summons") == task_id
    assert desk.pauses() == ["human_contact"]
    assert [event for event, _ in told(desk)] == ["paper.noted", "paper.corrected"]


def test_a_correction_does_not_stop_what_a_human_let_go_on(desk: Desk) -> None:
    brings(desk, LETTER)
    desk.done(desk.find("paused"), "continue")
    assert desk.run().state == "active"
    noted = brings(desk, ORDER, instead_of=1)
    assert noted.answer is Answer.DONE
    assert desk.run().state == "active"
    assert desk.pauses() == []


def test_another_kind_asks_for_another_task(desk: Desk) -> None:
    brings(desk, SUMMONS)
    brings(desk, LETTER, instead_of=1)
    assert ("decide", "paper_summons") not in desk.open()
    brings(desk, ORDER, instead_of=2)
    assert ("decide", "paper_payment_order") in desk.open()


def test_what_is_struck_out_stays_readable_and_is_not_to_do(desk: Desk) -> None:
    brings(desk, ORDER)
    done = strike_paper(desk.world.means, CLAIRE, desk.reference, 1, Strike.NOT_THEIRS)
    assert done is Answer.DONE
    (paper,) = papers(desk)
    assert (paper.facts, paper.struck_why) == (ORDER, "not_theirs")
    assert ("decide", "paper_payment_order") not in desk.open()
    assert desk.pauses() == ["human_contact"]  # only a human lets it go on
    assert desk.open()
    assert told(desk)[-1] == ("paper.struck", {"paper": 1, "reason": "not_theirs"})
    again = strike_paper(desk.world.means, CLAIRE, desk.reference, 1, Strike.TWICE)
    assert again is Answer.GONE
    assert brings(desk, LETTER, instead_of=1).answer is Answer.GONE


def test_a_task_stays_while_another_paper_needs_it(desk: Desk) -> None:
    brings(desk, ORDER)
    brings(desk, Facts(PaperKind.PAYMENT_ORDER, date(2026, 2, 27)))
    strike_paper(desk.world.means, CLAIRE, desk.reference, 1, Strike.MISREAD)
    assert ("decide", "paper_payment_order") in desk.open()
    strike_paper(desk.world.means, CLAIRE, desk.reference, 2, Strike.MISREAD)
    assert ("decide", "paper_payment_order") not in desk.open()


def test_a_task_that_is_done_is_raised_again_by_a_correction(desk: Desk) -> None:
    brings(desk, SUMMONS)
    first = desk.find("paper_summons")
    desk.done(first, "continue")
    assert desk.run().state == "paused"  # acting on a paper resumes nothing
    later = Facts(PaperKind.SUMMONS, date(2026, 2, 20), deadline=date(2026, 4, 14))
    brings(desk, later, instead_of=1)
    assert desk.find("paper_summons") != first


def test_a_closed_case_stays_closed(desk: Desk) -> None:
    desk.does(TaskKind.DECIDE, "close", "closing_mistake")
    noted = brings(desk, SUMMONS)
    assert noted.answer is Answer.DONE
    assert desk.case().state == "closed"
    assert desk.pauses() == []
    assert desk.open() == [("decide", "paper_summons")]


def test_another_team_knows_nothing_of_it(desk: Desk) -> None:
    brings(desk, ORDER)
    stranger = Staff(id=8, code="paul", role=Role.WORKER, team="blois")
    noted = note_paper(desk.world.means, stranger, desk.reference, LETTER, "")
    assert noted.answer is Answer.GONE
    struck = strike_paper(desk.world.means, stranger, desk.reference, 1, Strike.TWICE)
    assert struck is Answer.GONE
    with desk.world.database.read() as session:
        assert folder_of(session, stranger, desk.reference, desk.today) is None


def test_a_slip_of_the_pen_is_not_kept(desk: Desk) -> None:
    noted = brings(desk, Facts(PaperKind.SUMMONS, date(2026, 3, 20)))
    assert noted.answer is Answer.DOUBT
    assert papers(desk) == []


def test_the_document_of_a_case_keeps_its_shape(desk: Desk) -> None:
    """The public interface is what scripts elsewhere rely on: a paper is a task there."""
    with desk.world.database.read() as session:
        before = dossier(session, desk.reference)
    brings(desk, SUMMONS)
    with desk.world.database.read() as session:
        after = dossier(session, desk.reference)
        assert session.scalars(select(Case)).one().state == "contacting"
    assert before is not None
    assert after is not None
    assert after.keys() == before.keys()
    assert after["attempts"] == before["attempts"]
    assert after["tasks"][-1] == {
        "id": desk.find("paper_summons"),
        "kind": "decide",
        "state": "open",
        "due_on": "2026-03-02",
        "step": None,
        "outcome": None,
    }
    assert "summons" not in json.dumps(after)

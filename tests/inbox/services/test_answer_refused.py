"""What stands in the way of an answer, what only asks, and what does not."""

import pytest

from outreach.channels.base import Medium
from outreach.inbox.services.answering.answer import Result
from outreach.inbox.services.answering.writing import SAFE_TO_WRITE
from outreach.people.models import ContactPoint
from outreach.programmes.models import Hold
from tests.inbox.office import Office
from tests.inbox.services.test_answer import HELLO, last
from tests.world import paris


def test_at_night_somebody_is_asked_first(going: Office) -> None:
    going.hears("oui")
    going.world.clock.set(paris("2026-03-10 21:30"))
    asked = going.writes(HELLO)
    assert (asked.result, asked.written and asked.written.asks) == (
        Result.ASKS,
        ("outside_hours",),
    )
    assert last(going).purpose != "answer"
    assert going.writes(HELLO, agreed=frozenset({"outside_hours"})).result is Result.RESERVED


def test_what_threatens_or_reveals_is_blocked_with_its_words(going: Office) -> None:
    going.hears("oui")
    blocked = going.writes("Il faut payer votre loyer.")
    assert blocked.result is Result.BLOCKED
    assert blocked.written is not None
    assert [word.term for word in blocked.written.words] == ["payer", "loyer"]
    assert not [a for a in going.world.attempts() if a.purpose == "answer"]


def test_nothing_waiting_the_whole_gate_stands(going: Office) -> None:
    """The first SMS left the day before: too soon for another."""
    blocked = going.writes("Bonjour, c'est Valérie.")
    assert blocked.written is not None
    assert blocked.written.draft.purpose == "human_first"
    assert [check.value for check in blocked.written.verdict.blocks] == ["spacing"]
    going.world.clock.set(paris("2026-03-16 11:00"))
    assert going.writes("Bonjour, c'est Valérie.").result is Result.RESERVED
    assert going.writes("Je parlais de votre bailleur.").result is Result.BLOCKED


def test_red_words_and_days_off_ask_when_nothing_waits(going: Office) -> None:
    going.world.clock.set(paris("2026-03-14 11:00"))  # a Saturday
    asked = going.writes("Au sujet de votre loyer.")
    assert (asked.result, asked.written and asked.written.asks) == (
        Result.ASKS,
        ("tone", "outside_hours"),
    )
    both = frozenset({"tone", "outside_hours"})
    assert going.writes("Au sujet de votre loyer.", agreed=both).result is Result.RESERVED
    assert last(going).purpose == "human_first"


def test_a_pause_does_not_stop_a_human(going: Office) -> None:
    going.hears("oui")
    going.writes(HELLO)
    going.world.clock.set(paris("2026-03-16 11:00"))
    assert going.writes("Toujours d'accord pour jeudi ?").result is Result.RESERVED


def test_after_a_stop_nothing_is_written_unless_the_person_writes_again(going: Office) -> None:
    going.hears("STOP")
    blocked = going.writes(HELLO)
    assert blocked.written is not None
    assert "opted_out" in [check.value for check in blocked.written.verdict.blocks]
    going.hears("en fait, vous pouvez m'aider ?")
    assert going.writes(HELLO).result is Result.RESERVED
    going.world.tick()
    assert last(going).status == "accepted"


def test_only_by_the_way_they_wrote_after_a_stop(going: Office) -> None:
    going.hears("STOP")
    going.hears("vous pouvez m'aider ?", "camille@example.org", Medium.EMAIL)
    assert going.writes(HELLO).result is Result.BLOCKED
    assert going.writes(HELLO, to="camille@example.org").result is Result.RESERVED


def test_a_stop_that_comes_between_the_answer_and_its_call_is_kept(going: Office) -> None:
    going.hears("oui")
    going.writes(HELLO)
    going.hears("STOP")
    going.world.tick()
    (row,) = [a for a in going.world.attempts() if a.purpose == "answer"]
    assert (row.status, row.reason) == ("cancelled", "opted_out")
    assert ("decide", "not_sent") in going.open_tasks()


def test_a_hold_stops_what_is_typed_first_and_no_answer(going: Office) -> None:
    with going.world.database.write() as session:
        session.add(Hold(since=going.world.clock.now(), actor="S-0001"))
    going.world.clock.set(paris("2026-03-16 11:00"))
    blocked = going.writes(HELLO)
    assert blocked.written is not None
    assert [check.value for check in blocked.written.verdict.blocks] == ["held"]
    going.hears("oui")
    assert going.writes(HELLO).result is Result.RESERVED


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"discreet": True}, "discreet"),
        ({"status": "wrong_person"}, "point_unusable"),
        ({"status": "invalid"}, "point_unusable"),
    ],
)
def test_a_number_that_must_not_be_written_to_says_why(
    going: Office, change: dict[str, object], check: str
) -> None:
    going.hears("oui")
    with going.world.database.write() as session:
        point = session.get_one(ContactPoint, going.point())
        for name, value in change.items():
            setattr(point, name, value)
    blocked = going.writes(HELLO)
    assert blocked.written is not None
    assert [each.value for each in blocked.written.verdict.blocks] == [check]


def test_a_number_to_confirm_is_written_to_once_they_wrote_from_it(going: Office) -> None:
    with going.world.database.write() as session:
        session.get_one(ContactPoint, going.point()).to_confirm = True
    going.hears("oui", "camille@example.org", Medium.EMAIL)
    assert going.writes(HELLO).result is Result.BLOCKED
    going.hears("oui")
    assert going.writes(HELLO).result is Result.RESERVED


def test_a_number_of_help_is_only_sent_once_writing_was_found_safe(going: Office) -> None:
    going.hears("il me frappe")
    asked = going.writes("Le 3919 écoute, jour et nuit.")
    assert (asked.result, asked.written and asked.written.asks) == (Result.ASKS, (SAFE_TO_WRITE,))
    agreed = frozenset({SAFE_TO_WRITE})
    assert going.writes("Le 3919 écoute.", agreed=agreed).result is Result.RESERVED

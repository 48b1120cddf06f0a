"""What people of the town do, and when."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from outreach.clock import Dice
from outreach.town.people.cast import CAST
from outreach.town.people.characters import Character, Line, Way
from outreach.town.people.minds import Got, next_line, outcome_of
from tests.world import PARIS, paris

DICE = Dice(1)
FIRST = Got(paris("2026-03-09 17:00"), Way.SMS)
TALKER = Character(
    "talker", "", "Mme", "Nadia", "Exemple", lines=(Line("OUI", wait=(5, 5)), Line("merci", got=2))
)


def test_nobody_writes_before_they_are_written_to() -> None:
    assert next_line(TALKER, 0, [], DICE, PARIS) is None
    coming = next_line(TALKER, 0, [FIRST], DICE, PARIS)
    assert coming is not None
    assert (coming.line.text, coming.at) == ("OUI", FIRST.at + timedelta(minutes=5))


def test_each_line_waits_for_its_own_message() -> None:
    assert next_line(TALKER, 1, [FIRST], DICE, PARIS) is None
    second = Got(FIRST.at + timedelta(days=5), Way.SMS)
    coming = next_line(TALKER, 1, [FIRST, second], DICE, PARIS)
    assert coming is not None
    assert coming.at > second.at
    assert next_line(TALKER, 2, [FIRST, second], DICE, PARIS) is None


def test_an_e_mail_does_not_count_as_a_text() -> None:
    assert next_line(TALKER, 0, [Got(FIRST.at, Way.EMAIL)], DICE, PARIS) is None


def test_who_waits_for_an_offer_answers_nothing_else() -> None:
    chooser = replace(TALKER, lines=(Line("3", about="Rendez-vous possible", wait=(5, 5)),))
    assert next_line(chooser, 0, [FIRST], DICE, PARIS) is None
    offer = Got(FIRST.at + timedelta(days=14), Way.SMS, "Rendez-vous possible : 1 = …")
    coming = next_line(chooser, 0, [FIRST, offer], DICE, PARIS)
    assert coming is not None
    assert coming.at == offer.at + timedelta(minutes=5)


@pytest.mark.parametrize(("hour", "day"), [("17:00", 10), ("01:00", 9)])
def test_who_works_at_night_writes_at_night(hour: str, day: int) -> None:
    owl = replace(TALKER, lines=(Line("bonsoir", at=time(2, 40), wait=(5, 5)),))
    coming = next_line(owl, 0, [Got(paris(f"2026-03-09 {hour}"), Way.SMS)], DICE, PARIS)
    assert coming is not None
    assert coming.at == paris(f"2026-03-{day:02d} 02:40")


def test_who_is_the_visitor_s_says_nothing_alone() -> None:
    assert next_line(replace(TALKER, yours=True), 0, [FIRST], DICE, PARIS) is None


def test_calls_and_visits_end_as_the_character_has_it_and_the_last_repeats() -> None:
    assert [outcome_of(("no_answer", "reached"), n) for n in range(3)] == [
        *("no_answer", "reached", "reached")
    ]


def test_the_cast_has_every_sort_of_person() -> None:
    codes = {who.code for who in CAST}
    assert len(codes) == len(CAST) == 20
    assert {who.language for who in CAST} == {"fr", "ar", "tr", "pt"}
    assert {"stop", "wrong", "night", "suicide", "shelter", "watched", "who", "angry"} <= codes
    assert any(line.way is Way.EMAIL for who in CAST for line in who.lines)
    assert [who.code for who in CAST if who.yours] == ["waits"]

"""Households, and the landlord's file, read by the real reader."""

import re
from datetime import date

import pytest

from outreach.clock import Dice
from outreach.intake.rules.batches import read_table
from outreach.intake.services.files import read_file
from outreach.town.people.cast import CAST, OTHERS
from outreach.town.people.households import Household, landlord_file, settle

TODAY = date(2026, 3, 2)


def town(seed: int) -> tuple[Household, ...]:
    return settle(CAST, OTHERS, Dice(seed), TODAY)


def test_a_seed_gives_one_town() -> None:
    assert town(1) == town(1)
    assert [each.phone for each in town(1)] != [each.phone for each in town(2)]
    assert {each.name for each in town(1)} == {each.name for each in town(2)}


@pytest.mark.parametrize("seed", range(5))
def test_nobody_real_can_be_reached(seed: int) -> None:
    people = town(seed)
    numbers = [number for each in people for number in (each.phone, each.new_phone)]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"\+3363998\d{4}", number) for number in numbers)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+@example\.org", each.email) for each in people)


@pytest.mark.parametrize("seed", range(3))
def test_the_real_reader_takes_every_line_but_the_one_that_is_meant_to_fail(seed: int) -> None:
    people = town(seed)
    data = landlord_file(people).encode()
    reading = read_table(read_file(data), fictitious_allowed=True)
    faulty = {each.reference for each in people if each.who.faults}
    assert {row.reference for row in reading.rejected} == faulty
    assert {row.reference for row in reading.accepted} == {e.reference for e in people} - faulty
    assert not reading.ignored_columns

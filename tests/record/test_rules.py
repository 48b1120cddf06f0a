"""What the journal may hold, and how a chain proves itself."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.record.rules import (
    Break,
    Entry,
    FactError,
    Problem,
    canonical,
    checked_code,
    code_or_odd,
    entry_hash,
    is_code,
    verify_chain,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def entry(number: int, previous: str, **changes: Any) -> Entry:
    """A sound entry that follows the one whose hash is `previous`."""
    plain = Entry(
        reference="AHU-2026-0001",
        number=number,
        at=NOON + timedelta(minutes=number),
        actor="system",
        event="task.raised",
        facts="{}",
        body=None,
        previous=previous,
        hash="",
    )
    plain = plain._replace(**changes)
    return plain._replace(hash=entry_hash(plain))


def chain(length: int) -> list[Entry]:
    """A sound chain."""
    entries: list[Entry] = []
    for number in range(1, length + 1):
        entries.append(entry(number, entries[-1].hash if entries else ""))
    return entries


class Colour(StrEnum):
    GREEN = "green"


@pytest.mark.parametrize(
    ("fact", "stored"),
    [
        ("sms", "sms"),
        ("S1", "S1"),
        ("STOP", "STOP"),
        ("premier-contact/1", "premier-contact/1"),
        ("hours+spacing+hold", "hours+spacing+hold"),
        ("AHU-2026-0001", "AHU-2026-0001"),
        ("30003", "30003"),
        ("5.1.1", "5.1.1"),
        ("k" + "0" * 25, "k" + "0" * 25),
        ("0" * 64, "0" * 64),
        ("2026-03-02", "2026-03-02"),
        ("2026-03-02T10:00:00+01:00", "2026-03-02T10:00:00+01:00"),
        (date(2026, 3, 2), "2026-03-02"),
        (NOON.astimezone(timezone(timedelta(hours=1))), "2026-03-02T12:00:00+00:00"),
        (Colour.GREEN, "green"),
        (["not_eligible", "late"], ["not_eligible", "late"]),
        ("", ""),
        (None, None),
        (True, True),
        (160, 160),
    ],
)
def test_codes_keys_and_dates_are_facts(fact: Any, stored: object) -> None:
    assert json.loads(canonical({"fact": fact})) == {"fact": stored}


@pytest.mark.parametrize(
    "fact",
    [
        "Marie",
        "deux mots",
        "élan",
        "essai@example.org",
        "+33639980001",
        "0639980001",
        "06 39 98 00 01",
        "06.39.98.00.01",
        "06-39-98-00-01",
        "tel:33639980001",
        "sms/06.39.98.00.01",
        639980001,
        33639980001,
        12.5,
        "x" * 121,
        datetime(2026, 3, 2, 12, 0),  # noqa: DTZ001  a naive one is the point
        {"nested": 1},
        ["ok", "pas bien"],
        b"sms",
    ],
)
def test_words_numbers_and_addresses_are_refused_without_repeating_them(fact: Any) -> None:
    with pytest.raises(FactError) as refused:
        canonical({"fact": fact})
    assert str(fact) not in str(refused.value)


@pytest.mark.parametrize("name", ["id", "case_id", "task_ids", "Name", "two words", "", "é"])
def test_row_ids_and_odd_names_are_refused(name: str) -> None:
    with pytest.raises(FactError):
        canonical({name: 1})


@given(st.from_regex(r"\+?[0-9]([ ./:+-]?[0-9]){8,14}", fullmatch=True))
def test_nothing_with_nine_digits_in_a_row_is_a_code(number: str) -> None:
    assert not is_code(number) or len(number) == 26


def test_one_set_of_facts_has_one_text() -> None:
    assert canonical({"b": 1, "a": "x"}) == canonical({"a": "x", "b": 1}) == '{"a":"x","b":1}'


def test_words_of_outsiders_become_odd_instead_of_stopping_a_write() -> None:
    assert (code_or_odd("30003"), code_or_odd("550 No such user")) == ("30003", "odd")


@pytest.mark.parametrize("actor", ["", "essai@example.org", "x" * 41, "Deux Mots"])
def test_an_actor_is_a_short_code(actor: str) -> None:
    with pytest.raises(FactError):
        checked_code("actor", actor)


def test_a_hash_does_not_depend_on_the_zone_an_instant_is_told_in() -> None:
    there = entry(1, "", at=NOON.astimezone(timezone(timedelta(hours=2))))
    assert there.hash == entry(1, "", at=NOON).hash


@pytest.mark.parametrize(
    "change",
    [
        {"reference": "AHU-2026-0002"},
        {"number": 2},
        {"at": NOON},
        {"actor": "other"},
        {"event": "other"},
        {"facts": '{"a":1}'},
        {"body": "ab"},
        {"body": ""},
        {"previous": "ab"},
        {"actor": "systemt", "event": "ask.raised"},
    ],
    ids=str,
)
def test_every_field_and_every_border_between_fields_counts(change: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"number": 1, "previous": ""}
    assert entry(**(plain | change)).hash != entry(**plain).hash


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_sound_chain_is_intact(length: int) -> None:
    entries = chain(length)
    head = entries[-1].hash if entries else ""
    anchors = {e.number: e.hash for e in entries[::2]}
    assert verify_chain(entries, length, head, anchors) is None


def test_a_changed_row_is_the_first_broken_one() -> None:
    entries = chain(5)
    head = entries[-1].hash
    entries[2] = entries[2]._replace(actor="other")
    assert verify_chain(entries, 5, head) == Break(3, Problem.CHANGED)


def test_a_row_that_was_changed_and_hashed_again_breaks_the_next() -> None:
    entries = chain(5)
    head = entries[-1].hash
    entries[2] = entry(3, entries[1].hash, actor="other")
    assert verify_chain(entries, 5, head) == Break(4, Problem.UNLINKED)


def test_a_last_row_that_was_hashed_again_is_not_the_head() -> None:
    entries = chain(3)
    head = entries[-1].hash
    entries[2] = entry(3, entries[1].hash, actor="other")
    assert verify_chain(entries, 3, head) == Break(3, Problem.HEAD)


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_a_missing_row_is_named(gone: int) -> None:
    entries = chain(5)
    head = entries[-1].hash
    del entries[gone]
    assert verify_chain(entries, 5, head) == Break(gone + 1, Problem.MISSING)


def test_a_cut_tail_is_missed_by_the_length() -> None:
    entries = chain(5)
    assert verify_chain(entries[:3], 5, entries[4].hash) == Break(4, Problem.MISSING)


def test_a_cut_tail_with_a_rewritten_case_is_missed_by_an_anchor() -> None:
    entries = chain(5)
    kept = {5: entries[4].hash}
    assert verify_chain(entries[:3], 3, entries[2].hash, kept) == Break(4, Problem.MISSING)


def test_a_history_told_anew_differs_from_its_anchor() -> None:
    old, new = chain(4), [entry(1, "", actor="other")]
    for number in range(2, 5):
        new.append(entry(number, new[-1].hash))
    assert verify_chain(new, 4, new[3].hash) is None
    assert verify_chain(new, 4, new[3].hash, {2: old[1].hash}) == Break(2, Problem.ANCHOR)


def test_a_row_more_than_the_case_knows_is_broken() -> None:
    entries = chain(4)
    assert verify_chain(entries, 3, entries[2].hash) == Break(4, Problem.HEAD)


def test_a_row_from_another_case_is_found() -> None:
    entries = chain(3)
    stranger = entry(2, entries[0].hash, reference="AHU-2026-0002")
    swapped = [entries[0], stranger._replace(reference="AHU-2026-0001"), entries[2]]
    assert verify_chain(swapped, 3, entries[2].hash) == Break(2, Problem.CHANGED)


@given(st.integers(1, 6), st.data())
def test_any_change_of_any_row_is_found(length: int, data: st.DataObject) -> None:
    entries = chain(length)
    place = data.draw(st.integers(0, length - 1))
    name = data.draw(st.sampled_from(["actor", "event", "facts", "previous", "hash", "body"]))
    changed = list(entries)
    changed[place] = entries[place]._replace(**{name: "x"})
    found = verify_chain(changed, length, entries[-1].hash)
    assert found is not None
    assert found.number == place + 1

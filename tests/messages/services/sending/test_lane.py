"""How many messages are marked ahead of their calls, and in which order."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.channels.base import Medium, Outgoing
from outreach.messages.services.sending.lane import Lane
from outreach.messages.services.sending.parcels import Parcel
from tests.databases import MONDAY

SECOND = timedelta(seconds=1)


def parcel(number: int, slot: datetime = MONDAY) -> Parcel:
    """A message to somebody, at an instant."""
    message = Outgoing(key=f"key{number}", to="+33639980010", body="Bonjour")
    return Parcel(number, number, Medium.SMS, slot, True, None, message)


def lane(
    count: int,
    *,
    callers: int = 8,
    group: int = 100,
    can_find: bool = True,
    gap: timedelta = 0 * SECOND,
) -> Lane:
    """Some messages, one every `gap`."""
    parcels = [parcel(number, MONDAY + gap * number) for number in range(count)]
    return filled(parcels, callers=callers, group=group, can_find=can_find)


def filled(parcels: list[Parcel], *, callers: int, group: int, can_find: bool) -> Lane:
    """A lane with these, the first slot first."""
    made = Lane(callers=callers, group=group, can_find=can_find)
    for parcel in sorted(parcels, key=lambda parcel: parcel.slot):
        made.add(parcel)
    return made


def fly(lane: Lane, took: timedelta, most: int = 1000, now: datetime = MONDAY) -> int:
    """Take what may go, and let all of it land after `took`; how many there were."""
    taken = lane.take(most, now)
    for _ in taken:
        lane.began()
    for _ in taken:
        lane.landed(took)
    return len(taken)


def test_at_first_one_for_each_caller() -> None:
    """Nobody knows yet how long a call takes."""
    assert len(lane(50).take(1000, MONDAY)) == 8


def test_quick_calls_are_marked_in_groups() -> None:
    """As many as can be called within 50 ms."""
    ours = lane(500)
    fly(ours, timedelta(0))
    assert fly(ours, timedelta(milliseconds=10)) == 8 + 100
    assert fly(ours, timedelta(milliseconds=10)) > 8 + 8


def test_slow_calls_are_marked_for_their_callers_and_a_few_who_follow() -> None:
    """No caller waits for the mark; hardly anything waits for a caller."""
    ours = lane(50)
    fly(ours, timedelta(milliseconds=900))
    assert fly(ours, timedelta(milliseconds=900)) == 8 + 2


def test_a_door_that_can_not_be_asked_has_few_under_way_and_none_ahead() -> None:
    """A crash leaves at most these to a human."""
    ours = lane(50, can_find=False)
    assert fly(ours, timedelta(0)) == 4
    assert fly(ours, timedelta(0)) == 4


def test_one_caller_who_calls_itself_never_marks_two_slow_ones() -> None:
    """Without threads, the second would wait for the first."""
    ours = lane(10, callers=1)
    assert fly(ours, 20 * SECOND) == 1
    assert fly(ours, 20 * SECOND) == 1


def test_nothing_goes_before_its_slot() -> None:
    """The pace of the sender."""
    ours = lane(10, gap=SECOND)
    assert [p.case_id for p in ours.take(10, MONDAY + 2 * SECOND)] == [0, 1, 2]
    assert ours.next_in(MONDAY + 2 * SECOND) == 1
    assert ours.next_in(MONDAY + 9 * SECOND) == 0


@given(
    slots=st.lists(st.integers(0, 20), min_size=1, max_size=30),
    callers=st.integers(1, 8),
    group=st.integers(1, 10),
    can_find=st.booleans(),
    takes=st.lists(st.integers(0, 400), min_size=1, max_size=10),
)
def test_every_message_is_taken_once_in_the_order_of_the_slots(
    slots: list[int], callers: int, group: int, can_find: bool, takes: list[int]
) -> None:
    """Whatever the calls last, and however many callers there are."""
    parcels = [parcel(n, MONDAY + SECOND * slot) for n, slot in enumerate(slots)]
    ours = filled(parcels, callers=callers, group=group, can_find=can_find)
    now, taken, rank = MONDAY, list[Parcel](), 0
    while ours.waiting:
        found = ours.take(group, now)
        assert len(found) <= group
        assert all(p.slot <= now for p in found)
        for _ in found:
            ours.began()
        if not can_find:
            assert len(found) <= min(callers, 4)
        for _ in found:
            ours.landed(timedelta(milliseconds=takes[rank % len(takes)]))
        rank += 1
        taken += found
        now += timedelta(seconds=ours.next_in(now)) if ours.waiting else SECOND
    assert [p.case_id for p in taken] == [p.case_id for p in sorted(parcels, key=lambda p: p.slot)]

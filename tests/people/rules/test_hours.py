"""Hours that are known, and only those."""

from datetime import datetime

import pytest

from outreach.people.rules.hours import Moment, Part, Sign, hours_of, part_of


def moments(*told: str) -> list[Moment]:
    """``"2026-03-03 17:40 answered"``."""
    split = [each.rpartition(" ") for each in told]
    return [Moment(datetime.fromisoformat(at), Sign(sign)) for at, _, sign in split]


@pytest.mark.parametrize(
    ("told", "best"),
    [
        ((), ()),
        (("2026-03-03 17:40 answered",), ()),  # once says nothing
        (("2026-03-03 17:40 wrote", "2026-03-03 17:52 asked"), ()),  # nor does one talk
        (("2026-03-03 17:40 answered", "2026-03-05 18:10 wrote"), ("evening",)),
        (("2026-03-03 09:40 wrote", "2026-03-05 18:10 wrote"), ()),
        (("2026-03-03 23:40 wrote", "2026-03-05 23:10 wrote"), ()),  # nobody calls at night
        (("2026-03-03 19:59 called", "2026-03-05 20:00 wrote"), ()),
        (("2026-03-03 10:00 silent", "2026-03-04 10:00 silent"), ()),
        (
            *(("2026-03-03 10:00 wrote", "2026-03-04 10:00 asked", "2026-03-05 10:00 silent"),),
            ("morning",),
        ),
        (
            (
                *("2026-03-03 10:00 wrote", "2026-03-04 10:00 wrote"),
                *("2026-03-05 10:00 silent", "2026-03-06 10:00 silent"),
            ),
            (),
        ),
        (
            (
                *("2026-03-03 10:00 wrote", "2026-03-04 10:00 wrote"),
                *("2026-03-05 15:00 called", "2026-03-06 15:00 wrote", "2026-03-07 16:00 wrote"),
            ),
            ("afternoon", "morning"),
        ),
    ],
)
def test_a_part_of_the_day_is_named_only_when_it_was_seen(
    told: tuple[str, ...], best: tuple[str, ...]
) -> None:
    assert hours_of(moments(*told)).best == tuple(map(Part, best))


def test_what_it_rests_on_is_told_the_latest_first() -> None:
    told = [f"2026-03-0{day} 10:00 wrote" for day in range(1, 7)]
    shown = hours_of(moments(*told)).moments
    assert [moment.at.day for moment in shown] == [6, 5, 4, 3]


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (7, None),
        (8, "morning"),
        (12, "noon"),
        (14, "afternoon"),
        (17, "evening"),
        (19, "evening"),
        (20, None),
        (0, None),
    ],
)
def test_nobody_is_called_early_or_late(hour: int, part: str | None) -> None:
    found = part_of(datetime.fromisoformat(f"2026-03-03 {hour:02}:00"))
    assert found == (Part(part) if part else None)

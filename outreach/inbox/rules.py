"""What waits for a human: whose words, for how long, and who may read an alert."""

import re
from datetime import datetime, time, timedelta

from outreach.programmes.rules.calendar import Calendar

# Reasons of tasks that a message of the person raised: while one is open, the words still wait.
ABOUT_WORDS = frozenset(
    {
        *("alert", "callback", "later", "no", "reply", "start_probable", "stop"),
        *("stop_probable", "threat", "to_attach", "wrong_person", "yes"),
        *("slot_chosen", "slot_gone"),
    }
)
# Somebody in danger stays in sight until the alert itself is decided, whatever else was done.
ALERT = "alert"
STOP_PROBABLE = "stop_probable"
TO_ATTACH = "to_attach"
# Decisions that going on answers; any other open task about words asks for something else first.
SETTLED_BY_RESUMING = frozenset({"reply", "later", "paused", "pause_over"})

_LONGEST_WAIT = timedelta(days=60)  # nobody counts the hours beyond
_DAY_STARTS, _DAY_ENDS = time(8), time(20)  # a human writes without being asked (design.md §5.4)
# Numbers that a watched phone must not show: 3919 (violence), 119 (children), 17 (police).
_HELPLINES = re.compile(
    r"(?<!\d)(?:39[ .]?19|119)(?!\d)"
    r"|\b(?:appel\w*|compos\w*|fai(?:tes|re)|police|joindre)[ :]+(?:le |au )?17(?![\dh]| h\b)",
    re.IGNORECASE,
)
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[a-zà-ÿ]", re.IGNORECASE)


def may_read_alert(role: str, staff_id: int, owner_id: int | None) -> bool:
    """Whether the words of an alert are for them: whoever follows the case, and coordinators.

    Of a case that nobody follows, the whole team (care.md §3).
    """
    return role in ("coordinator", "dpo") or owner_id in (None, staff_id)


def worked(calendar: Calendar, since: datetime, now: datetime) -> timedelta:
    """The time of service between two instants: hours in which somebody could have answered."""
    start = max(since, now - _LONGEST_WAIT)
    total, day, last = timedelta(), calendar.day(start), calendar.day(now)
    while day <= last:
        for opens, closes in calendar.windows(day):
            total += max(min(closes, now) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return total


def is_late_or_early(calendar: Calendar, now: datetime, *, prompted: bool) -> bool:
    """Whether a human is asked before writing now.

    Between 8 and 20 h nobody is asked, but for a message that nothing prompted on a day off.
    """
    local = now.astimezone(calendar.zone)
    if not _DAY_STARTS <= local.time() < _DAY_ENDS:
        return True
    return not prompted and not calendar.is_working_day(local.date())


def names_helpline(text: str) -> bool:
    """Whether a text names a number that may only be sent once writing was found safe."""
    return bool(_HELPLINES.search(text))


def written_in(text: str) -> str:
    """``ar`` for a text mostly in Arabic letters, else ``fr``: its word lists and its direction."""
    return "ar" if len(_ARABIC.findall(text)) > len(_LATIN.findall(text)) else "fr"

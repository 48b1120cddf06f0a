"""What binds wherever a person could be hurt, measured on the messages themselves."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from tests.eight_weeks.cast import CAST, phone, reference
from tests.eight_weeks.checks.people import addresses, households, messages, unprompted
from tests.eight_weeks.days import PARIS, after_working_days, open_hours
from tests.eight_weeks.history import Done, History

_SPACING, _MOST, _WINDOW = 3, 4, timedelta(days=30)
_WAITING_DAYS = 4  # working days between the letter and the first message


def hours(history: History) -> Iterator[str]:
    """Nothing unprompted outside the hours, on a weekend, on a holiday, in the closure."""
    for one in messages(history):
        if not one.prompted and not open_hours(one.at):
            yield f"at a bad time: {one}"


def spacing(history: History) -> Iterator[str]:
    """Three calendar days between two messages to a person, whatever the channel."""
    for reference_, case in households(history):
        days = [one.day for one in unprompted(history, case)]
        for before, after in pairwise(days):
            if (after - before).days < _SPACING:
                yield f"{reference_}: {before} then {after}"


def caps(history: History) -> Iterator[str]:
    """Four SMS and calls at most in any thirty days."""
    for reference_, case in households(history):
        texts = [one.at for one in unprompted(history, case) if one.sms]
        calls = [_noon(done.on) for done in history.done if _is_call(done, reference_)]
        instants = sorted(texts + calls)
        for first in instants:
            count = sum(first <= other < first + _WINDOW for other in instants)
            if count > _MOST:
                yield f"{reference_}: {count} in thirty days from {first}"


def letter_first(history: History) -> Iterator[str]:
    """Nothing before the information letter has been in the post for four working days."""
    posted = {done.case: done.on for done in history.done if done.step == "info"}
    for reference_, case in households(history):
        sent = [one for one in messages(history) if one.to in addresses(case)]
        if not sent:
            continue
        if reference_ not in posted:
            yield f"{reference_}: no letter, and yet {sent[0]}"
        elif sent[0].day < after_working_days(posted[reference_], _WAITING_DAYS):
            yield f"{reference_}: letter of {posted[reference_]}, and {sent[0]}"


def left_alone(history: History) -> Iterator[str]:
    """Nothing to those who are not to be written to at all."""
    shared = Counter(
        point["value"] for _, case in households(history) for point in case["contact_points"]
    )
    for one in messages(history):
        if shared[one.to] != 1:
            yield f"to nobody's or to two people's address: {one}"
    for reference_, case in households(history):
        if case["state"] not in ("ineligible", "waiting") and not _damaged(history, reference_):
            continue
        for one in messages(history):
            if one.to in addresses(case) and shared[one.to] == 1:
                yield f"{reference_} ({case['state']}): {one}"


def silence_after_a_reply(history: History) -> Iterator[str]:
    """Once a person wrote, at most one answer to each message, and nothing else ever."""
    for role in CAST:
        written = [said for said in history.said if said.number == phone(role)]
        if not written:
            continue
        own = addresses(history.case_of(reference(role)))
        later = [m for m in messages(history) if m.to in own and m.at > written[0].at]
        yield from (f"{role.name} had written: {one}" for one in later if not one.prompted)
        if len(later) > len(written):
            yield f"{role.name} got {len(later)} answers to {len(written)} messages"


def nothing_twice(history: History) -> Iterator[str]:
    """Nobody gets the same words twice, unless the first never reached them."""
    lost = {one.sid for one in history.outbound() if one.status == "undelivered"}
    kept = [(one.to, one.body) for one in history.outbound() if one.sid not in lost]
    mails = [(mail.to, mail.text) for mail in history.mails]
    for (to, text), count in Counter(kept + mails).items():
        if count > 1:
            yield f"{count} times to {to}: {text[:40]!r}"


def human_work(history: History) -> Iterator[str]:
    """The silent get a letter, then a visit, then a decision: raised for a human, in order."""
    for role in CAST:
        case = history.case_of(reference(role))
        steps = [(task["step"], task["kind"]) for task in case["tasks"] if task["step"]]
        wanted = [("info", "letter"), ("lettre", "letter"), ("visite", "visit")]
        if role.silent and case["state"] == "contacting":
            missing = [each for each in [*wanted, ("decision", "decide")] if each not in steps]
            yield from (f"{role.name}: no task {each}" for each in missing)
        if role.says or "refuse:21610" in role.troubles:
            yield from (f"{role.name} said no, and yet {e}" for e in wanted[1:] if e in steps)


def _damaged(history: History, case: str) -> bool:
    rows = [row for done in history.imports for row in done["accepted"]]
    return any(row["case"] == case and "damaged_name" in row["codes"] for row in rows)


def _is_call(done: Done, case: str) -> bool:
    return done.kind == "call" and done.case == case


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(16), PARIS)

"""What people wrote reached a human: once, the alert first."""

from collections.abc import Iterator

from tests.eight_weeks.cast import CAST, phone, reference
from tests.eight_weeks.history import History


def every_reply_once(history: History) -> Iterator[str]:
    """Each message stands once in the inbox, in the thread of its sender."""
    for said in history.said:
        rows = [row for row in history.inbox if row["from"] == said.number]
        count = sum(row["text"].split("\n").count(said.text) for row in rows)
        if len(rows) != 1 or count != 1:
            yield f"{said.text!r}: {count} times in {len(rows)} threads"
    lines = sum(len(row["text"].split("\n")) for row in history.inbox)
    if lines != len(history.said):
        yield f"{lines} messages in the inbox, {len(history.said)} were written"


def every_reply_in_its_case(history: History) -> Iterator[str]:
    """The record of the case has each message once, and nobody else's."""
    for role in CAST:
        case = history.case_of(reference(role))
        written = [said.text for said in history.said if said.number == phone(role)]
        if [one["text"] for one in case["replies"]] != written:
            yield f"{role.name} wrote {written}, the record has {len(case['replies'])}"


def alerts_first(history: History) -> Iterator[str]:
    """Danger stands on top, then whoever has waited longest."""
    flags = [row["alert"] for row in history.inbox]
    if flags != sorted(flags, reverse=True) or flags.count(True) != 1:
        yield f"alerts: {flags}"
    if not (history.inbox and "distress" in history.inbox[0]["intents"]):
        yield "the first row is not the person in danger"
    since = [row["first_unanswered_at"] for row in history.inbox if not row["alert"]]
    if since != sorted(since):
        yield "the others do not stand in the order in which they wait"


def stops(history: History) -> Iterator[str]:
    """A reply stops the machine: paused or ended, never active."""
    for role in CAST:
        sequence = history.case_of(reference(role))["sequence"]
        if role.says and sequence["state"] == "active":
            yield f"{role.name} wrote, the sequence goes on"
        if role.name == "Alerte" and sequence["pause"]["reason"] != "alert":
            yield f"danger, and the pause says {sequence['pause']['reason']}"


def hooks(history: History) -> Iterator[str]:
    """Hooks are answered as the provider expects, forged ones are not."""
    for said in history.said:
        if said.statuses != (403, 200, 200):
            yield f"{said.text!r}: {said.statuses}"
    if wrong := [status for status in history.receipts if status != 204]:
        yield f"receipts answered {wrong}"

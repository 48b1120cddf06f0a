"""The shape of every document, copied from the public interface: keys exactly, types, codes."""

import re
from collections.abc import Iterator
from typing import Any

from tests.eight_weeks.history import History


def _words(text: str) -> set[str]:
    return set(text.split())


INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
KINDS = _words("letter call visit message check_number decide")
CHANNELS = _words("sms email call voicemail letter visit")
INTENTS = _words(
    "stop start wrong_person distress hostile callback appointment not_now who paid dispute help "
    "language thanks yes no other"
)
STATES = _words("ineligible waiting contacting in_contact diagnosed handed_over closed")
STATUSES = _words(
    "reserved calling uncertain accepted sent delivered undelivered failed refused blocked "
    "cancelled absent posted returned reached no_answer voicemail wrong_number met not_home "
    "wrong_address vacant"
)
OUTCOMES = _words(
    "posted returned reached no_answer voicemail wrong_number refused met not_home wrong_address "
    "vacant sent not_sent corrected none_found continue new_visit final_letter close "
    "cancelled"
)
PURPOSES = _words("sequence reminder automatic_answer confirmation answer human_first")
PAUSES = _words("reply human_contact opt_out alert manual uncertain")


class Maybe:
    """A value that may be null."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


ROW = {"row": int, "reference": str, "reasons": [str], "codes": [str]}
IMPORT = {
    "accepted": [{**ROW, "case": str, "eligible": bool, "waiting": bool}],
    "rejected": [ROW],
    "known": [{"row": int, "reference": str, "case": str, "changes": [str]}],
    "ignored_columns": [str],
}
TICK = {
    "at": INSTANT,
    **dict.fromkeys(("sent", "deferred", "blocked", "failed", "uncertain", "tasks"), int),
}
TASK = {
    "id": int,
    "case": Maybe(str),
    "kind": KINDS,
    "state": {"open"},
    "due_on": DAY,
    "step": Maybe(str),
    "owner": Maybe(str),
}
INBOX = {
    "case": Maybe(str),
    "from": str,
    "channel": CHANNELS,
    "first_unanswered_at": INSTANT,
    "intents": [INTENTS],
    "text": str,
    "alert": bool,
}
LISTED = {
    "reference": str,
    "landlord_reference": str,
    "state": STATES,
    "eligible": bool,
    "next_step": Maybe(str),
    "due_at": Maybe(INSTANT),
}
SEQUENCE = {
    "script": str,
    "version": int,
    "state": {"active", "paused", "finished"},
    "next_step": Maybe(str),
    "due_at": Maybe(INSTANT),
    "pause": Maybe({"reason": PAUSES, "until": Maybe(DAY)}),
}
ATTEMPT = {
    "number": Maybe(int),
    "step": Maybe(str),
    "purpose": PURPOSES,
    "channel": CHANNELS,
    "convention_category": {"telephone", "courrier", "visite", "autre"},
    "automated": bool,
    "at": INSTANT,
    "to": str,
    "status": STATUSES,
    "counts": bool,
    "text": Maybe(str),
    "segments": Maybe(int),
    "script_version": Maybe(str),
    "error": Maybe(str),
}
CASE = {
    "reference": str,
    "landlord_reference": str,
    "state": STATES,
    "close_reason": Maybe(str),
    "eligible": bool,
    "reasons": [str],
    "tenant": {"first_name": str, "last_name": str, "language": str},
    "contact_points": [
        {
            "kind": {"mobile", "landline", "email", "postal"},
            "value": str,
            "status": {"ok", "suspect", "invalid", "wrong_person", "opted_out"},
        }
    ],
    "sequence": Maybe(SEQUENCE),
    "attempts": [ATTEMPT],
    "replies": [
        {"at": INSTANT, "channel": CHANNELS, "from": str, "text": str, "intents": [INTENTS]}
    ],
    "tasks": [
        {
            "id": int,
            "kind": KINDS,
            "state": {"open", "done", "cancelled"},
            "due_on": DAY,
            "step": Maybe(str),
            "outcome": Maybe(OUTCOMES),
        }
    ],
    "journal": {"entries": int, "head": re.compile("[0-9a-f]{64}"), "intact": bool},
}


def shapes(history: History) -> Iterator[str]:
    """Every document that was shown has exactly its shape."""
    documents = (
        ("import", [IMPORT], history.imports),
        ("worker", [TICK], [tick.report for tick in history.ticks]),
        ("task list", [[TASK]], history.tasks),
        ("inbox", [INBOX], history.inbox),
        ("case list", [LISTED], history.case_list),
        ("case show", [CASE], list(history.cases.values())),
    )
    for name, shape, document in documents:
        yield from misfits(shape, document, name)


def misfits(shape: Any, value: Any, where: str) -> Iterator[str]:
    """Where a JSON value is not what `shape` says."""
    if isinstance(shape, Maybe):
        yield from misfits(shape.shape, value, where) if value is not None else ()
    elif isinstance(shape, dict):
        if not isinstance(value, dict) or set(value) != set(shape):
            yield f"{where}: {value}"
        else:
            for key, inner in shape.items():
                yield from misfits(inner, value[key], f"{where}.{key}")
    elif isinstance(shape, list):
        for each in value if isinstance(value, list) else ():
            yield from misfits(shape[0], each, f"{where}[]")
        if not isinstance(value, list):
            yield f"{where}: {value!r} is no list"
    elif not _fits(shape, value):
        yield f"{where}: {value!r}"


def _fits(shape: Any, value: Any) -> bool:
    if isinstance(shape, set):
        return value in shape
    if isinstance(shape, re.Pattern):
        return isinstance(value, str) and shape.fullmatch(value) is not None
    return type(value) is shape

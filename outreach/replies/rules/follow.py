"""What a reading asks of us: at most one safe answer, and what a human must do."""

from dataclasses import dataclass, replace

from outreach.replies.rules.reading import Intent, Kind, Reading, Surety

# Whatever else is said, a canned text would hurt after these (care.md §3).
_SILENT = frozenset({Intent.HOSTILE, Intent.PAID, Intent.NOT_NOW})
# The texts that name a help line, and the one kind of danger that each may speak of.
_DANGER_TEXTS = {Kind.SUICIDE: "SUICIDE", Kind.SHELTER: "TOIT"}
# With any of these the phone may be watched, or nobody can tell: the neutral text only.
_WATCHED = frozenset({Kind.VIOLENCE, Kind.CHILD})


@dataclass(frozen=True, slots=True)
class Follow:
    """What follows from one message, beside the pause that every message brings."""

    opt_out: bool = False
    no_sms: bool = False  # "arrêtez les SMS, appelez-moi": this number is not written to again
    start: bool = False
    block_number: bool = False
    end_sequence: bool = False
    alert: bool = False
    task: str = "decide"  # every stopped case waits for a human's word
    reason: str = "reply"
    later: bool = False  # the task is a reminder, weeks ahead


def told_by_provider(reading: Reading, opt_out_type: str) -> Reading:
    """The same reading, made sure by a provider that recognised the word itself."""
    match opt_out_type.upper():
        case "STOP":
            intents = dict.fromkeys((*reading.intents, Intent.STOP))
            known = tuple(i for i in intents if i is not Intent.OTHER)
            return replace(reading, intents=known, stop=Surety.CERTAIN)
        case "START":
            return replace(reading, intents=(Intent.START,), start=Surety.CERTAIN)
        case _:
            return reading


def choose_answer(reading: Reading, danger_texts: bool = False) -> str | None:
    """The code of the one automatic text that may answer a message, or None.

    Danger of every kind gets exactly the acknowledgement of every other message: the phone may
    be watched. With `danger_texts`, an explicit first-person phrase gets its help line instead.
    Nothing goes to a phone that somebody else reads.

    A STOP in danger gets nothing. The STOP holds, so no acknowledgement may promise an answer;
    and its confirmation ("plus de SMS de notre part") would shut the door on somebody in danger,
    or show on a watched phone that they asked. Silence harms least: a human decides the alert.
    """
    intents = set(reading.intents)
    if reading.discreet or _hushed(reading):
        return None
    if reading.stop is Surety.CERTAIN:
        return None if Intent.DISTRESS in intents else "STOP"
    if Intent.DISTRESS in intents:
        return _danger(reading) if danger_texts else "ACK"
    if reading.stop is Surety.PROBABLE or intents & _SILENT or intents == {Intent.THANKS}:
        return None  # "merci" alone: an answer would start a loop
    if reading.wrong is Surety.CERTAIN:
        return "WRONG"
    if reading.start is Surety.CERTAIN:
        return "START"
    if Intent.WHO in intents and Intent.WRONG_PERSON not in intents:
        return "INFOS" if reading.asks_origin else "WHO"
    return "ACK"


def _hushed(reading: Reading) -> bool:
    """Whether "do not write, he hits me" was said: the next text could be what it is about."""
    return reading.stop is Surety.PROBABLE and not _WATCHED.isdisjoint(reading.kinds)


def _danger(reading: Reading) -> str:
    if _WATCHED.isdisjoint(reading.kinds):
        for kind, code in _DANGER_TEXTS.items():
            if kind in reading.first_person:
                return code
    return "ACK"


def what_follows(reading: Reading) -> Follow:
    """Refusals, alerts and the task for a human, by what the message says, gravest first.

    An alert is a task of its own, beside that of a STOP: the one does not answer the other.
    """
    intents = set(reading.intents)
    alert = Intent.DISTRESS in intents
    stops = reading.stop is Surety.CERTAIN
    wrong = reading.wrong is Surety.CERTAIN
    task, reason = _task(reading, intents)
    return Follow(
        opt_out=stops,
        no_sms=reading.stop is Surety.PROBABLE and Intent.CALLBACK in intents,
        start=reading.start is Surety.CERTAIN and not stops,
        block_number=wrong,
        end_sequence=stops or (reason == "no" and not alert),
        alert=alert,
        task=task,
        reason=reason,
        later=reason == "later" and not alert,
    )


def _task(reading: Reading, intents: set[Intent]) -> tuple[str, str]:
    if Intent.DISTRESS in intents:
        return "decide", "alert"
    if reading.stop is Surety.CERTAIN:
        return "decide", "stop"
    if reading.threat:
        return "decide", "threat"
    if reading.wrong is not Surety.NONE or Intent.WRONG_PERSON in intents:
        return "check_number", "wrong_person"
    if Intent.CALLBACK in intents:
        return "call", "callback"
    if reading.stop is Surety.PROBABLE or Intent.STOP in intents:
        return "decide", "stop_probable"
    if Intent.START in intents and reading.start is not Surety.CERTAIN:
        return "decide", "start_probable"
    if Intent.HOSTILE in intents:
        return "decide", "reply"
    if Intent.YES in intents:
        return "call", "yes"
    if Intent.NO in intents:
        return "decide", "no"
    if Intent.NOT_NOW in intents:
        return "decide", "later"
    return "decide", "reply"

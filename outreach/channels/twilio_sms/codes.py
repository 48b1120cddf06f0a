"""Twilio's words and numbers beside ours: data only, read by the rest of this door.

Codes and their meaning: https://www.twilio.com/docs/api/errors. Twilio says that the lists change,
so whatever is not here is held and shown (`Act.HOLD`), never guessed.
"""

from outreach.channels.base import Act, Progress

ACTS: dict[Act, tuple[str, ...]] = {
    Act.OPT_OUT: ("21610",),
    Act.BAD_NUMBER: ("21211", "21612", "21614", "21635", "30005", "30006", "30011"),
    Act.RETRY_LATER: ("30003", "30008", "30009", "30017"),
    Act.SLOW_DOWN: ("20429", "21611", "30001", "30022", "63018"),
    Act.SENDER_DOWN: (
        *("20003", "20005", "20403", "20404"),  # credentials, account, address of the account
        *("21212", "21606", "21659", "21660"),  # a From that is not ours
        *("21408", "21703", "21704", "21705"),  # region, Messaging Service
        *("30002", "30004", "30007", "30023", "30027", "30032", "30034"),  # account, filters, caps
    ),
    Act.BAD_TEXT: ("21602", "21603", "21604", "21617"),
    Act.REPLAN: ("30036",),
}
ACT_OF_CODE: dict[str, Act] = {code: act for act, codes in ACTS.items() for code in codes}

# Answers that prove the message was never processed. Twilio on 20429: "never processed and is
# always safe to retry". Credentials are checked before the message is looked at.
UNPROCESSED_CODES = frozenset({"20003", "20005", "20403", "20404", "20429"})
UNPROCESSED_STATUS: dict[int, Act] = {
    401: Act.SENDER_DOWN,
    403: Act.SENDER_DOWN,
    404: Act.SENDER_DOWN,  # without a code of Twilio's: whoever answers is not Twilio
    405: Act.SENDER_DOWN,
    407: Act.SENDER_DOWN,
    429: Act.SLOW_DOWN,
}
# 4xx that a proxy gives when it lost patience: what happened behind it is unknown.
UNCERTAIN_STATUS = frozenset({408, 460, 499})

# Message statuses: enum `message_enum_status` of Twilio's OpenAPI description of 2010-04-01.
PROGRESS: dict[str, Progress] = {
    "accepted": Progress.ACCEPTED,
    "scheduled": Progress.ACCEPTED,
    "queued": Progress.ACCEPTED,
    "sending": Progress.ACCEPTED,
    "sent": Progress.SENT,
    "delivered": Progress.DELIVERED,
    "read": Progress.DELIVERED,
    "partially_delivered": Progress.SENT,
    "undelivered": Progress.UNDELIVERED,
    "failed": Progress.FAILED,
    "canceled": Progress.CANCELLED,
}
_ENDED_BADLY = frozenset({Progress.UNDELIVERED, Progress.FAILED})


def act_for(code: str) -> Act:
    """What an error code asks of us; an unknown one is held."""
    return ACT_OF_CODE.get(code, Act.HOLD)


def progress_of(word: str) -> Progress:
    """Our word for a status; an unknown one is `Progress.UNKNOWN`."""
    return PROGRESS.get(word.strip().lower(), Progress.UNKNOWN)


def act_after(progress: Progress, code: str) -> Act:
    """What a receipt asks of us: nothing unless the message ended badly."""
    return act_for(code) if progress in _ENDED_BADLY else Act.NONE

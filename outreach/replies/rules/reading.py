"""What a message was understood to say: values only."""

from dataclasses import dataclass
from enum import StrEnum


class Intent(StrEnum):
    """What a person may want, the most important first."""

    DISTRESS = "distress"
    STOP = "stop"
    WRONG_PERSON = "wrong_person"
    START = "start"
    HOSTILE = "hostile"
    CALLBACK = "callback"
    APPOINTMENT = "appointment"
    DISPUTE = "dispute"
    PAID = "paid"
    HELP = "help"
    WHO = "who"
    LANGUAGE = "language"
    NOT_NOW = "not_now"
    NO = "no"
    YES = "yes"
    THANKS = "thanks"
    OTHER = "other"


class Kind(StrEnum):
    """What sort of danger a distress message speaks of."""

    SUICIDE = "suicide"
    VIOLENCE = "violence"
    CHILD = "child"
    HEALTH = "health"
    SHELTER = "shelter"
    HUNGER = "hunger"
    OTHER = "other"


class Surety(StrEnum):
    """How sure a reading is: only `certain` may act without a human."""

    NONE = "none"
    PROBABLE = "probable"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message says. `intents` is never empty; `kinds` is empty without distress.

    `stop` may be probable while "stop" is not among the intents: "no more texts, ring me
    instead" is a wish for a call, and yet no text may leave until a human has looked. With
    `discreet` ("somebody reads my messages", "not on this phone") that holds in danger too.
    `first_person` holds the kinds said explicitly of oneself ("je veux mourir"); `language` is
    an ISO 639 code, or "und"; `choice` is the digit of a message that is only a choice.
    """

    intents: tuple[Intent, ...]
    kinds: tuple[Kind, ...] = ()
    stop: Surety = Surety.NONE
    wrong: Surety = Surety.NONE
    start: Surety = Surety.NONE
    discreet: bool = False
    first_person: frozenset[Kind] = frozenset()
    threat: bool = False
    asks_origin: bool = False
    language: str = "und"
    choice: str | None = None

    @property
    def explicit_first_person(self) -> bool:
        """Whether a danger of suicide or of no shelter is said explicitly of oneself."""
        return bool(self.first_person & {Kind.SUICIDE, Kind.SHELTER})


def as_json(reading: Reading) -> dict[str, list[str]]:
    """The public form of a reading: codes of its intents and kinds, in order."""
    return {
        "intents": [intent.value for intent in reading.intents],
        "kinds": [kind.value for kind in reading.kinds],
    }

"""What listening needs beside the engine's means: the words to understand and to answer with."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.messages.services.means import Means
from outreach.replies.rules.lexicon import Lexicon

# language → answer (ACK, STOP, INFOS…) → its text, with placeholders
Answers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Ears:
    """Means, intent lexicon and fixed answers of one process."""

    means: Means
    lexicon: Lexicon
    answers: Answers

"""What listening needs beside the engine's means: the words to understand and to answer with."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.messages.services.means import Means
from outreach.replies.rules.lexicon import Lexicon
from outreach.sequences.rules.answers import Answer

# language → code (ACK, STOP, INFOS…) → fixed answer
Answers = Mapping[str, Mapping[str, Answer]]


@dataclass(frozen=True, slots=True)
class Ears:
    """Means, intent lexicon and fixed answers of one process."""

    means: Means
    lexicon: Lexicon
    answers: Answers

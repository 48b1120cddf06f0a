"""Every code of a conversation has French words."""

import pytest

from outreach.inbox.services.acts.resuming import Bar
from outreach.inbox.services.answering.writing import SAFE_TO_WRITE
from outreach.inbox.services.queue.rows import Group
from outreach.inbox.services.thread.marks import EVENTS
from outreach.messages.models import AttemptChannel
from outreach.messages.rules.gate import _ASKING, _BLOCKING
from outreach.replies.rules.reading import Intent, Kind
from outreach.web import inbox_labels as told
from tests.world import LIBRARY

SPOKEN = {"case.moved", "case.entrusted", "sequence.finished", "step.skipped", "pause.opened"}


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (told.INTENTS, set(Intent)),
        (told.KINDS, set(Kind)),
        (told.GROUPS, set(Group)),
        (told.BARS, set(Bar)),
        (told.CAME_AS, set(AttemptChannel)),
        (
            told.READY,
            {a.code for a in LIBRARY.answers["fr"].values() if a.purpose == "answer"},
        ),
        (told.ASKS, {SAFE_TO_WRITE, *(c for checks in _ASKING.values() for c in checks)}),
        (told.BLOCKS, {c for name in ("answer", "human_first") for c in _BLOCKING[name]}),
    ],
)
def test_every_code_has_words(table: dict[str, str], codes: set[str]) -> None:
    assert set(table) == codes
    assert not [words for words in table.values() if not words]


def test_every_mark_is_told() -> None:
    assert set(told.MARKS) >= EVENTS - SPOKEN

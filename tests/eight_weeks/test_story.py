"""Eight weeks of the whole product, seen from outside: commands, HTTP, SMTP and nothing else."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from tests.eight_weeks.checks import care, commands, inbox, record, shapes, words
from tests.eight_weeks.history import History
from tests.eight_weeks.scene import ONE_WAY, scene
from tests.eight_weeks.story import Story

Check = Callable[[History], Iterator[str]]

CHECKS: tuple[Check, ...] = (
    care.hours,
    care.spacing,
    care.caps,
    care.letter_first,
    care.left_alone,
    care.silence_after_a_reply,
    care.nothing_twice,
    care.human_work,
    words.red_words,
    words.amber_words,
    words.no_links,
    record.messages_match,
    record.nothing_in_the_air,
    record.humans_match,
    record.numbering,
    record.faults,
    inbox.every_reply_once,
    inbox.every_reply_in_its_case,
    inbox.alerts_first,
    inbox.stops,
    inbox.hooks,
    commands.exit_codes,
    commands.quiet_repeats,
    commands.honest_counts,
    commands.known_again,
    commands.nothing_private_in_logs,
    commands.instants,
    shapes.shapes,
)


ONE_WAY_CHECKS: tuple[Check, ...] = (
    care.hours,
    care.spacing,
    care.caps,
    care.letter_first,
    care.left_alone,
    care.nothing_twice,
    record.messages_match,
    record.nothing_in_the_air,
    record.humans_match,
    record.numbering,
    words.red_words,
    words.no_answer_asked,
    commands.exit_codes,
    shapes.shapes,
)


def findings(history: History, checks: tuple[Check, ...] = CHECKS) -> list[str]:
    """Everything that is not as promised."""
    return [f"{check.__name__}: {each}" for check in checks for each in check(history)]


def test_eight_weeks_keep_every_promise(database_url: str, tmp_path: Path) -> None:
    lite = database_url.startswith("sqlite")
    cut = "accept_then_reset" if lite else "accept_then_hang"  # twenty seconds, where there is time
    with scene(tmp_path, database_url) as played:
        history = Story(played, hang=cut).tell()
    assert findings(history) == []


def test_a_name_as_sender_asks_for_no_answer(sqlite_url: str, tmp_path: Path) -> None:
    with scene(tmp_path, sqlite_url, sender=ONE_WAY) as played:
        history = Story(played, until=date(2026, 12, 4)).tell()
    assert {entry.sender for entry in history.outbound()} == {ONE_WAY}
    assert findings(history, ONE_WAY_CHECKS) == []

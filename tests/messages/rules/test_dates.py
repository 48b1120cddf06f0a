"""Days and hours as messages say them."""

from datetime import UTC, datetime

import pytest

from outreach.messages.rules.dates import day_words, hour_words, slot_words


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (1, "fr", "mercredi 1er"),
        (2, "fr", "jeudi 2"),
        (1, "pt", "quarta-feira 1"),
        (1, "en", "Wednesday 1"),
        (1, "tr", "1 Nisan Çarşamba"),
        (21, "fr", "mardi 21"),
    ],
)
def test_a_day_is_said_as_one_says_it(day: int, language: str, words: str) -> None:
    assert day_words(datetime(2026, 4, day, 10, tzinfo=UTC), language) == words


@pytest.mark.parametrize(
    ("hour", "minute", "language", "words"),
    [(9, 0, "fr", "9 h"), (16, 30, "fr", "16 h 30"), (9, 0, "en", "9:00"), (16, 5, "tr", "16:05")],
)
def test_an_hour_is_said_as_one_says_it(hour: int, minute: int, language: str, words: str) -> None:
    assert hour_words(datetime(2026, 4, 1, hour, minute, tzinfo=UTC), language) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "mardi 8 à 10 h"),
        ("en", "Tuesday 8 at 10:00"),
        ("ar", "الثلاثاء 8 الساعة 10:00"),
        ("pt", "terça-feira 8 às 10:00"),
        ("tr", "8 Aralık Salı saat 10:00"),
    ],
)
def test_a_word_stands_between_a_day_and_its_hour(language: str, words: str) -> None:
    assert slot_words(datetime(2026, 12, 8, 10, tzinfo=UTC), language) == words

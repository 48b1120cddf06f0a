"""French as a printer would set it, and dates as people say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.web.typography import ago, day, euros, french, hour, instant, phone

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Que faire ?", "Que faire\u202f?"),
        ("STOP : relire", "STOP\u00a0: relire"),
        ("« plus tard »", "«\u202fplus tard\u202f»"),
        ("l'appel d'Inès", "l’appel d’Inès"),
        ("10:30, https://example.org/?a=1", "10:30, https://example.org/?a=1"),
        ("il dit 'oui'", "il dit 'oui'"),
    ],
)
def test_spaces_and_apostrophes(typed: str, printed: str) -> None:
    assert french(typed) == printed


@given(st.text())
def test_setting_type_twice_changes_nothing_more(text: str) -> None:
    assert french(french(text)) == french(text)


def test_days_and_hours() -> None:
    assert day(date(2026, 3, 3)) == "mardi 3 mars"
    assert day(date(2026, 5, 1)) == "vendredi 1er mai"
    assert day(date(2026, 3, 11)) == "mercredi 11 mars"
    assert day(date(2027, 3, 3), date(2026, 3, 3)) == "mercredi 3 mars 2027"
    assert hour(datetime(2026, 3, 3, 10, 5, tzinfo=PARIS)) == "10\u202fh\u202f05"
    assert hour(datetime(2026, 3, 3, 10, 0, tzinfo=PARIS)) == "10\u202fh"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=20), "à l’instant"),
        (timedelta(minutes=4), "il y a 4\u00a0min"),
        (timedelta(hours=3), "il y a 3\u00a0h"),
        (timedelta(days=1, hours=2), "hier"),
        (timedelta(days=5), "il y a 5\u00a0jours"),
    ],
)
def test_how_long_something_waits(span: timedelta, said: str) -> None:
    assert ago(NOW - span, PARIS, NOW) == said


def test_instants_near_now_are_said_as_people_do() -> None:
    assert instant(NOW, PARIS, NOW) == "aujourd’hui à 10\u202fh"
    assert instant(NOW + timedelta(days=1), PARIS, NOW) == "demain à 10\u202fh"
    assert instant(NOW + timedelta(days=7), PARIS, NOW) == "mardi 10 mars à 10\u202fh"
    # 23.30 UTC is already tomorrow in Paris.
    late = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    assert instant(late, PARIS, NOW) == "demain à 0\u202fh\u202f30"


def test_numbers() -> None:
    assert phone("+33639980005") == "06 39 98 00 05".replace(" ", "\u00a0")
    assert phone("+4915112345678") == "+4915112345678"
    assert euros(0.08) == "0,08\u00a0€"

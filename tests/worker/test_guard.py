"""What fails is said once, and once more when it is well."""

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from outreach.replies.services.polling import RefusedError, UnreachableError
from outreach.worker.guard import DATABASE, Guard, StoppedError


def _fails(error: Exception) -> None:
    raise error


def test_an_outage_is_one_line_and_its_end_another() -> None:
    guard = Guard()
    with capture_logs() as logs:
        for _ in range(5):
            assert not guard.run("mail", lambda: _fails(OSError("Camille 0639980010")))
        assert guard.run("mail", lambda: None)
        assert guard.run("mail", lambda: None)
    assert [(line["event"], line["part"]) for line in logs] == [
        ("worker.failing", "mail"),
        ("worker.recovered", "mail"),
    ]
    assert "Camille" not in str(logs)


def test_another_trouble_of_the_same_part_is_another_line() -> None:
    guard = Guard()
    with capture_logs() as logs:
        guard.run("mail", lambda: _fails(OSError()))
        guard.run("mail", lambda: _fails(ValueError()))
    assert [line["error"] for line in logs] == ["OSError", "ValueError"]


def test_a_stop_is_not_a_failure() -> None:
    with capture_logs() as logs, pytest.raises(StoppedError):
        Guard().run("send", lambda: _fails(StoppedError()))
    assert logs == []


def test_a_provider_that_is_away_is_named_and_is_no_fault_of_ours() -> None:
    guard = Guard()
    with capture_logs():
        guard.run("mail", lambda: _fails(UnreachableError("email")))
        guard.run("sweep", lambda: _fails(RefusedError("twilio_sms")))
        guard.run("send", lambda: _fails(ValueError()))
    assert (guard.away, guard.faults) == (("mail",), ("send",))
    with capture_logs():
        guard.run("mail", lambda: None)
    assert guard.away == ()


def test_only_a_strict_guard_passes_a_lost_database_on() -> None:
    lost = OperationalError("select", {}, Exception())
    with pytest.raises(OperationalError):
        Guard(strict=True).run("send", lambda: _fails(lost))
    with capture_logs():
        assert not Guard(strict=True).run("send", lambda: _fails(ValueError()))
        assert not Guard().run("send", lambda: _fails(lost))


def test_a_lost_database_is_said_once_whichever_part_met_it() -> None:
    guard, lost = Guard(), OperationalError("select", {}, Exception())
    with capture_logs() as logs:
        for name in ("mail", "send", DATABASE):
            guard.run(name, lambda: _fails(lost))
        guard.run(DATABASE, lambda: None)
    assert [(line["event"], line["part"]) for line in logs] == [
        ("worker.failing", DATABASE),
        ("worker.recovered", DATABASE),
    ]

"""Keeping one failing part from stopping the others, and from filling the log."""

from collections.abc import Callable

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from outreach.replies.services.polling import RefusedError, UnreachableError

log = structlog.get_logger(__name__)

_AWAY = UnreachableError.__name__
_THEIRS = (_AWAY, RefusedError.__name__)
DATABASE = "database"  # every part needs it: its loss is said once, not by each of them
_OUR_FAULT = (IntegrityError, DataError)  # what a row is refused for: the database is there


class StoppedError(Exception):
    """The process was asked to stop: what is under way ends here, at a safe point."""


class Guard:
    """Runs parts of the work. A part that fails is logged once, and once more when it is well.

    `strict`: a database that can't be reached is passed on instead (a single round must say so).
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._failing: dict[str, str] = {}
        self._recovered = 0  # times that something worked again; parts run in several threads

    def run(self, name: str, part: Callable[[], object]) -> bool:
        """Whether the part ended well; raises `StoppedError` when asked to stop."""
        since = self._recovered
        try:
            part()
        except StoppedError:
            raise
        except Exception as error:
            lost = isinstance(error, DBAPIError) and not isinstance(error, _OUR_FAULT)
            if lost and self._strict:
                raise
            if not lost or since == self._recovered:  # else it began in an outage that is over
                self._failed(DATABASE if lost else name, error)
            return False
        if self._failing.pop(name, None):
            self._recovered += 1
            log.info("worker.recovered", part=name)
        return True

    @property
    def faults(self) -> tuple[str, ...]:
        """The parts that failed through a mistake of ours; a provider that is away is none."""
        return tuple(name for name, kind in self._failing.items() if kind not in _THEIRS)

    @property
    def away(self) -> tuple[str, ...]:
        """The parts whose provider could not be reached."""
        return tuple(name for name, kind in self._failing.items() if kind == _AWAY)

    def _failed(self, name: str, error: Exception) -> None:
        kind = type(error).__name__  # never the message: it may hold a name or a number
        if self._failing.get(name) != kind:
            self._failing[name] = kind
            log.error("worker.failing", part=name, error=kind)

"""Keeping one failing part from stopping the others, and from filling the log."""

from collections.abc import Callable

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

log = structlog.get_logger(__name__)

# The last one is a table that is not there: the database was not made ready.
_DATABASE = (OperationalError, InterfaceError, ProgrammingError)


class StoppedError(Exception):
    """The process was asked to stop: what is under way ends here, at a safe point."""


class Guard:
    """Runs parts of the work. A part that fails is logged once, and once more when it is well.

    `strict`: a database that can't be reached is passed on instead (a single round must say so).
    """

    def __init__(self, *, strict: bool = False) -> None:
        self._strict = strict
        self._failing: dict[str, str] = {}

    def run(self, name: str, part: Callable[[], object]) -> bool:
        """Whether the part ended well; raises `StoppedError` when asked to stop."""
        try:
            part()
        except StoppedError:
            raise
        except Exception as error:
            if self._strict and isinstance(error, _DATABASE):
                raise
            self._failed(name, error)
            return False
        if self._failing.pop(name, None):
            log.info("worker.recovered", part=name)
        return True

    def _failed(self, name: str, error: Exception) -> None:
        kind = type(error).__name__  # never the message: it may hold a name or a number
        if self._failing.get(name) != kind:
            self._failing[name] = kind
            log.error("worker.failing", part=name, error=kind)

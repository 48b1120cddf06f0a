"""What the product logs while it is simulated: nobody's data, and no mistake of ours."""

import logging
import re
from collections.abc import Callable
from datetime import datetime

from outreach.simulate.watch.breach import Breach, Promise

_PRIVATE = re.compile(r"(?:\+33|\b0)[1-9](?:[ .]?\d\d){4}|[\w.+-]+@(?:\w+\.)?example\.org")
# Said when a row or a message could not be dealt with: a human is told, but it is a mistake.
_MISTAKES = re.compile(
    r"run\.broken|reply\.unread|inbound\.not_stored|worker\.failing|message\.broken"
)
_THEIRS = re.compile(r"UnreachableError|RefusedError")


class Traces(logging.Handler):
    """Reads each line of the log, whatever its level."""

    def __init__(self, now: Callable[[], datetime], tell: Callable[[Breach], None]) -> None:
        super().__init__(logging.DEBUG)
        self._now, self._tell = now, tell

    def emit(self, record: logging.LogRecord) -> None:
        """Read one line."""
        line = str(record.msg) if not record.args else record.getMessage()
        if _PRIVATE.search(line):
            self._tell(Breach(Promise.SILENT_LOGS, self._now(), about=record.name))
        if _MISTAKES.search(line) and not _THEIRS.search(line):
            self._tell(Breach(Promise.SOUND, self._now(), about=_PRIVATE.sub("…", line)[:200]))

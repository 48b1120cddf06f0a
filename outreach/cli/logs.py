"""One JSON line an event, on stderr: what happened and to which reference, never to whom."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from outreach.clock import Clock

_OURS = "outreach"
Event = MutableMapping[str, Any]


def set_up_logs(clock: Clock) -> None:
    """Send our log and the libraries' warnings to stderr as JSON; instants are the clock's."""

    def stamp(_logger: object, _method: str, event: Event) -> Event:
        event["at"] = clock.now().isoformat(timespec="milliseconds")
        return event

    own: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        stamp,
        _bare,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *own,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_without_values, *own],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(_OURS).setLevel(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that is skipped is no news


def _bare(_logger: object, _method: str, event: Event) -> Event:
    """Name an exception, drop its traceback: statements and messages in it hold people's data."""
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if found is True:
        found = sys.exc_info()
    kind = found[0] if isinstance(found, tuple) else type(found)
    if isinstance(kind, type) and issubclass(kind, BaseException):
        event["error"] = kind.__name__
    return event


def _without_values(_logger: object, _method: str, event: Event) -> Event:
    """Of a library's message keep the form only: what it fills in may be an address."""
    record: logging.LogRecord = event["_record"]
    if not record.name.startswith(_OURS):
        event["event"] = str(record.msg)
    return event

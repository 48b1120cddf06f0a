"""What a database is asked: to see that many rows take no more statements than few."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from outreach.database import Database


@contextmanager
def heard(database: Database) -> Iterator[list[str]]:
    """Every statement that is run inside, in its order."""
    found: list[str] = []

    def hear(*call: object) -> None:
        found.append(str(call[2]))

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)

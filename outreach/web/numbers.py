"""Whole numbers in addresses and forms: only those that a row can have."""

from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1  # of a column that counts rows; both databases refuse to look for more


class RowNumber(IntegerConverter):
    """``<int:x>`` of every route: a greater number is an address that does not exist."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"max": LARGEST, **options})  # type: ignore[arg-type]


def bounded(text: str) -> int:
    """What stands after a question mark or in a form; ValueError when no row can have it."""
    found = int(text)
    if abs(found) > LARGEST:
        raise ValueError
    return found

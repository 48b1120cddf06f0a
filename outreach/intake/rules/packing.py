"""The lines of a file as one text to seal, while somebody looks at what they would become."""

import json

from outreach.intake.rules.columns import Column
from outreach.intake.rules.tables import Line, Table

# Of a shifted row the other cells are not what their headers say: one may be the balance.
_OF_SHIFTED = frozenset({Column.REFERENCE, Column.LAST_NAME, Column.FIRST_NAME})


def pack_table(table: Table) -> str:
    """The columns we know, as they were typed; a row that has shifted keeps its name only."""
    lines = [
        [
            line.row,
            {
                column.value: text
                for column, text in line.cells.items()
                if not line.shifted or column in _OF_SHIFTED
            },
            line.shifted,
        ]
        for line in table.lines
    ]
    kept = {"lines": lines, "columns": sorted(table.columns), "ignored": table.ignored}
    return json.dumps(kept, ensure_ascii=False)


def unpack_table(text: str) -> Table:
    """The table of a text made by `pack_table`."""
    kept = json.loads(text)
    lines = (
        Line(row, {Column(name): cell for name, cell in cells.items()}, shifted)
        for row, cells, shifted in kept["lines"]
    )
    columns = frozenset(map(Column, kept["columns"]))
    return Table(tuple(lines), columns, tuple(kept["ignored"]))

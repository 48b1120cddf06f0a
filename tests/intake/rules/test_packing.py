"""A file waits as the columns we know, and reads the same afterwards."""

from pathlib import Path

import pytest

from outreach.intake.rules.batches import read_table
from outreach.intake.rules.packing import pack_table, unpack_table
from outreach.intake.services.files import read_file
from tests.intake.files import as_csv, grid, row

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("name", ["signalements-utf8.csv", "signalements.csv"])
def test_a_packed_file_reads_as_the_file_itself(name: str) -> None:
    table = read_file((DATA / name).read_bytes())
    assert read_table(unpack_table(pack_table(table)), True) == read_table(table, True)


def test_the_balance_is_not_packed() -> None:
    packed = pack_table(read_file((DATA / "signalements-utf8.csv").read_bytes()))
    assert "Élodie" in packed, "what is known is there"
    assert not any(balance in packed for balance in ("300.00", "337.00", "1151.00"))


def test_of_a_row_that_has_shifted_only_the_name_is_packed() -> None:
    data = as_csv(grid(row())) + b"LL-2;BERNARD;Lou;06 39 98 00 11;;;1;2;3;4;5;6;7;8;9;512,40\n"
    table = read_file(data)
    packed = pack_table(table)
    assert "512,40" not in packed
    assert "39 98 00 11" not in packed
    assert read_table(unpack_table(packed), True) == read_table(table, True)

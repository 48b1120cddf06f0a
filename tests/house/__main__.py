"""Prints the sizes of the house: `python -m tests.house`."""

from tests.house.plan import AIMS
from tests.house.shape import sizes
from tests.house.source import House, tree

for what, lines in sizes(House(tree("outreach"))).items():
    print(f"{what}: {lines:g} lines (aim: {AIMS[what]})")  # noqa: T201  it is a report

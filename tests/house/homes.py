"""What has one home: libraries, the clock, the environment, the sending of a message."""

import ast
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tests.house.plan import ENVIRONMENT, HOMES, IMPURE, WALL_CLOCK
from tests.house.source import House


def one_home_per_library(house: House) -> Iterator[str]:
    """Each library that has a home is imported there only."""
    for module in house.modules:
        for target, _ in house.imports[module.path]:
            homes = HOMES.get(target.partition(".")[0])
            if homes and not any(module.is_in(home) for home in homes):
                yield f"{module.path} imports {target}, whose home is {' or '.join(homes)}"


def rules_are_pure(house: House) -> Iterator[str]:
    """Rules, and the contract of the doors that they may use, touch nothing outside values."""
    for module in house.modules:
        if module.floor != "rules" and module.parts != ("channels", "base"):
            continue
        for target, name in house.imports[module.path]:
            if {target, target.partition(".")[0], f"{target}.{name}"} & IMPURE:
                yield f"{module.path} imports {target}: rules see values only"
        for node in module.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "open",
                "io.open",
                "print",
            ):
                yield f"{module.path}:{node.lineno} reads or writes: rules see values only"


def one_clock(house: House) -> Iterator[str]:
    """The wall clock and randomness are read in clock.py only."""
    yield from _reads(house, WALL_CLOCK, home="clock")


def one_reader_of_the_environment(house: House) -> Iterator[str]:
    """Environment variables are read in settings.py only."""
    yield from _reads(house, ENVIRONMENT, home="settings")


def _reads(house: House, names: Iterable[tuple[str, str]], home: str) -> Iterator[str]:
    for module in house.modules:
        if module.parts == (home,):
            continue
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and (_last(node.value), node.attr) in names:
                yield f"{module.path}:{node.lineno} uses {node.attr}: only {home}.py may"
        for target, name in house.imports[module.path]:
            if (target.rpartition(".")[2], name) in names:
                yield f"{module.path} imports {target}.{name}: only {home}.py may use it"


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def one_sender(house: House) -> Iterator[str]:
    """One place in the product calls `send` on a door."""
    calls = [
        f"{module.path}:{node.lineno}"
        for module in house.modules
        for node in module.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "send" and module.unit not in ("channels", "town")
    ]
    home = "outreach/messages/services"
    yield from (f"{call} calls send: only messages may" for call in calls if home not in call)
    for first, second in pairwise(call for call in calls if home in call):
        yield f"{second} calls send, as {first} does: one place may"

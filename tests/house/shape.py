"""Names and sizes."""

import ast
from collections.abc import Iterator
from statistics import median, quantiles

from tests.house.plan import AIMS, MOST_FILES, MOST_LINES, UNNAMED
from tests.house.source import House


def empty_faces(house: House) -> Iterator[str]:
    """Every folder of Python has an `__init__.py`, and nothing is in it."""
    faces = {module.path for module in house.modules if module.is_face}
    for module in house.modules:
        face = f"{module.path.rpartition('/')[0]}/__init__.py"
        if module.is_face and module.source.strip():
            yield f"{module.path} is not empty"
        elif face not in faces:
            yield f"{face} is missing"


def telling_names(house: House) -> Iterator[str]:
    """No module is named after nothing."""
    for module in house.modules:
        if UNNAMED.intersection(module.parts):
            yield f"{module.path}: name it by what it holds"


def small_files(house: House) -> Iterator[str]:
    """No file is longer than 300 lines."""
    for module in house.modules:
        lines = len(module.source.splitlines())
        if lines > MOST_LINES:
            yield f"{module.path} has {lines} lines, more than {MOST_LINES}"


def small_folders(house: House) -> Iterator[str]:
    """No folder holds more than 15 files."""
    folders: dict[str, int] = {}
    for module in house.modules:
        if not module.is_face:
            folder = module.path.rpartition("/")[0]
            folders[folder] = folders.get(folder, 0) + 1
    for folder, count in folders.items():
        if count > MOST_FILES:
            yield f"{folder} holds {count} files, more than {MOST_FILES}"


def sizes(house: House) -> dict[str, float]:
    """The sizes that we aim at (`AIMS`), in lines."""
    files = [len(module.source.splitlines()) for module in house.modules if not module.is_face]
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for module in house.modules
        for node in module.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    tenths = quantiles(functions, n=10, method="inclusive") if len(functions) > 1 else functions
    found = (median(files or [0]), median(functions or [0]), (tenths or [0])[-1])
    return dict(zip(AIMS, found, strict=True))


def unpatched_tests(house: House) -> Iterator[str]:
    """Tests use fakes: nothing is patched."""
    for module in house.modules:
        for target, name in house.imports[module.path]:
            if {target, f"{target}.{name}"} & {"mock", "unittest.mock"}:
                yield f"{module.path} imports a mock: write a fake"
        for node in module.nodes:
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "monkeypatch.setattr":
                yield f"{module.path}:{node.lineno} patches: write a fake"

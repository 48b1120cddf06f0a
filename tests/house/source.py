"""Reads Python source without importing it: modules, and who imports whom.

A tree is a mapping from path ("outreach/cases/rules.py") to source, so that each rule of the house
can be shown a small house that breaks it.
"""

import ast
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Module:
    """One Python file: where it stands, what it says."""

    path: str
    source: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Its place inside the package, without suffix: ("cases", "rules", "dates")."""
        parts = self.path.removesuffix(".py").split("/")[1:]
        return tuple(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def name(self) -> str:
        """Its dotted name."""
        return ".".join(("outreach", *self.parts))

    @property
    def unit(self) -> str:
        """The room, ground file or top part that it belongs to; "" for the package face."""
        return self.parts[0] if self.parts else ""

    @property
    def floor(self) -> str:
        """The kind of thing it is inside its room."""
        return self.parts[1] if len(self.parts) > 1 else ""

    @property
    def is_face(self) -> bool:
        """Whether it is the `__init__` of a folder."""
        return self.path.endswith("__init__.py")

    @cached_property
    def nodes(self) -> Sequence[ast.AST]:
        """Every node of its syntax tree."""
        return tuple(ast.walk(ast.parse(self.source, self.path)))

    def is_in(self, home: str) -> bool:
        """Whether it lies in `home`: "worker", "channels/email", or "*/views" of any room."""
        wanted = home.split("/")
        return len(self.parts) >= len(wanted) and all(
            want in ("*", have) for want, have in zip(wanted, self.parts, strict=False)
        )


class House:
    """All modules of a tree, and who imports what."""

    def __init__(self, tree: Mapping[str, str]) -> None:
        self.modules = [Module(path, tree[path]) for path in sorted(tree) if path.endswith(".py")]
        self._by_name = {module.name: module for module in self.modules}

    @cached_property
    def imports(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Per path, each (module, imported name or "") in it; relative imports made absolute."""
        return {module.path: tuple(_imports(module)) for module in self.modules}

    @cached_property
    def arrows(self) -> Sequence[tuple[Module, Module]]:
        """(importer, imported) for every import inside the house."""
        found = []
        for module in self.modules:
            for target, name in self.imports[module.path]:
                imported = self._by_name.get(f"{target}.{name}") or self._by_name.get(target)
                if imported and imported is not module:
                    found.append((module, imported))
        return found


def _imports(module: Module) -> Iterator[tuple[str, str]]:
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                keep = len(module.parts) + module.is_face - node.level
                above = ("outreach", *module.parts[:keep])
                base = ".".join((*above, base) if base else above)
            yield from ((base, alias.name) for alias in node.names)


def tree(folder: str) -> dict[str, str]:
    """Path and source of every Python file under `folder`."""
    files = (ROOT / folder).rglob("*.py")
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


def texts_in_git() -> dict[str, str]:
    """Path and content of every text file that git follows and that is there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    texts = {}
    for path in listed.stdout.split("\0"):
        file = ROOT / path
        if path and file.is_file() and b"\0" not in (content := file.read_bytes()):
            texts[path] = content.decode("utf-8", errors="replace")
    return texts


def house(**files: str) -> House:
    """A small house: cases__rules="..." is the source of outreach/cases/rules.py."""
    return House({f"outreach/{_path(name)}.py": text for name, text in files.items()})


def _path(name: str) -> str:
    return name.replace("__init__", "\0").replace("__", "/").replace("\0", "__init__")

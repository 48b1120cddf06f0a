"""The words on disk: read from a folder, the shipped one by default, and written back."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from outreach.sequences.rules.answers import parse_answers
from outreach.sequences.rules.fields import ScriptError
from outreach.sequences.rules.library import Library, canonical_library
from outreach.sequences.rules.script import STEPS_FILE, Script, parse
from outreach.sequences.rules.words.lexicons import parse_lexicon
from outreach.sequences.rules.words.notices import parse_notices
from outreach.sequences.rules.words.prints import parse_prints

ANSWERS, WORDS, PRINTS, NOTICES = "answers", "words", "prints", "notices"
APART = frozenset({ANSWERS, WORDS, PRINTS, NOTICES, "intents"})  # folders that are not a script
SUFFIX = ".toml"
LINE = re.compile(r"\(at line (\d+), column \d+\)")

Read = TypeVar("Read")
Table = Mapping[str, object]


def shipped() -> Traversable:
    """Return the folder of the words that come with the package."""
    return files("outreach") / "scripts"


def read_scripts(folder: Path | None = None) -> Library:
    """Return everything under `folder`, the shipped words by default.

    A folder without answers, prints, notices or word lists takes the shipped ones, so that one
    script may be checked alone. Raises ScriptError with every fault of every file; a fault of TOML
    itself has its line. Raises OSError for a folder that can't be read.
    """
    root: Traversable = folder or shipped()
    faults: list[str] = []
    scripts: dict[str, Script] = {}
    for place in _script_folders(root):
        script = _guarded(faults, f"{place.name}/", _script, place)
        scripts |= {script.slug: script} if script else {}
    answers = _by_language(_found(root, ANSWERS), parse_answers, faults)
    lexicons = _by_language(_found(root, WORDS), parse_lexicon, faults)
    prints = _by_language(_found(root, PRINTS), parse_prints, faults)
    notices = _by_language(_found(root, NOTICES), parse_notices, faults)
    if faults:
        raise ScriptError(tuple(faults))
    return Library(scripts, answers, lexicons, prints, notices)


def write_scripts(library: Library, folder: Path) -> tuple[Path, ...]:
    """Write `library` under `folder` in its canonical form; return the files written."""
    written = []
    for name, content in canonical_library(library).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def _script_folders(root: Traversable) -> list[Traversable]:
    """The folders of `root` that hold a script, or `root` itself when it is one."""
    if (root / STEPS_FILE).is_file():
        return [root]
    places = [item for item in root.iterdir() if item.is_dir() and item.name not in APART]
    found = (place for place in places if (place / STEPS_FILE).is_file())
    return sorted(found, key=lambda place: place.name)


def _script(place: Traversable) -> Script:
    faults: list[str] = []
    tables = {path.name: _guarded(faults, "", _table, path, "") for path in _toml(place)}
    if faults:
        raise ScriptError(tuple(faults))
    steps = tables.pop(STEPS_FILE) or {}
    script = parse(
        steps, {name.removesuffix(SUFFIX): table or {} for name, table in tables.items()}
    )
    if script.slug != place.name:
        raise ScriptError((f"{STEPS_FILE}, slug : ce n'est pas le nom du dossier.",))
    return script


def _by_language(
    place: Traversable, read: Callable[[str, Table], Read], faults: list[str]
) -> dict[str, Read]:
    found = {}
    for path in _toml(place):
        table = _guarded(faults, "", _table, path, f"{place.name}/")
        language = path.name.removesuffix(SUFFIX)
        item = None if table is None else _guarded(faults, "", read, language, table)
        if item is not None:
            found[language] = item
    return found


def _found(root: Traversable, name: str) -> Traversable:
    return root / name if (root / name).is_dir() else shipped() / name


def _toml(place: Traversable) -> Iterator[Traversable]:
    paths = (path for path in place.iterdir() if path.name.endswith(SUFFIX))
    return iter(sorted(paths, key=lambda path: path.name))


def _table(path: Traversable, prefix: str) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ScriptError((f"{prefix}{path.name} : ce fichier n'est pas en UTF-8.",)) from None
    except tomllib.TOMLDecodeError as error:
        line = LINE.search(str(error))
        where = f", ligne {line[1]}" if line else ""
        raise ScriptError((f"{prefix}{path.name}{where} : TOML illisible.",)) from None


def _guarded(
    faults: list[str], prefix: str, read: Callable[..., Read], *arguments: object
) -> Read | None:
    """Call `read`; on a ScriptError, note its faults and give nothing."""
    try:
        return read(*arguments)
    except ScriptError as error:
        faults += (prefix + fault for fault in error.faults)
        return None

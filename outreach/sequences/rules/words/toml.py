"""TOML written in one fixed form, so that two exports of the same words never differ."""

import json
from collections.abc import Iterable, Mapping

# JSON's escapes are TOML's, but for DEL; it leaves no other character TOML refuses in a string.
DELETE = "\x7f"


def emit(table: Mapping[str, object]) -> str:
    """Return `table` as TOML: plain fields first, then tables, then lists of tables.

    Values are str, int, bool, lists of them, lists of dicts, or one level of dicts; keys are
    bare words. A text of several lines keeps them and must have no blank line around it.
    """
    plain = {key: value for key, value in table.items() if not _is_table(value)}
    blocks = ["\n".join(f"{key} = {_field(value)}" for key, value in plain.items())]
    for key, value in table.items():
        if isinstance(value, Mapping):
            blocks.append(f"[{key}]\n" + "\n".join(_lines(value)))
        elif _is_table(value) and isinstance(value, list):
            blocks += [f"[[{key}]]\n" + "\n".join(_lines(item)) for item in value]
    return "\n\n".join(block.rstrip("\n") for block in blocks if block) + "\n"


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    )


def _lines(table: Mapping[str, object]) -> Iterable[str]:
    return (f"{key} = {_field(value)}" for key, value in table.items())


def _field(value: object) -> str:
    if isinstance(value, str):
        return _paragraphs(value) if "\n" in value else _string(value)
    if isinstance(value, list) and value and isinstance(value[0], str) and len(value) > 2:
        return "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    return _value(value)


def _value(value: object) -> str:
    match value:
        case str():
            return _string(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case list():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
        case _:
            raise TypeError(type(value).__name__)


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace(DELETE, "\\u007f")


def _paragraphs(value: str) -> str:
    lines = (_string(line)[1:-1] for line in value.split("\n"))
    return '"""\n' + "\n".join(lines) + '\n"""'

"""Typst: a template and plain values in, an accessible PDF out; the same bytes for the same values.

Values reach a template as data, never as markup. Fonts come with locked packages (docs/adr/0009):
what the machine has is never looked at.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

from outreach.documents.fonts import FOLDERS
from outreach.documents.signs import printable

_TEMPLATES = Path(__file__).parent / "templates"


def typeset(template: str, values: Mapping[str, object]) -> bytes:
    """The PDF/UA-1 file of a template of ours, filled with `values` (what JSON can hold)."""
    compiler = typst.Compiler(
        input=_TEMPLATES / f"{template}.typ",
        root=_TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(printable(values), ensure_ascii=False, sort_keys=True)},
    )
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in FOLDERS],
    )

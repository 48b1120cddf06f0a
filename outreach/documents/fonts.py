"""The fonts that letters are set in: they come with locked packages (docs/adr/0009)."""

from pathlib import Path

import fontpkg_amiri
import fontpkg_noto_sans

FOLDERS = tuple(Path(package.ROOT) / "files" for package in (fontpkg_noto_sans, fontpkg_amiri))


def files() -> tuple[Path, ...]:
    """Every font file, in order."""
    return tuple(sorted(path for folder in FOLDERS for path in folder.glob("*.ttf")))

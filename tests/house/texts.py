"""What no file of the repository may hold."""

import re
from collections.abc import Iterator, Mapping

# Written so that this file does not hold what it looks for.
_REGISTRIES = r"\b(pypi|python(hosted)|npmjs|debian|crates)[.](org|com|io|python)\b"
_OPTIONS = r"--(extra-)?(index-url|find-links)\b"
_PLACES = r"/(work)/(main|shared|[.]library)|/(opt)/(pypi|wheels)|/(tmp)/brief|/(root)/[.]pyenv"
_FOREIGN = re.compile("|".join((_REGISTRIES, _OPTIONS, _PLACES)))


def no_foreign_addresses(texts: Mapping[str, str]) -> Iterator[str]:
    """No file names a package registry, an option that points to one, or a path of one machine."""
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), start=1):
            found = _FOREIGN.search(line)
            if found:
                yield f"{path}:{number} holds {found[0]}"

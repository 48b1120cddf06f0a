"""Bytes into text: every encoding that a landlord's software writes, most likely first."""

import codecs
from collections.abc import Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def readings(data: bytes) -> Iterator[str]:
    """The texts that bytes may stand for; what cannot be decoded is U+FFFD, never an error.

    One reading when the encoding is certain. Otherwise Windows-1252 first, then the old DOS and
    Macintosh tables: only the headers can tell them apart.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield data.decode(encoding, "replace").removeprefix("\ufeff")
            return
    if (wide := _unmarked_wide(data)) is not None:
        yield data.decode(wide, "replace")
        return
    try:
        yield data.decode("utf-8")
    except UnicodeDecodeError:
        for encoding in ("cp1252", "cp850", "mac-roman"):
            yield data.decode(encoding, "replace")


def _unmarked_wide(data: bytes) -> str | None:
    """UTF-16 without its mark: the headers are ASCII, so every other byte is zero."""
    head = data[:200]
    if len(head) < 4 or 0 not in head:
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and not odd.count(0):
        return "utf-16-be"
    return None

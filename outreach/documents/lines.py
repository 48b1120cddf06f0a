"""What must stay on one line of a paper: a phone number, an hour."""

import re

_FULL, _NARROW = "\u00a0", "\u202f"
_NUMBER = re.compile(r"(?<!\d)(?:0\d|\+\d{2,3} \d)(?: \d\d){4}(?!\d)")
_HOUR = re.compile(r"\b(\d{1,2}) h(?: (\d\d))?(?!\w)")


def unbroken(text: str) -> str:
    """The same words; no line ends within a number or an hour."""
    text = _NUMBER.sub(lambda found: found[0].replace(" ", _FULL), text)
    return _HOUR.sub(_hour, text)


def _hour(found: re.Match[str]) -> str:
    return _NARROW.join(part for part in (found[1], "h", found[2]) if part)

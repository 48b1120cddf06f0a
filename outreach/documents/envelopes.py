"""Printed envelopes: an address, and where the letter goes back to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from outreach.documents.engine import typeset


class Format(StrEnum):
    """The sizes of envelopes that are printed."""

    DL = "dl"  # 220 × 110 mm, for a sheet folded in three
    C5 = "c5"  # 229 × 162 mm, for a sheet folded in two


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands on one envelope; `back`: where it returns to, without a name that tells."""

    address: tuple[str, ...] = field(repr=False)
    back: tuple[str, ...] = ()


def envelopes_pdf(envelopes: Sequence[Envelope], title: str, size: Format) -> bytes:
    """One PDF of envelopes, in the order of their letters."""
    return typeset(
        "envelopes",
        {
            "title": title,
            "language": "fr",
            "format": size.value,
            "envelopes": [{"address": each.address, "back": each.back} for each in envelopes],
        },
    )

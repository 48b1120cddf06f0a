"""Letters as values, and their sheets: one language each, alone or the batch of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from outreach.documents.engine import typeset
from outreach.documents.lines import unbroken
from outreach.documents.quick_response import svg_of
from outreach.documents.signs import unprintable

_CHOICE = "☐"


class Addressed(StrEnum):
    """Where the address of a letter stands."""

    BY_HAND = "hand"  # on the envelope, written by hand: nothing is printed
    WINDOW = "window"  # on the letter, where a windowed envelope shows it


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the association, its address, the worker who signs and their number."""

    name: str
    lines: tuple[str, ...]
    signer: str
    phone: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words in one language, and the place and day they are dated."""

    language: str
    text: str = field(repr=False)
    date: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person; `link`: their page, printed as a QR code too when given."""

    reference: str
    name: str = field(repr=False)
    address: tuple[str, ...] = field(repr=False)
    sender: Sender
    sheets: tuple[Sheet, ...]
    link: str = field(default="", repr=False)
    addressed: Addressed = Addressed.BY_HAND


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One letter in the posting list."""

    rank: int
    reference: str
    name: str = field(repr=False)
    town: str
    kind: str
    remark: str
    sheets: int


@dataclass(frozen=True, slots=True)
class PostingList:
    """The first sheet of a batch: what is in it, to tick on the way to the letter box."""

    title: str
    note: str
    columns: tuple[str, str, str, str, str, str]
    rows: tuple[PostingRow, ...]
    total: str
    signature: str


def letters_pdf(letters: Sequence[Letter], title: str, posting: PostingList | None = None) -> bytes:
    """One PDF of letters, each sheet on a page of its own, after the posting list if any."""
    return typeset(
        "letters",
        {
            "title": title,
            "language": "fr",
            "posting": _posting(posting) if posting else None,
            "letters": [_letter(letter) for letter in letters],
        },
    )


def undrawn(text: str) -> str:
    """The signs of a letter that no font of ours has, once each; boxes to tick are drawn."""
    parts = _parts(text, "")
    return unprintable("".join(line for part in parts for line in part["lines"]))


def _posting(posting: PostingList) -> Mapping[str, object]:
    rows = [{name: getattr(row, name) for name in PostingRow.__slots__} for row in posting.rows]
    return {
        "title": posting.title,
        "note": posting.note,
        "columns": posting.columns,
        "rows": rows,
        "total": posting.total,
        "signature": posting.signature,
    }


def _letter(letter: Letter) -> Mapping[str, object]:
    return {
        "reference": letter.reference,
        "name": letter.name,
        "address": letter.address,
        "window": letter.addressed is Addressed.WINDOW,
        "sender": {
            "name": letter.sender.name,
            "lines": letter.sender.lines,
            "phone": unbroken(letter.sender.phone),
        },
        "link": letter.link,
        "qr": svg_of(letter.link) if letter.link else None,
        "sheets": [
            {
                "language": sheet.language,
                "date": sheet.date,
                "parts": list(_parts(sheet.text, letter.sender.signer)),
            }
            for sheet in letter.sheets
        ],
    }


def _parts(text: str, signer: str) -> Sequence[Mapping[str, Any]]:
    """The paragraphs of a text by what they are: what follows the signature is small print."""
    parts: list[Mapping[str, Any]] = []
    signed = False
    for paragraph in unbroken(text).split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        if not lines:
            continue
        if all(line.startswith(_CHOICE) for line in lines):
            boxes = [line.lstrip(_CHOICE + " ") for line in lines]
            parts.append({"kind": "choices", "lines": boxes})
        elif signer in lines and not signed:
            at, signed = lines.index(signer), True
            around = {"before": lines[:at], "signer": signer, "after": lines[at + 1 :]}
            parts.append({"kind": "signature", **around})
        else:
            parts.append({"kind": "small" if signed else "text", "lines": lines})
    return parts

"""The letters of the day as PDF: one file with its posting list, one alone, their envelopes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.documents import envelopes as envelope
from outreach.documents import letters as paper
from outreach.documents.envelopes import Envelope, Format
from outreach.documents.letters import Addressed, PostingList
from outreach.fieldwork.services.worklist.letters import Letter
from outreach.messages.rules.dates import letter_date
from outreach.messages.rules.tone import Exposure, find
from outreach.messages.services.means import Means
from outreach.people.rules.addresses import read_address
from outreach.people.rules.envelopes import postal_lines

ASSOCIATION = "Association AHU"
_FROM = {"ar": "أورليان، "}  # the town a letter is dated from
_TOWN = "Orléans, "


@dataclass(frozen=True, slots=True)
class Printed:
    """A file to print, and its name: the day or a reference, never a person."""

    name: str
    content: bytes


def print_letters(
    letters: Sequence[Letter],
    day: date,
    title: str,
    posting: PostingList | None = None,
    addressed: Addressed | None = None,
) -> Printed:
    """The letters in one PDF, after their posting list if any; one without words is left out.

    `addressed`: where their addresses stand; None = as the agreement of each says.
    """
    sheets = [_on_paper(each, day, addressed) for each in with_words(letters)]
    content = paper.letters_pdf(sheets, title, posting)
    name = letters[0].line.reference if len(letters) == 1 else day.isoformat()
    return Printed(f"lettres-{name}.pdf", content)


def print_envelopes(
    means: Means, letters: Sequence[Letter], day: date, size: Format, title: str
) -> Printed:
    """An envelope for each letter of `with_envelope`, in that order."""
    posted = [
        Envelope(each.sheet.address, _way_back(means, each.sheet.voice.head_office))
        for each in with_envelope(letters)
    ]
    return Printed(f"enveloppes-{day}.pdf", envelope.envelopes_pdf(posted, title, size))


def with_words(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """Those that are printed: others are written by hand, or hold words that must not leave, or
    announce a visit where nobody is to go."""
    return tuple(
        each for each in letters if each.sheet.letters and not each.forbidden and not each.suspended
    )


def with_envelope(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """Those that have an address and may go: in the order of the printed letters, so that nobody
    gets another's, then those that are written by hand."""
    by_hand = (each for each in letters if not each.sheet.letters and not each.suspended)
    return tuple(each for each in (*with_words(letters), *by_hand) if each.sheet.is_addressed)


def _on_paper(letter: Letter, day: date, addressed: Addressed | None) -> paper.Letter:
    sheet = letter.sheet
    voice = sheet.voice
    return paper.Letter(
        reference=letter.line.reference,
        name=sheet.name,
        address=sheet.address,
        sender=paper.Sender(
            ASSOCIATION,
            (voice.head_office,) if voice.head_office else (),
            voice.signer,
            voice.phone,
        ),
        sheets=tuple(
            paper.Sheet(code, text, _FROM.get(code, _TOWN) + letter_date(day, code))
            for code, text in sheet.letters.items()
        ),
        addressed=addressed or voice.addressed,
    )


def _way_back(means: Means, head_office: str) -> tuple[str, ...]:
    """Where the post brings it back to: an address without a name, nothing that tells."""
    address = read_address(head_office, "", "", "")
    lines = postal_lines("", address) if address.usable else (head_office,)
    lexicons = [means.lexicons["fr"]]
    tells = find(" ".join(lines), Exposure.OPEN, False, lexicons)
    return () if tells or not head_office else lines

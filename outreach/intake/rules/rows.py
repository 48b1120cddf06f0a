"""One row of the landlord's file: what is accepted of it, or why it is rejected."""

from dataclasses import dataclass, field
from datetime import date

from outreach.intake.rules.columns import Column
from outreach.intake.rules.contacts import Contacts, read_contacts
from outreach.intake.rules.dates import read_date
from outreach.intake.rules.facts import (
    Guarantor,
    read_attempts,
    read_guarantor,
    read_reference,
    read_title,
    split_title,
)
from outreach.intake.rules.reasons import Code, sentences
from outreach.intake.rules.tables import Line
from outreach.people.rules import names
from outreach.people.rules.addresses import Address
from outreach.people.rules.emails import Email
from outreach.people.rules.languages import read_language
from outreach.people.rules.numbers import Phone
from outreach.people.rules.text import fold


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A household to contact, as the landlord describes it; never the balance.

    Phones and e-mails stand in the order in which to try them; one that `needs_confirmation` is
    not for machines. `language` is "" when unknown, and the landlord's word only.
    """

    row: int
    reference: str
    last_name: str = field(repr=False)
    first_name: str = field(repr=False)
    civility: str = field(repr=False)
    phones: tuple[Phone, ...] = field(repr=False)
    emails: tuple[Email, ...] = field(repr=False)
    address: Address = field(repr=False)
    entry_date: date
    first_missed_on: date
    guarantor: Guarantor
    landlord_attempts: int | None
    language: str = field(repr=False)
    visit_remark: str = field(repr=False)
    codes: tuple[Code, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The French sentences of the codes."""
        return sentences(self.codes)

    @property
    def match_key(self) -> str:
        """The same for one person under any reference and spelling."""
        return names.match_key(self.last_name, self.first_name)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that makes no case, and why."""

    row: int
    reference: str
    codes: tuple[Code, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """The French sentences of the codes."""
        return sentences(self.codes)


def read_row(line: Line, fictitious_allowed: bool) -> ReferralRow | RejectedRow:
    """One row read alone; what several rows say together is `batches`' work."""
    reference = read_reference(line[Column.REFERENCE])
    if line.shifted:
        return RejectedRow(line.row, reference or "", (Code.SHIFTED_ROW,))
    if _is_total(line):
        return RejectedRow(line.row, "", (Code.TOTAL_ROW,))
    contacts = read_contacts(line, fictitious_allowed)
    entry, missed = (read_date(line[column]) for column in _DATES)
    faults = _faults(line, reference, contacts)
    if faults or entry is None or missed is None or not reference:
        return RejectedRow(line.row, reference or "", faults)
    return _accepted(line, reference, contacts, entry, missed)


_DATES = (Column.ENTRY_DATE, Column.FIRST_MISSED)
_DATE_FAULTS = {
    Column.ENTRY_DATE: (Code.MISSING_ENTRY_DATE, Code.BAD_ENTRY_DATE),
    Column.FIRST_MISSED: (Code.MISSING_FIRST_MISSED, Code.BAD_FIRST_MISSED),
}
_TOTALS = frozenset(
    {"total", "totaux", "sous total", "total general", "somme", "nombre", "moyenne"}
)


def _is_total(line: Line) -> bool:
    """A last line that sums up, or a note under the table: one known cell in the first columns."""
    named = [line[column] for column in (Column.REFERENCE, Column.LAST_NAME, Column.FIRST_NAME)]
    words = [fold(text) for text in named if text]
    if any(word in _TOTALS or word.startswith(("total ", "nombre ")) for word in words):
        return not any(line[column] for column in _DATES) or words[0] in _TOTALS
    return len(line.cells) == 1 and len(" ".join(words).split()) > 3


def _faults(line: Line, reference: str | None, contacts: Contacts) -> tuple[Code, ...]:
    faults = []
    if not reference:
        faults.append(Code.BAD_REFERENCE if reference is None else Code.MISSING_REFERENCE)
    if not fold(split_title(line[Column.LAST_NAME])[1]):
        faults.append(Code.MISSING_NAME)
    for column, (missing, bad) in _DATE_FAULTS.items():
        if read_date(line[column]) is None:
            faults.append(bad if line[column] else missing)
    if not contacts.usable:
        faults.append(Code.NO_CONTACT)
    return tuple(faults)


def _accepted(
    line: Line, reference: str, contacts: Contacts, entry: date, missed: date
) -> ReferralRow:
    title, last_name = split_title(line[Column.LAST_NAME])
    guarantor, _ = read_guarantor(line[Column.GUARANTOR])
    attempts, _ = read_attempts(line[Column.ATTEMPTS])
    return ReferralRow(
        row=line.row,
        reference=reference,
        last_name=names.display(last_name),
        first_name=names.display(split_title(line[Column.FIRST_NAME])[1]),
        civility=read_title(line[Column.CIVILITY]) or title,
        phones=contacts.phones,
        emails=contacts.emails,
        address=contacts.address,
        entry_date=entry,
        first_missed_on=missed,
        guarantor=guarantor,
        landlord_attempts=attempts,
        language=read_language(line[Column.LANGUAGE]) or "",
        visit_remark=line[Column.VISIT_REMARK],
        codes=(*contacts.codes, *_remarks(line)),
    )


def _remarks(line: Line) -> tuple[Code, ...]:
    _, last = split_title(line[Column.LAST_NAME])
    _, first = split_title(line[Column.FIRST_NAME])
    language = read_language(line[Column.LANGUAGE])
    remarks = {
        Code.DAMAGED_NAME: names.damaged(last) or names.damaged(first),
        Code.MISSING_FIRST_NAME: not fold(first),
        Code.NAMES_MAYBE_SWAPPED: len(first) > 2 and first.isupper() and not last.isupper(),
        Code.SEVERAL_PEOPLE: any(
            names.several(text) for text in (last, first, line[Column.CIVILITY])
        ),
        Code.UNKNOWN_LANGUAGE: language is None,
        Code.LANGUAGE_TO_CONFIRM: language not in {None, "", "fr"},
        Code.GUARANTOR_TO_CHECK: not read_guarantor(line[Column.GUARANTOR])[1],
        Code.ATTEMPTS_TO_CHECK: not read_attempts(line[Column.ATTEMPTS])[1],
        Code.VISIT_REMARK_TO_REVIEW: bool(line[Column.VISIT_REMARK]),
    }
    return tuple(code for code, noticed in remarks.items() if noticed)

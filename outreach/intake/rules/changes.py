"""What a new file says otherwise about a reference that is already known (care.md §5)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from outreach.intake.rules.columns import Column
from outreach.intake.rules.facts import Guarantor
from outreach.intake.rules.reasons import Code
from outreach.intake.rules.rows import ReferralRow
from outreach.people.rules.addresses import Address
from outreach.people.rules.names import match_key
from outreach.people.rules.text import fold

OTHER_PERSON = "autre_personne"


@dataclass(frozen=True, slots=True)
class Known:
    """What we hold of a reference; numbers in E.164, corrected by workers or not."""

    last_name: str = field(repr=False)
    first_name: str = field(repr=False)
    phones: frozenset[str] = field(repr=False)
    emails: frozenset[str] = field(repr=False)
    address: Address = field(repr=False)
    entry_date: date
    first_missed_on: date
    guarantor: str
    landlord_attempts: int | None
    language: str = field(repr=False)
    visit_remark: str = field(default="", repr=False)


def compare(known: Known, row: ReferralRow) -> tuple[str, ...]:
    """The columns that differ, by public name and never with a value, in the file's order.

    `autre_personne` first when no word of the name is common. An empty cell says nothing new,
    nor does a damaged name, nor the title (it is wrong often).
    """
    differs = {
        Column.LAST_NAME: _name_differs(known.last_name, row.last_name, row),
        Column.FIRST_NAME: _name_differs(known.first_name, row.first_name, row),
        Column.PHONE: not {phone.e164 for phone in row.phones} <= known.phones,
        Column.EMAIL: not _lowered(email.address for email in row.emails) <= _lowered(known.emails),
        Column.ADDRESS: _text_differs(known.address.line, row.address.line),
        Column.COMPLEMENT: _text_differs(known.address.complement, row.address.complement),
        Column.POSTCODE: _text_differs(known.address.postcode, row.address.postcode),
        Column.TOWN: _text_differs(known.address.town, row.address.town),
        Column.ENTRY_DATE: known.entry_date != row.entry_date,
        Column.FIRST_MISSED: known.first_missed_on != row.first_missed_on,
        Column.GUARANTOR: row.guarantor not in {Guarantor.UNKNOWN, known.guarantor},
        Column.ATTEMPTS: row.landlord_attempts not in {None, known.landlord_attempts},
        Column.LANGUAGE: row.language not in {"", known.language},
        Column.VISIT_REMARK: _text_differs(known.visit_remark, row.visit_remark),
    }
    changes = tuple(column.value for column, changed in differs.items() if changed)
    return (OTHER_PERSON, *changes) if _is_other(known, row) else changes


def proposal(known: Known, row: ReferralRow, changes: Sequence[str]) -> str:
    """What the row says of the columns that differ, as one text to seal; `proposed` reads it."""
    says = {
        Column.LAST_NAME: [row.last_name],
        Column.FIRST_NAME: [row.first_name],
        Column.PHONE: [phone.e164 for phone in row.phones if phone.e164 not in known.phones],
        Column.EMAIL: [
            email.address
            for email in row.emails
            if email.address.casefold() not in _lowered(known.emails)
        ],
        Column.ADDRESS: [row.address.line],
        Column.COMPLEMENT: [row.address.complement],
        Column.POSTCODE: [row.address.postcode],
        Column.TOWN: [row.address.town],
        Column.ENTRY_DATE: [row.entry_date.isoformat()],
        Column.FIRST_MISSED: [row.first_missed_on.isoformat()],
        Column.GUARANTOR: [row.guarantor.value],
        Column.ATTEMPTS: [str(row.landlord_attempts)],
        Column.LANGUAGE: [row.language],
        Column.VISIT_REMARK: [row.visit_remark],
    }
    told = {name: says[Column(name)] for name in changes if name != OTHER_PERSON}
    doubtful = [phone.e164 for phone in row.phones if phone.needs_confirmation]
    doubtful += [email.address for email in row.emails if email.needs_confirmation]
    whole = {"other": OTHER_PERSON in changes, "values": told, "doubtful": doubtful}
    return json.dumps(whole, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a file says of the columns that differ; several values only for numbers and e-mails.

    `other`: the name has no word in common with ours, so it may be about somebody else.
    `doubtful`: numbers and addresses that may not be the person's own.
    """

    other: bool
    doubtful: frozenset[str] = field(repr=False)
    values: Mapping[Column, tuple[str, ...]] = field(repr=False)


def proposed(text: str) -> Proposed:
    """Read back what `proposal` wrote."""
    read = json.loads(text)
    values = {Column(name): tuple(said) for name, said in read["values"].items()}
    return Proposed(read["other"], frozenset(read["doubtful"]), values)


def _name_differs(known: str, given: str, row: ReferralRow) -> bool:
    return Code.DAMAGED_NAME not in row.codes and _text_differs(known, given)


def _text_differs(known: str, given: str) -> bool:
    return bool(fold(given)) and fold(given) != fold(known)


def _lowered(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(address.casefold() for address in addresses)


def _is_other(known: Known, row: ReferralRow) -> bool:
    ours = set(match_key(known.last_name, known.first_name).split())
    return Code.DAMAGED_NAME not in row.codes and ours.isdisjoint(row.match_key.split())

"""Telling the town's days as they pass, from what stands outside the product, and its tasks."""

import textwrap
from collections.abc import Callable, Iterator
from datetime import date, datetime

from sqlalchemy import select

from outreach.cases.models import Case, Referral
from outreach.database import Database
from outreach.demo.days import Step
from outreach.demo.story import lines
from outreach.demo.story.evidence import key_of
from outreach.messages.models import Attempt
from outreach.tasks.models import Task
from outreach.town.book import Entry
from outreach.town.mail.post import Mail
from outreach.town.street import INBOUND, Street
from outreach.web import typography

_WIDTH = 100
_MARGIN = " " * 11


class Telling:
    """Says each step on `say`, a line at a time, under the day it happened on."""

    def __init__(self, database: Database, street: Street, say: Callable[[str], None]) -> None:
        self._database, self._street, self._say = database, street, say
        self._day: date | None = None
        self._words: set[tuple[str, str]] = set()
        self._entries = self._mails = self._task = 0

    def __call__(self, step: Step) -> None:
        """Tell one step."""
        told = [(step.at, text) for text in lines.told_step(step)]
        told += [(entry.created, text) for entry, text in self._texts()]
        told += [(mail.at, text) for mail, text in self._letters()]
        told.sort(key=lambda each: each[0])
        told += [(step.at, text) for text in self._tasks()]
        for at, text in told:
            self._tell(at, text)

    def _tell(self, at: datetime, text: str) -> None:
        local = at.astimezone(self._database.zone)
        if local.date() != self._day:
            self._day = local.date()
            self._say(f"\n{typography.day(self._day).capitalize()}")
        hour = typography.hour(local).replace("\u202f", " ").rjust(9)
        whole = f"{hour}  {text}"
        self._say(textwrap.fill(whole, _WIDTH, subsequent_indent=_MARGIN, break_long_words=False))

    def _texts(self) -> Iterator[tuple[Entry, str]]:
        entries = self._street.carrier.book.all()
        fresh, self._entries = entries[self._entries :], len(entries)
        attempts = self._attempts(fresh)
        for entry in fresh:
            number = str(entry.sender if entry.direction == INBOUND else entry.to)
            attempt = attempts.get(key_of(entry))
            known = self._known(attempt)
            purpose = attempt.purpose if attempt is not None else ""
            tenant = self._street.holder(number)
            yield entry, lines.of_message(entry, tenant, purpose, known=known)

    def _known(self, attempt: Attempt | None) -> bool:
        """Whether the same words, but for names and days, were told before."""
        code = attempt and (attempt.step or attempt.text_code)
        if attempt is None or not code:
            return False
        words = (code, attempt.language)
        known = words in self._words
        self._words.add(words)
        return known

    def _attempts(self, entries: list[Entry]) -> dict[str, Attempt]:
        keys = [key_of(entry) for entry in entries if entry.callback]
        if not keys:
            return {}
        with self._database.read() as session:
            rows = session.scalars(select(Attempt).where(Attempt.key.in_(keys)))
            return {row.key: row for row in rows}

    def _letters(self) -> Iterator[tuple[Mail, str]]:
        mails = self._street.post.mails
        fresh, self._mails = mails[self._mails :], len(mails)
        for mail in fresh:
            found = (t for t in self._street.tenants if t.household.email == mail.person)
            yield mail, lines.of_mail(mail, next(found, None))

    def _tasks(self) -> Iterator[str]:
        with self._database.read() as session:
            rows = session.execute(
                select(Task, Referral.landlord_reference)
                .join(Case, Case.id == Task.case_id)
                .join(Referral, Referral.case_id == Case.id)
                .where(Task.id > self._task)
                .order_by(Task.id)
            ).all()
        for task, reference in rows:
            self._task = task.id
            tenant = self._street.of(reference)
            if tenant is not None and lines.worth_telling(task):
                yield lines.of_task(task, tenant)

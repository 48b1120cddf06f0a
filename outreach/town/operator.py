"""The carrier at work, whatever the way it talks to us: it takes messages and tells of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from outreach.clock import Clock
from outreach.town.book import Book, Entry
from outreach.town.faults import Fault, Faults, Trouble


class Operator:
    """Everything but the talking, which is the heir's (`bring`, `tell`)."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.book = Book()
        self.faults = Faults()

    def accept(self, form: dict[str, str], trouble: Trouble) -> Entry:
        """Keep an outbound message, dated or listed later when `trouble` says so."""
        now = self.clock.now()
        late = timedelta(seconds=trouble.amount)
        service = form.get("MessagingServiceSid")
        return self.book.add(
            Entry(
                sid="",
                direction="outbound-api",
                sender=None if service else form["From"],
                to=form["To"],
                body=form["Body"],
                created=now + late if trouble.fault is Fault.ACCEPTED_LATE else now,
                listed_from=_listed_from(now, trouble),
                status="accepted" if service else "queued",
                service=service,
                callback=form.get("StatusCallback", ""),
                validity=form.get("ValidityPeriod", ""),
            )
        )

    def reply(
        self, sender: str, to: str, body: str, *, opt_out: str = "", silent: bool = False
    ) -> tuple[str, int]:
        """A person writes: kept, then told to us unless `silent`.

        Returns the SID and what we answered (0: no answer, or silent).
        """
        now = self.clock.now()
        service = to if to.startswith("MG") else None
        entry = Entry("", "inbound", sender, to, body, now, now, "received", service)
        entry = self.book.add(entry)
        if silent:
            return entry.sid, 0
        return entry.sid, self.bring(entry, opt_out)

    def report(
        self, sid: str, statuses: Sequence[str], *, error: int | None = None, silent: bool = False
    ) -> list[int]:
        """Move a message and tell us each status, in the given order, repeats included."""
        answers = []
        for status in statuses:
            entry = self.book.report(sid, status, error)
            if entry.callback and not silent:
                answers.append(self.tell(entry, status, error))
        return answers

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is told inside may arrive as one; here it does not."""
        yield

    def bring(self, entry: Entry, opt_out: str) -> int:
        """Tell us of what somebody wrote; what we answered, as an HTTP status, 0 for nothing."""
        raise NotImplementedError

    def tell(self, entry: Entry, status: str, error: int | None) -> int:
        """Tell us of the status of one of our messages; likewise."""
        raise NotImplementedError


def _listed_from(now: datetime, trouble: Trouble) -> datetime:
    delayed = trouble.fault in (Fault.ACCEPTED_LATE, Fault.LIST_LAG)
    return now + timedelta(seconds=trouble.amount) if delayed else now

"""From reserved rows to settled ones: calling mark, one call, outcome (design.md §4, §6).

No transaction is open during a call. A crash leaves rows that say how far they got: `reserved`
was certainly never called, `calling` may have been. One thread coordinates: it marks, in order,
as many as can be called within a moment, and settles together the answers that come together.
"""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from outreach.channels.base import Act, Outcome, Result
from outreach.messages.services.means import Means
from outreach.messages.services.sending.calling import mark_calling
from outreach.messages.services.sending.crew import Crew, Landed
from outreach.messages.services.sending.drafting import hand_over
from outreach.messages.services.sending.landing import land
from outreach.messages.services.sending.parcels import Parcel
from outreach.messages.services.sending.tally import Tally

# How long before its call a message may be marked: what is marked can't be stopped any more, and
# if this process dies its fate is unknown.
_AHEAD = timedelta(milliseconds=50)
_WEIGHT = 0.2  # of the newest call in the mean


def deliver(means: Means, parcels: Sequence[Parcel]) -> Tally:
    """Send reserved attempts, each at its slot or later; never raises for a provider."""
    tally, calls = Tally(), []
    for parcel in parcels:
        if means.doors[parcel.medium].capability.drafts:
            tally = tally.plus(hand_over(means, parcel.key))
        else:
            calls.append(parcel)
    return tally.plus(_Delivery(means, calls).run()) if calls else tally


class _Delivery:
    """The calls of one batch."""

    def __init__(self, means: Means, parcels: Sequence[Parcel]) -> None:
        self._means = means
        self._waiting = deque(sorted(parcels, key=lambda parcel: parcel.slot))
        self._crew = Crew(self._call, means.threads)
        self._mean: timedelta | None = None  # of the length of a call
        self._tally = Tally()

    def run(self) -> Tally:
        """Until every one is called and settled, or set aside."""
        try:
            while self._waiting or self._crew.flying:
                self._turn()
        except Exception:
            self._bring_home()
            raise
        finally:
            self._crew.close()
        return self._tally

    def _turn(self) -> None:
        """Mark and call what may go, else wait for an answer or for the next slot."""
        chunk = self._chunk()
        if chunk:
            marked = mark_calling(self._means, chunk)
            self._tally = self._tally.plus(Tally(deferred=len(chunk) - len(marked)))
            if marked:
                self._means.probe("marked")
            for parcel in marked:
                self._crew.begin(parcel)
        wait = self._wait()
        if self._crew.flying:
            self._settle(self._crew.landed(wait))
        elif wait:
            self._means.sleep(wait)

    def _settle(self, landed: Sequence[Landed]) -> None:
        if landed:
            self._tally = self._tally.plus(land(self._means, landed))
            self._means.probe("settled")

    def _bring_home(self) -> None:
        """Calls under way are answered and settled before this ends, whatever ended it."""
        self._crew.close()
        land(self._means, self._crew.landed(0))

    def _chunk(self) -> list[Parcel]:
        """The next parcels to mark, in order: their slot has come, and a caller soon free."""
        now = self._means.clock.now()
        chunk: list[Parcel] = []
        while self._waiting and len(chunk) < self._means.group:
            parcel = self._waiting[0]
            if parcel.slot > now or self._crew.flying + len(chunk) >= self._limit(parcel):
                break
            chunk.append(self._waiting.popleft())
        return chunk

    def _limit(self, parcel: Parcel) -> int:
        """How many may be under way or marked when this one is."""
        callers = max(self._means.threads, 1)
        if not self._means.doors[parcel.medium].capability.can_find:
            return callers  # a fate that nobody can look up: never marked before it is called
        if self._mean is None:
            return callers
        soon = int(_AHEAD * callers / self._mean) if self._mean else self._means.group
        return callers + min(max(soon, callers // 4), self._means.group)

    def _wait(self) -> float | None:
        """Seconds until the next slot may be used; None when only an answer frees a caller."""
        if not self._waiting or self._crew.flying >= self._limit(self._waiting[0]):
            return None
        return max((self._waiting[0].slot - self._means.clock.now()).total_seconds(), 0)

    def _call(self, parcel: Parcel) -> Outcome:
        began = self._means.clock.now()
        try:
            outcome = self._means.doors[parcel.medium].send(parcel.message)
        except Exception as error:
            outcome = Outcome(Result.UNCERTAIN, code=type(error).__name__[:20], act=Act.NONE)
        self._note(self._means.clock.now(), began)
        self._means.probe("called")
        return outcome

    def _note(self, ended: datetime, began: datetime) -> None:
        took = max(ended - began, timedelta(0))
        self._mean = took if self._mean is None else self._mean + (took - self._mean) * _WEIGHT

"""From reserved rows to settled ones: calling mark, one call, outcome (design.md §4, §6).

No transaction is open during a call. A crash leaves rows that say how far they got: `reserved`
was certainly never called, `calling` may have been. One thread coordinates: it marks, in order,
as many as can be called within a moment, and settles together the answers that come together.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from outreach.channels.base import Act, Medium, Outcome, Result
from outreach.messages.services.means import CALL_LIMIT, Means
from outreach.messages.services.sending.call import call
from outreach.messages.services.sending.calling import mark_calling
from outreach.messages.services.sending.crew import Crew, Landed
from outreach.messages.services.sending.drafting import hand_over
from outreach.messages.services.sending.landing import land
from outreach.messages.services.sending.lane import Lane
from outreach.messages.services.sending.parcels import Parcel
from outreach.messages.services.sending.tally import Tally

More = Callable[[], Sequence[Parcel]]  # what else is due now; nothing: that was all


def _no_more() -> Sequence[Parcel]:
    """These are all."""
    return ()


def deliver(means: Means, parcels: Sequence[Parcel], more: More = _no_more) -> Tally:
    """Send reserved attempts, each at its slot or later; never raises for a provider.

    `more` is asked for the next ones while the last calls of these are still under way.
    """
    delivery = _Delivery(means, more)
    delivery.add(parcels)
    return delivery.run()


class _Delivery:
    """The calls of some batches."""

    def __init__(self, means: Means, more: More) -> None:
        self._means, self._more = means, more
        self._callers = max(means.threads, 1)
        self._lanes: dict[Medium, Lane] = {}
        self._crew = Crew(self._call, means.clock.now, means.threads)
        self._tally = Tally()
        self._waited_for = means.clock.now()
        self._asked_all = False

    def add(self, parcels: Sequence[Parcel]) -> None:
        """Take in more: what a human sends is handed over at once."""
        for parcel in sorted(parcels, key=lambda parcel: parcel.slot):
            if self._means.doors[parcel.medium].capability.drafts:
                self._tally = self._tally.plus(hand_over(self._means, parcel.key))
                continue
            if parcel.medium not in self._lanes:
                self._lanes[parcel.medium] = self._lane(parcel.medium)
            self._lanes[parcel.medium].add(parcel)

    def run(self) -> Tally:
        """Until every one is called and settled, or set aside."""
        try:
            while self._crew.flying or self._waiting():
                self._refill()
                self._turn()
        except Exception:
            self._bring_home()
            raise
        finally:
            self._crew.close()
        return self._tally

    def _waiting(self) -> int:
        return sum(lane.waiting for lane in self._lanes.values())

    def _refill(self) -> None:
        """Claim ahead, so that no caller stands idle meanwhile."""
        if not self._asked_all and self._waiting() < self._callers:
            found = self._more()
            self._asked_all = not found
            self.add(found)

    def _lane(self, medium: Medium) -> Lane:
        return Lane(
            callers=self._callers,
            group=self._means.group,
            can_find=self._means.doors[medium].capability.can_find,
            length=self._means.lengths.get(medium),
        )

    def _turn(self) -> None:
        """Mark and call what may go; then wait for an answer, or for the next slot."""
        chunk = self._chunk()
        if chunk:
            self._send(chunk)
        wait = self._wait()
        if self._crew.flying:
            landed = self._landed(wait)
            if landed:
                self._tally = self._tally.plus(land(self._means, landed))
                self._means.probe("settled")
        elif wait:
            self._waited_for = self._now() + timedelta(seconds=wait)
            self._means.sleep(wait)

    def _now(self) -> datetime:
        """The clock may be set back: an instant that was waited for has come."""
        return max(self._means.clock.now(), self._waited_for)

    def _chunk(self) -> list[Parcel]:
        now = self._now()
        chunk: list[Parcel] = []
        for lane in self._lanes.values():
            chunk += lane.take(self._means.group - len(chunk), now)
        return chunk

    def _send(self, chunk: Sequence[Parcel]) -> None:
        marked = mark_calling(self._means, chunk)
        self._tally = self._tally.plus(Tally(deferred=len(chunk) - len(marked)))
        if marked:
            self._means.probe("marked")
        for parcel in marked:
            self._crew.begin(parcel)
            self._lanes[parcel.medium].began()

    def _wait(self) -> float | None:
        """Seconds until the next slot may be used; None when only an answer frees a caller."""
        now = self._now()
        ready = (lane for lane in self._lanes.values() if lane.waiting and not lane.full)
        return min((lane.next_in(now) for lane in ready), default=None)

    def _landed(self, wait: float | None) -> list[Landed]:
        found = self._crew.landed(wait)
        for one in found:
            lane = self._lanes[one.parcel.medium]
            lane.landed(one.took)
            if lane.length is not None:
                self._means.lengths[one.parcel.medium] = lane.length
        return found

    def _bring_home(self) -> None:
        """Calls under way are answered and settled before this ends, whatever ended it."""
        self._crew.close()
        land(self._means, self._crew.landed(0))

    def _call(self, parcel: Parcel) -> Outcome:
        asleep = self._means.clock.now() - (parcel.marked_at or parcel.slot)
        if asleep > CALL_LIMIT:  # a frozen machine: others may have sent it again meanwhile
            return Outcome(Result.NOT_SENT, code="too_late", act=Act.REPLAN)
        outcome = call(self._means.doors[parcel.medium], parcel.message)
        self._means.probe("called")
        return outcome

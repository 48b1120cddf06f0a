"""From reserved rows to settled ones: calling mark, one call, outcome (design.md §4, §6).

No transaction is open during a call. A crash leaves rows that say how far they got: `reserved`
was certainly never called, `calling` may have been. One thread coordinates: it marks, in order,
as many as can be called within a moment, and settles together the answers that come together.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from outreach.channels.base import Act, Medium, Outcome, Result
from outreach.messages.services.means import CALL_LIMIT, Means
from outreach.messages.services.sending.calling import mark_calling
from outreach.messages.services.sending.crew import Crew, Landed
from outreach.messages.services.sending.drafting import hand_over
from outreach.messages.services.sending.landing import land
from outreach.messages.services.sending.lane import Lane
from outreach.messages.services.sending.parcels import Parcel
from outreach.messages.services.sending.tally import Tally


def deliver(means: Means, parcels: Sequence[Parcel]) -> Tally:
    """Send reserved attempts, each at its slot or later; never raises for a provider."""
    tally = Tally()
    calls: dict[Medium, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        if means.doors[parcel.medium].capability.drafts:
            tally = tally.plus(hand_over(means, parcel.key))
        else:
            calls[parcel.medium].append(parcel)
    return tally.plus(_Delivery(means, calls).run()) if calls else tally


class _Delivery:
    """The calls of one batch."""

    def __init__(self, means: Means, calls: Mapping[Medium, Sequence[Parcel]]) -> None:
        self._means = means
        self._lanes = {medium: _lane(means, medium, calls[medium]) for medium in calls}
        self._crew = Crew(self._call, means.clock.now, means.threads)
        self._tally = Tally()
        self._waited_for = means.clock.now()

    def run(self) -> Tally:
        """Until every one is called and settled, or set aside."""
        try:
            while self._crew.flying or any(lane.waiting for lane in self._lanes.values()):
                self._turn()
        except Exception:
            self._bring_home()
            raise
        finally:
            self._crew.close()
        return self._tally

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
        try:
            outcome = self._means.doors[parcel.medium].send(parcel.message)
        except Exception as error:
            outcome = Outcome(Result.UNCERTAIN, code=type(error).__name__[:20], act=Act.NONE)
        self._means.probe("called")
        return outcome


def _lane(means: Means, medium: Medium, parcels: Sequence[Parcel]) -> Lane:
    return Lane(
        parcels,
        callers=max(means.threads, 1),
        group=means.group,
        can_find=means.doors[medium].capability.can_find,
        length=means.lengths.get(medium),
    )

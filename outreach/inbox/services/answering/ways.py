"""By which numbers and addresses a person may be written to, and why not by the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreach.channels.base import Medium
from outreach.inbox.services.thread.opened import Opened, Point
from outreach.messages.rules.gate import Check
from outreach.messages.services.means import Means
from outreach.people.models import PointKind, PointStatus

_BAD = (PointStatus.INVALID, PointStatus.WRONG_PERSON)


@dataclass(frozen=True, slots=True)
class Ways:
    """Those to offer, the likeliest first; the others with the code of what stands in the way."""

    offered: tuple[Point, ...]
    others: tuple[tuple[Point, str], ...]

    @property
    def first(self) -> int:
        """The one to choose unless somebody says otherwise; 0 when there is none."""
        return self.offered[0].id if self.offered else 0


def ways_of(means: Means, opened: Opened) -> Ways:
    """What the form of a thread offers; the gate looks again at whatever is chosen."""
    writable = [point for point in opened.points if point.writable]
    barred = {point.id: _bar(means, point, waits=opened.waits) for point in writable}
    offered = sorted(
        (point for point in writable if not barred[point.id]),
        key=lambda point: (point.id != opened.last_way, point.status != PointStatus.OK),
    )
    others = tuple((point, barred[point.id]) for point in writable if barred[point.id])
    return Ways(tuple(offered), others)


def _bar(means: Means, point: Point, *, waits: bool) -> str:
    medium = Medium.EMAIL if point.kind == PointKind.EMAIL else Medium.SMS
    checks: Sequence[tuple[bool, Check]] = (
        (medium not in means.doors, Check.SENDER),
        (point.discreet, Check.DISCREET),
        (point.status in _BAD or (point.to_confirm and not point.wrote), Check.POINT),
        (point.status == PointStatus.OPTED_OUT and not (point.wrote and waits), Check.OPT_OUT),
    )
    return next((check.value for bad, check in checks if bad), "")

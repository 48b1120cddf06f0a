"""After a restore: what left since the copy is taken back into the record before anything leaves.

Nobody may work meanwhile, and nothing automatic may leave: see docs/how-to/restore.md. Every part
can be repeated, and a second run finds nothing more to do.
"""

from dataclasses import dataclass
from datetime import datetime

from outreach.channels.base import Channel, Medium, Sent
from outreach.messages.services.means import Means
from outreach.messages.services.reconcile import sweep_orphans
from outreach.programmes import services as programmes
from outreach.replies.services.ears import Ears
from outreach.replies.services.polling import poll
from outreach.replies.services.receive import FoundBy
from outreach.upkeep.services.heartbeat import alive
from outreach.upkeep.services.recovery import doubting, placing
from outreach.upkeep.services.recovery.placing import Place


class NotHeldError(Exception):
    """Automatic messages could leave meanwhile."""


class AtWorkError(Exception):
    """A worker gave a sign of life in the last two minutes."""


class UntoldError(Exception):
    """The provider did not tell what left; nothing was changed beyond what it had told before."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many messages were what; `strangers` are the provider's names of the unknown ones."""

    known: int = 0  # the copy knew them; their state is up to date now
    steps: int = 0  # forgotten messages of a sequence, in the record again
    answers: int = 0  # forgotten automatic answers, in the record again
    others: int = 0  # forgotten, of no known wording: their cases are paused, a human looks
    strangers: tuple[str, ...] = ()  # to numbers of nobody: imported after the copy
    doubtful: int = 0  # may have left by a door that tells nothing: shown to a human
    replies: int = 0  # came in since the copy


def recover(ears: Ears, since: datetime) -> Recovered:
    """Take in what left and what came in since `since`, the instant of the copy.

    Raises `NotHeldError`, `AtWorkError`, `UntoldError`, and those of `poll`. What left comes
    before what came in: an answer that was given already is not given again.
    """
    means = ears.means
    _keep_still(means)
    found: list[Place] = []
    strangers: list[str] = []
    for medium, door in means.doors.items():
        if door.capability.can_find:
            for sent in _history(door, since, means.clock.now()):
                placed = placing.place(ears, medium, sent)
                found.append(placed)
                if placed is Place.STRANGER:
                    strangers.append(sent.provider_id)
    replies = sum(poll(ears, medium, FoundBy.SWEEP) for medium in (Medium.EMAIL, Medium.SMS))
    sweep_orphans(means)
    return Recovered(
        known=found.count(Place.KNOWN),
        steps=found.count(Place.STEP),
        answers=found.count(Place.ANSWER),
        others=found.count(Place.OTHER),
        strangers=tuple(strangers),
        doubtful=doubting.doubt_what_was_due(means),
        replies=replies,
    )


def _keep_still(means: Means) -> None:
    with means.database.read() as session:
        if not programmes.held(session, None, means.held):
            raise NotHeldError
    if alive(means.database, means.clock.now()):
        raise AtWorkError


def _history(door: Channel, since: datetime, now: datetime) -> tuple[Sent, ...]:
    told = door.history(since, now)
    if not told.asked:
        raise UntoldError(door.name)
    return told.items

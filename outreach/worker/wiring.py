"""From the assembled parts to what the engine and the ears of one process work with."""

from datetime import timedelta
from functools import cache

from outreach.channels.base import Medium
from outreach.messages.services.means import Means
from outreach.parts import Parts
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.naming import message_id_of
from outreach.sequences.rules.library import Library
from outreach.sequences.services.files import read_scripts
from outreach.sequences.services.planning import follow

# Messages a second until a sender's row says otherwise: Twilio queues what its number can't emit
# at once; small mail servers refuse bursts.
_RATES = {Medium.SMS: 10.0, Medium.EMAIL: 10.0}
_GROUP = 200  # messages marked or settled in one transaction, at most


@cache
def shipped_library() -> Library:
    """Every shipped word, read once a process."""
    return read_scripts()


def means_of(parts: Parts, owner: str = "") -> Means:
    """The engine's means; `owner` names this process in leases (a fresh key when empty).

    Builds no door: a command that sends nothing must not pay for an SDK.
    """
    return Means(
        database=parts.database,
        clock=parts.clock,
        doors=parts.doors,
        lexicons=shipped_library().lexicons,
        follow=follow,
        owner=owner or parts.clock.key(),
        held=parts.settings.hold,
        rates=_RATES,
        sleep=parts.clock.sleep,
        answered=message_id_of,
        threads=parts.settings.sending_threads,
        group=_GROUP,
        grace=timedelta(seconds=parts.settings.grace),
        lag_margin=timedelta(seconds=parts.settings.lag_margin),
        site=parts.settings.public_url.rstrip("/"),
    )


def ears_of(parts: Parts, means: Means | None = None) -> Ears:
    """What listening needs: means (made here unless given), intents and fixed answers."""
    return Ears(means or means_of(parts), shipped_lexicon(), shipped_library().answers)

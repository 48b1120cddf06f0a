"""SMS from the association's own mobile: the engine drafts, a human sends and ticks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from outreach.channels.base import (
    Batch,
    Capability,
    ChannelError,
    Found,
    History,
    Hook,
    Inbound,
    Medium,
    Outcome,
    Outgoing,
    Receipt,
    Result,
    Sought,
)


class ManualSms:
    """Nothing leaves by itself. No machine hears the answers, hence not two-way; the person can
    answer that mobile all the same, and the worker is asked about it before each tick.
    """

    name = "manual_sms"
    capability = Capability(Medium.SMS, two_way=False, drafts=True)

    def send(self, message: Outgoing) -> Outcome:
        """A draft for a human."""
        return Outcome(Result.DRAFTED)

    def find(self, sought: Sought) -> Found:
        """There is nobody to ask."""
        return Found(asked=False)

    def history(self, since: datetime, now: datetime) -> History:
        """There is nobody to ask."""
        return History(asked=False)

    def verify(self, hook: Hook) -> bool:
        """No hook is ours."""
        return False

    def read_status(self, hook: Hook, key: str) -> Receipt:
        """Raises ChannelError: no provider tells us anything."""
        raise ChannelError("Aucun accusé de réception n'existe pour un SMS envoyé à la main.")

    def read_inbound(self, hook: Hook) -> Inbound:
        """Raises ChannelError: replies are noted by a worker."""
        raise ChannelError("Les réponses à un SMS envoyé à la main sont notées par l'équipe.")

    def poll(self, cursor: str, now: datetime) -> Batch:
        """Nothing, ever."""
        return Batch(cursor=cursor)

    def states(self, keys: Mapping[str, str], now: datetime) -> Sequence[Receipt]:
        """Nothing, ever."""
        return ()

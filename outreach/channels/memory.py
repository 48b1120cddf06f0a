"""A door that goes nowhere: keeps what was sent, brings what it is told. For tests and trials."""

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    Progress,
    Receipt,
    Result,
    Sent,
    Sought,
)


@dataclass(frozen=True, slots=True)
class Left:
    """A message that really left through this door."""

    provider_id: str
    message: Outgoing
    progress: Progress = Progress.ACCEPTED


@dataclass(frozen=True, slots=True)
class _Planned:
    outcome: Outcome
    leaves: bool = False


class MemoryDoor:
    """Accepts everything unless told otherwise; `calls` is all it was asked to send, in order."""

    name = "memory"

    def __init__(self, medium: Medium = Medium.SMS, *, two_way: bool = True) -> None:
        self.capability = Capability(medium, two_way=two_way, can_find=True)
        self.calls: list[Outgoing] = []
        self.left: list[Left] = []
        self.reachable = True  # False: neither listing nor polling answers
        self._planned: deque[_Planned] = deque()
        self._arrivals: list[Inbound] = []
        self._lock = threading.Lock()

    def plan(self, *outcomes: Outcome, leaves: bool = False) -> None:
        """Answer the next sends with `outcomes`; `leaves`: the message leaves all the same."""
        self._planned.extend(_Planned(outcome, leaves) for outcome in outcomes)

    def arrive(self, *items: Inbound) -> None:
        """Let `items` come in at the next poll."""
        with self._lock:
            self._arrivals.extend(items)

    def move(self, provider_id: str, progress: Progress) -> None:
        """Let `states` and `find` tell `progress` of a message that left."""
        with self._lock:
            self.left = [
                replace(one, progress=progress) if one.provider_id == provider_id else one
                for one in self.left
            ]

    def send(self, message: Outgoing) -> Outcome:
        """The next planned outcome, or accepted."""
        with self._lock:
            self.calls.append(message)
            plan = self._planned.popleft() if self._planned else _Planned(Outcome(Result.ACCEPTED))
            outcome = plan.outcome
            if not plan.leaves and outcome.result is not Result.ACCEPTED:
                return outcome
            # From our key: a count would start again in each process, and name two messages alike.
            provider_id = outcome.provider_id or f"MEM-{message.key}"
            self.left.append(Left(provider_id, message))
            if outcome.result is not Result.ACCEPTED:
                return outcome
            return replace(outcome, provider_id=provider_id)

    def find(self, sought: Sought) -> Found:
        """The newest message that left with this recipient and text, and is nobody else's."""
        if not self.reachable:
            return Found(asked=False)
        with self._lock:
            for one in reversed(self.left):
                alike = (one.message.to, one.message.body) == (sought.to, sought.body)
                if alike and one.provider_id not in sought.bound:
                    return Found(True, one.provider_id, one.progress)
        return Found(asked=True)

    def history(self, since: datetime, now: datetime) -> History:
        """All that left, oldest first; this door keeps no dates, so every one bears `now`."""
        if not self.reachable:
            return History(asked=False)
        with self._lock:
            left = list(self.left)
        return History(
            True,
            tuple(
                Sent(one.provider_id, one.message.to, one.message.body, now, one.progress)
                for one in left
            ),
        )

    def verify(self, hook: Hook) -> bool:
        """No hook is ours."""
        return False

    def read_status(self, hook: Hook, key: str) -> Receipt:
        """Raises ChannelError: nothing comes by hook."""
        raise ChannelError("La porte d'essai ne reçoit pas d'accusé de réception.")

    def read_inbound(self, hook: Hook) -> Inbound:
        """Raises ChannelError: use `arrive`."""
        raise ChannelError("La porte d'essai ne reçoit pas de message par le réseau.")

    def poll(self, cursor: str, now: datetime) -> Batch:
        """What arrived since `cursor`, the count of arrivals already brought."""
        if not self.reachable:
            return Batch(cursor=cursor, asked=False)
        with self._lock:
            seen = int(cursor) if cursor.isdecimal() else 0
            return Batch(tuple(self._arrivals[seen:]), str(len(self._arrivals)))

    def states(self, keys: Mapping[str, str], now: datetime) -> Sequence[Receipt]:
        """The present state of each message that left."""
        if not self.reachable:
            return ()
        with self._lock:
            known = {one.provider_id: one.progress for one in self.left}
        return [
            Receipt(key, sid, known[sid], known[sid].value)
            for key, sid in keys.items()
            if sid in known
        ]

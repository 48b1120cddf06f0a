"""SMS without a network: the same book and the same troubles as the carrier's, one call away."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from outreach.channels.base import (
    Batch,
    Capability,
    Found,
    History,
    Inbound,
    Medium,
    Outcome,
    Outgoing,
    Progress,
    Receipt,
    Result,
    Sent,
    Sought,
    normalised,
)
from outreach.channels.twilio_sms.classify import answered
from outreach.channels.twilio_sms.codes import act_after, progress_of
from outreach.channels.twilio_sms.listing import MARGIN, OVERLAP
from outreach.clock import Clock
from outreach.messages.services.callbacks import note
from outreach.messages.services.receipts import take_all
from outreach.replies.services.ears import Ears
from outreach.replies.services.receive import FoundBy, receive
from outreach.town.book import Entry, segments
from outreach.town.faults import ACCEPTING, Fault, Trouble
from outreach.town.indoors.closed import WithoutHooks
from outreach.town.operator import Operator

SENDER = "+33199000001"  # a range that belongs to nobody
NAME = "town_sms"
_INBOUND = "inbound"
_OK, _NOTHING = 200, 0
_UNREACHED = Outcome(Result.NOT_SENT, code="no_connection")
# What a door makes of each trouble; tests hold it beside the official SDK over the network.
_CODES: Mapping[Fault, str] = {
    Fault.ACCEPT_THEN_RESET: "ConnectionError",
    Fault.ACCEPTED_LATE: "ConnectionError",
    Fault.LIST_LAG: "ConnectionError",
    Fault.DROP: "ConnectionError",
    Fault.RESET: "ConnectionError",
    Fault.ACCEPT_THEN_HANG: "ReadTimeout",
    Fault.HANG: "ReadTimeout",
    Fault.CUT_SHORT: "ChunkedEncodingError",
    Fault.NOT_JSON: "unexpected",
    Fault.NO_SID: "no_sid",
}
_ANSWERS: Mapping[Fault, tuple[int, str, Mapping[str, str]]] = {
    Fault.ERROR_500_ACCEPTED: (500, "20500", {}),
    Fault.ERROR_500_UNACCEPTED: (500, "20500", {}),
    Fault.ERROR_503_HTML: (503, "503", {}),
    Fault.TOO_MANY: (429, "20429", {"Retry-After": "7"}),
}


class LocalOperator(Operator):
    """An operator that calls us in this process; `listening` False: our web server is away."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.ears: Ears | None = None
        self.listening = True
        self._held: list[Receipt] | None = None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Statuses told inside are taken in by one transaction at the end."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
        if held and self.ears is not None:
            means = self.ears.means
            with means.database.write() as session:
                take_all(session, held, means.clock.now(), means.follow)

    def bring(self, entry: Entry, opt_out: str) -> int:
        """Hand over what somebody wrote."""
        if self.ears is None or not self.listening:
            return _NOTHING
        receive(self.ears, _inbound(entry, None, opt_out), FoundBy.HOOK, NAME)
        return _OK

    def tell(self, entry: Entry, status: str, error: int | None) -> int:
        """Hand over a status of one of our messages."""
        if self.ears is None or not self.listening:
            return _NOTHING
        receipt = _receipt(key_of(entry), entry.sid, status, error)
        if self._held is not None:
            self._held.append(receipt)
        else:
            note(self.ears.means, receipt)
        return _OK


class SmsDoor(WithoutHooks):
    """The way to that operator; `reachable` False: nobody answers there.

    `witness` sees each message just before it is handed over. Lists and states are told in the
    operator's clock, which is `clock`; the engine's own may be another.
    """

    name = NAME
    capability = Capability(Medium.SMS, two_way=True, can_find=True)

    def __init__(self, operator: LocalOperator) -> None:
        self._operator = operator
        self.witness: Callable[[Outgoing], None] = lambda _message: None
        self.reachable = True

    def send(self, message: Outgoing) -> Outcome:
        """One call; what went wrong on the way is told as the official SDK would."""
        if not self.reachable:
            return _UNREACHED
        self.witness(message)
        trouble = self._operator.faults.take("create", message.to)
        if trouble.fault not in ACCEPTING:
            return _outcome(trouble)
        form = {
            "To": message.to,
            "From": SENDER,
            "Body": message.body,
            "StatusCallback": f"/{message.key}",
            "ValidityPeriod": str(int(message.valid_for.total_seconds())),
        }
        entry = self._operator.accept(form, trouble)
        if trouble.fault is not Fault.NONE:
            return _outcome(trouble)
        return Outcome(Result.ACCEPTED, entry.sid, segments=segments(entry.body))

    def find(self, sought: Sought) -> Found:
        """The newest message of that text to that number which is nobody else's."""
        if not self._answers("list"):
            return Found(asked=False)
        now = self._operator.clock.now()
        horizon, text = sought.called_at + (now - sought.now) - MARGIN, normalised(sought.body)
        for entry in reversed(self._operator.book.of(sought.to)):
            ours = entry.direction != _INBOUND and entry.sid not in sought.bound
            listed = entry.listed_from <= now and entry.created >= horizon
            if ours and listed and normalised(entry.body).endswith(text):
                progress, code = progress_of(entry.status), str(entry.error_code or "")
                return Found(True, entry.sid, progress, code, act_after(progress, code))
        return Found(asked=True)

    def history(self, since: datetime, now: datetime) -> History:
        """What left since an hour before `since`, oldest first."""
        if not self._answers("list"):
            return History(asked=False)
        clock = self._operator.clock.now()
        offset = clock - now
        return History(
            True,
            tuple(
                _sent(entry, entry.created - offset)
                for entry in self._operator.book.of(SENDER)
                if entry.direction != _INBOUND and entry.listed_from <= clock
                if entry.created >= since + offset - MARGIN
            ),
        )

    def poll(self, cursor: str, now: datetime) -> Batch:
        """What people wrote since `cursor`, a day of overlap included."""
        if not self._answers("list"):
            return Batch(cursor=cursor, asked=False)
        clock = self._operator.clock.now()
        seen = min(datetime.fromisoformat(cursor), clock) if cursor else None
        horizon = seen - OVERLAP if seen else None
        found = [
            entry
            for entry in self._operator.book.of(SENDER)[-_SWEPT:]
            if entry.direction == _INBOUND and (horizon is None or entry.created >= horizon)
        ]
        latest = max((entry.created for entry in found), default=seen)
        items = (_inbound(entry, entry.created + (now - clock), "") for entry in found)
        return Batch(tuple(items), latest.isoformat() if latest else cursor)

    def states(self, keys: Mapping[str, str], now: datetime) -> Sequence[Receipt]:
        """What became of messages whose receipts did not come."""
        told = []
        for key, sid in keys.items():
            entry = self._operator.book.get(sid) if self._answers("fetch") else None
            if entry is not None and entry.created <= self._operator.clock.now():
                told.append(_receipt(key, sid, entry.status, entry.error_code))
        return told

    def _answers(self, kind: str) -> bool:
        return self.reachable and self._operator.faults.take(kind).fault is Fault.NONE


_SWEPT = 20_000  # messages, both ways, among which a sweep looks


def key_of(entry: Entry) -> str:
    """The attempt that a message of ours named to the carrier."""
    return entry.callback.rpartition("/")[2]


def _outcome(trouble: Trouble) -> Outcome:
    if trouble.fault in _CODES:
        return Outcome(Result.UNCERTAIN, code=_CODES[trouble.fault])
    if trouble.fault is Fault.REFUSE:
        return answered(400, str(trouble.amount), {})
    if trouble.fault is Fault.STATUS:
        return answered(trouble.amount, "", {})
    status, code, headers = _ANSWERS[trouble.fault]
    return answered(status, code, headers)


def _receipt(key: str, sid: str, word: str, error: int | None) -> Receipt:
    progress = progress_of(word)
    failed = progress in (Progress.UNDELIVERED, Progress.FAILED)
    code = str(error) if error and failed else ""
    return Receipt(key, sid, progress, word, code, act_after(progress, code))


def _sent(entry: Entry, at: datetime) -> Sent:
    progress, code = progress_of(entry.status), str(entry.error_code or "")
    act = act_after(progress, code)
    return Sent(entry.sid, entry.to, entry.body, at, progress, code, act)


def _inbound(entry: Entry, at: datetime | None, opt_out: str) -> Inbound:
    return Inbound(
        provider_id=entry.sid,
        medium=Medium.SMS,
        sender=entry.sender or "",
        to=entry.to,
        text=entry.body,
        at=at,
        opt_out_type=opt_out,
    )

"""E-mail without a network: one mailbox for the association, one for each person of the town."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from outreach.channels.base import (
    Act,
    Batch,
    Capability,
    Found,
    History,
    Inbound,
    Medium,
    Nature,
    Outcome,
    Outgoing,
    Receipt,
    Result,
    Sought,
)
from outreach.clock import Clock
from outreach.town.indoors.closed import WithoutHooks
from outreach.town.mail.post import Mail, Post

_BATCH = 100
_OURS, _THEIRS = "ahu.example.org", "mail.example.org"
_FROM = f"contact@{_OURS}"


class LocalPost(Post):
    """Everybody's mail; what people write waits in `arrivals` until it is read."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.arrivals: list[Inbound] = []

    def answer(self, name: str, got: Mail, text: str, *, machine: bool = False) -> Mail:
        """A person answers an e-mail; `name` is on no envelope here."""
        at = self._clock.now()
        number = len(self.arrivals) + 1
        self.arrivals.append(
            Inbound(
                provider_id=f"1/{number}",
                medium=Medium.EMAIL,
                sender=got.person,
                to=_FROM,
                text=text,
                subject=f"Re: {got.subject}",
                at=at,
                nature=Nature.AUTO_REPLY if machine else Nature.MESSAGE,
                message_id=f"<ville-{number}@{_THEIRS}>",
                references=(got.message_id,),
                reply_token=got.reply_to,
            )
        )
        return self.keep(Mail(at, got.person, f"Re: {got.subject}", text, "", "", theirs=True))


class MailDoor(WithoutHooks):
    """The way to that post; `reachable` False: nobody answers there.

    `witness` sees each e-mail just before it is handed over. `trouble` says what it meets: ""
    (all goes well), refused, later, lost or kept (the connection ended after the last dot).
    """

    name = "town_mail"
    capability = Capability(Medium.EMAIL, two_way=True)

    def __init__(
        self,
        post: LocalPost,
        clock: Clock,
    ) -> None:
        self._post, self._clock = post, clock
        self.witness: Callable[[Outgoing], None] = lambda _message: None
        self.reachable = True
        self.trouble: Callable[[], str] = str

    def send(self, message: Outgoing) -> Outcome:
        """Hand one over; its provider id is its Message-ID."""
        if not self.reachable:
            return Outcome(Result.NOT_SENT, code="no_connection")
        self.witness(message)
        match self.trouble():
            case "refused":  # nobody lives there
                return Outcome(Result.REFUSED, code="550", act=Act.BAD_NUMBER)
            case "later":
                return Outcome(Result.NOT_SENT, code="451")
            case "lost":
                return Outcome(Result.UNCERTAIN, code="dropped")
            case "kept":
                self._keep(message)
                return Outcome(Result.UNCERTAIN, code="dropped")
        return Outcome(Result.ACCEPTED, self._keep(message).message_id)

    def find(self, sought: Sought) -> Found:
        """A mail server has no list."""
        return Found(asked=False)

    def history(self, since: datetime, now: datetime) -> History:
        """A mail server has no list."""
        return History(asked=False)

    def poll(self, cursor: str, now: datetime) -> Batch:
        """What people wrote after `cursor`, oldest first."""
        if not self.reachable:
            return Batch(cursor=cursor, asked=False)
        seen = int(cursor or 0)
        found = self._post.arrivals[seen : seen + _BATCH]
        return Batch(tuple(found), str(seen + len(found)))

    def states(self, keys: Mapping[str, str], now: datetime) -> Sequence[Receipt]:
        """Nothing: it can't be asked."""
        return ()

    def _keep(self, message: Outgoing) -> Mail:
        name = f"<att-{message.key}@{_OURS}>"
        at, to = self._clock.now(), message.to.lower()
        return self._post.keep(
            Mail(at, to, message.subject, message.body, name, message.reply_token)
        )

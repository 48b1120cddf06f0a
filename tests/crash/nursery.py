"""A process that raises children who die: one per line of JSON on stdin, its fate on stdout.

The modules are read once, here, in one thread; each child is a fork that opens its own database
and its own connection to the carrier, and is killed by SIGKILL at the point it was given.
"""

import json
import os
import signal
import sys
import traceback
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import configure_mappers

from outreach.channels.base import Inbound, Medium, Outgoing
from outreach.channels.twilio_sms.door import TwilioSms
from outreach.clock import SystemClock
from outreach.database import Database
from outreach.messages.services.means import Means
from outreach.messages.services.reconcile import reconcile, sweep_orphans
from outreach.programmes.rules.holidays_fr import public_holidays
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.receive import FoundBy, receive
from outreach.sequences.models import ScriptVersion
from outreach.sequences.rules.script import canonical
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.sequences.services.planning import follow
from outreach.sequences.services.versions import script_of
from outreach.tables import METADATA
from outreach.town.carrier import ACCOUNT, TOKEN
from tests.databases import RING
from tests.world import LIBRARY

OUR_NUMBER = "+33700000000"
PUBLIC = "https://outreach.example"
LEXICON = shipped_lexicon()


@dataclass(frozen=True, slots=True)
class Life:
    """What a child does, where, when (ISO), and at which point it dies ("" = of old age)."""

    url: str
    api: str
    at: str
    owner: str
    dies_at: str = ""
    hears: str = ""  # take in this SMS instead of dispatching
    helps: bool = False  # settle first what dead processes left

    def line(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self)) + "\n"


def door(api: str) -> TwilioSms:
    """The real SDK, with little patience: nothing here is far away."""
    return TwilioSms(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        sender=OUR_NUMBER,
        public_url=PUBLIC,
        api_url=api,
        timeouts=(1.0, 0.3),
    )


def live(life: Life) -> None:
    """Do one life's work."""

    def probe(point: str) -> None:
        if point == life.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    clock = SystemClock(datetime.fromisoformat(life.at))
    means = Means(
        database=Database(life.url, RING),
        clock=clock,
        doors={Medium.SMS: door(life.api)},
        lexicons=LIBRARY.lexicons,
        follow=follow,
        owner=life.owner,
        probe=probe,
        sleep=clock.sleep,
        threads=4,
        group=100,
    )
    if life.hears:
        inbound = Inbound("SM1", Medium.SMS, "+33639980010", OUR_NUMBER, life.hears)
        receive(Ears(means, LEXICON, LIBRARY.answers), inbound, FoundBy.HOOK, "sms")
        return
    if life.helps:
        sweep_orphans(means)
        reconcile(means)
    dispatch(means, Report())


def raise_one(life: Life) -> int:
    """Fork a child for one life; gives its exit code, negative for the signal that killed it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        live(life)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _warm_up() -> None:
    """Read before the first fork, once, what every child would read again."""
    assert METADATA.tables
    configure_mappers()
    script_of(ScriptVersion(digest="test", files=canonical(LIBRARY.scripts["premier-contact"])))
    public_holidays(2026)
    door("http://127.0.0.1:9").send(Outgoing(key="x", to="x", body="x"))  # nobody listens there


def main() -> None:
    """Serve until stdin ends."""
    _warm_up()
    for line in sys.stdin:
        sys.stdout.write(f"{raise_one(Life(**json.loads(line)))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

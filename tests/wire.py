"""The engine on the wire: a local carrier, the real Twilio door, and the web application."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

from outreach.app import create_app
from outreach.cases.models import Pause, Thread
from outreach.database import Database
from outreach.messages.models import ProviderReceipt
from outreach.parts import Parts, doors_of
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.settings import Settings
from outreach.town.carrier import ACCOUNT, TOKEN, Carrier
from outreach.worker.wiring import ears_of
from tests.world import World, make_world

PUBLIC = "https://ahu.example.org"  # TLS ends at a proxy: the application itself sees http
OURS = "+33938000001"
THEIRS = "+33639980010"
MESSAGES = "/hooks/twilio/messages"
Fields = Sequence[tuple[str, str]]


def twilio_settings(url: str = "sqlite:///unused.db", api: str = "http://127.0.0.1:9") -> Settings:
    """Settings of a two-way Twilio number behind `api`."""
    return Settings(
        _env_file=None,
        database_url=url,
        public_url=PUBLIC,
        secret_key="a key that only the tests sign with",
        sms="twilio",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        twilio_sender=OURS,
        twilio_api_url=api,
    )


def inbound(
    sid: str = "SM01", body: str = "Bonjour", sender: str = THEIRS
) -> list[tuple[str, str]]:
    """The fields of a message hook."""
    return [
        *(("MessageSid", sid), ("AccountSid", ACCOUNT), ("From", sender), ("To", OURS)),
        *(("Body", body), ("NumMedia", "0"), ("NumSegments", "1"), ("ToCountry", "")),
    ]


def signed(path: str, fields: Fields, token: str = TOKEN, public: str = PUBLIC) -> dict[str, str]:
    """Twilio's own signature, by its own SDK."""
    signature = RequestValidator(token).compute_signature(public + path, dict(fields))
    return {"X-Twilio-Signature": signature}


@dataclass
class Wire:
    """A world whose SMS go through Twilio's SDK to a local carrier."""

    world: World
    carrier: Carrier
    parts: Parts
    ears: Ears
    client: FlaskClient

    def post(
        self, path: str, fields: Fields, headers: dict[str, str] | None = None
    ) -> TestResponse:
        """POST a form as Twilio does; signed, unless `headers` are given."""
        sent = signed(path, fields) if headers is None else headers
        return self.client.post(path, data=dict(fields), headers=sent)

    def send_first(self) -> None:
        """Bring the one case to its first SMS, accepted by the carrier."""
        self.world.tick()
        self.world.post_letter(date(2026, 3, 2))
        self.world.tick("2026-03-09 18:30")

    def outbound(self) -> list[str]:
        """The texts that the carrier was given."""
        return [one.body for one in self.carrier.book.all() if one.direction != "inbound"]

    def replies(self) -> list[Reply]:
        """Every reply, in the order stored."""
        with self.world.database.read() as session:
            return list(session.scalars(select(Reply).order_by(Reply.id)))

    def receipts(self) -> list[ProviderReceipt]:
        """Every status word kept."""
        with self.world.database.read() as session:
            return list(session.scalars(select(ProviderReceipt).order_by(ProviderReceipt.id)))

    def pauses(self) -> list[str]:
        """The reasons of the pauses in force."""
        with self.world.database.read() as session:
            return list(session.scalars(select(Pause.reason).where(Pause.ended_at.is_(None))))

    def unanswered(self) -> int:
        """How many threads wait for an answer."""
        with self.world.database.read() as session:
            return len(
                session.scalars(select(Thread).where(Thread.first_unanswered_at.is_not(None))).all()
            )


@contextmanager
def make_wire(database: Database, start: str = "2026-03-02 10:00") -> Iterator[Wire]:
    """A wire on a database, from a local instant."""
    with Carrier() as carrier:
        settings = twilio_settings(api=carrier.url)
        doors = doors_of(settings, carrier.clock)
        world = make_world(database, start, doors=doors)
        carrier.clock = world.clock
        parts = Parts(settings, world.clock, database, doors)
        ears = ears_of(parts, world.means)
        yield Wire(world, carrier, parts, ears, create_app(parts, ears).test_client())

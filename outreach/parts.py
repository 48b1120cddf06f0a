"""The one assembler: from the settings to the clock, the database and the doors."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import outreach.tables  # noqa: F401  every model: foreign keys are resolved by name
from outreach.channels.base import Channel, Medium, PostalDoor
from outreach.clock import Clock, SystemClock
from outreach.database import Database
from outreach.endpoints import MailServer
from outreach.keys import KeyRing, new_key
from outreach.settings import Settings, SettingsError, SmsMode

KEY_FILE = "data.key"


class Doors(Mapping[Medium, Channel]):
    """The doors that the settings open; each is built when first used (an SDK is slow to read)."""

    def __init__(self, builders: Mapping[Medium, Callable[[], Channel]]) -> None:
        self._builders = dict(builders)
        self._built: dict[Medium, Channel] = {}

    def __getitem__(self, medium: Medium) -> Channel:
        if medium not in self._built:
            self._built[medium] = self._builders[medium]()
        return self._built[medium]

    def __contains__(self, medium: object) -> bool:
        return medium in self._builders

    def __iter__(self) -> Iterator[Medium]:
        return iter(self._builders)

    def __len__(self) -> int:
        return len(self._builders)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a process works with; whoever assembled it disposes of the database."""

    settings: Settings
    clock: Clock
    database: Database
    doors: Mapping[Medium, Channel]
    postal: PostalDoor | None = None  # off, until a folder is named

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of every instant that a person reads or types."""
        return self.settings.zone


def assemble(settings: Settings, at: datetime | None = None) -> Parts:
    """Put the parts together without touching database or network; raises `SettingsError`.

    `at`: the instant from which the clock ticks on, else the one of the settings, else real time.
    """
    if at is not None and settings.real_provider:
        raise SettingsError(
            "OUTREACH_NOW", "l'horloge ne se déplace pas : les SMS partent pour de vrai"
        )
    clock = SystemClock(at or settings.starts_at)
    database = Database(settings.database_url, key_ring(settings), settings.zone)
    return Parts(settings, clock, database, doors_of(settings, clock), postal_of(settings))


def doors_of(settings: Settings, clock: Clock) -> Doors:
    """The doors these settings open: one for SMS, one for e-mail when SMTP_URL is set."""
    builders = {Medium.SMS: lambda: _sms_door(settings)}
    if settings.smtp_url is not None:
        builders[Medium.EMAIL] = lambda: _email_door(settings, clock)
    return Doors(builders)


def postal_of(settings: Settings) -> PostalDoor | None:
    """Who prints and posts letters: a folder, when the settings name one; else the team does."""
    if settings.postal_folder is None:
        return None
    from outreach.channels.postal_drop import PostalDrop

    return PostalDrop(settings.postal_folder)


def _sms_door(settings: Settings) -> Channel:
    match settings.sms:
        case SmsMode.TWILIO:
            return _twilio_door(settings)
        case SmsMode.MANUAL:
            from outreach.channels.manual_sms import ManualSms

            return ManualSms()
        case SmsMode.SIMULATOR:
            from outreach.channels.memory import MemoryDoor

            return MemoryDoor(Medium.SMS)


def _twilio_door(settings: Settings) -> Channel:
    from outreach.channels.twilio_sms.door import TwilioSms  # here: the SDK takes long to read

    assert settings.twilio_auth_token is not None  # noqa: S101  Settings has checked the four
    return TwilioSms(
        account_sid=settings.twilio_account_sid or "",
        auth_token=settings.twilio_auth_token.get_secret_value(),
        sender=settings.twilio_sender or "",
        public_url=settings.public_url,
        api_url=settings.twilio_api_url,
    )


def _email_door(settings: Settings, clock: Clock) -> Channel:
    from outreach.channels.email.addresses import parse_mailbox
    from outreach.channels.email.door import EmailDoor
    from outreach.channels.email.imap import Imap
    from outreach.channels.email.server import Server
    from outreach.channels.email.smtp import Smtp

    def reach(mail: MailServer) -> Server:
        folder = mail.folder or "INBOX"
        return Server(mail.host, mail.port, mail.implicit_tls, mail.user, mail.password, folder)

    assert settings.smtp_url is not None  # noqa: S101  no door without it
    sender = parse_mailbox(settings.email_from or "")
    return EmailDoor(
        smtp=Smtp(reach(settings.smtp_url), hello=sender.domain),
        imap=Imap(reach(settings.imap_url)) if settings.imap_url else None,
        sender=sender,
        reply=parse_mailbox(settings.email_reply_to) if settings.email_reply_to else sender,
        clock=clock,
    )


def key_ring(settings: Settings) -> KeyRing:
    """The keys that seal and open what is private; raises `SettingsError` when there is none."""
    if settings.sealing_keys:
        return KeyRing(settings.sealing_keys)
    path = key_path(settings)
    if path is None:
        raise _keys("à remplir avec PostgreSQL : 32 octets au hasard, en base64 (une clé Fernet)")
    try:
        return KeyRing(path.read_text(encoding="ascii").replace(",", " ").split())
    except FileNotFoundError:
        if _has_base(settings):
            raise _keys(f"remettez le fichier {path}, sans lui la base ne s'ouvre pas") from None
        raise _keys(f"le fichier {path} n'existe pas encore, lancez « outreach init »") from None
    except (OSError, ValueError):
        raise _keys(f"le fichier {path} ne contient pas de clé lisible") from None


def key_path(settings: Settings) -> Path | None:
    """Where the key lies when the settings give none: beside the SQLite file; else None."""
    return settings.sqlite_path.parent / KEY_FILE if settings.sqlite_path else None


def prepare_key(settings: Settings, clock: Clock) -> Path | None:
    """Create the key of a new SQLite database, readable by its owner only.

    Gives its path when this call made it; None when there is nothing to make: the settings hold
    keys, or a key or a database (whose key may only be put back) exists. The folder must exist.
    """
    has_base = _has_base(settings)  # before the key: another `init` makes the key first
    path = key_path(settings)
    if settings.sealing_keys or path is None or path.exists() or has_base:
        return None
    draft = path.with_name(f".{KEY_FILE}.{clock.key()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_key(clock.secret(32)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)  # whole or not at all, and never over another one's key
            return path
        return None
    finally:
        draft.unlink()


def _has_base(settings: Settings) -> bool:
    path = settings.sqlite_path
    return path is not None and path.exists() and path.stat().st_size > 0


def _keys(advice: str) -> SettingsError:
    return SettingsError("OUTREACH_DATA_KEYS", advice)

"""What the environment says: the only reader of OUTREACH_* variables and of `.env`."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy import make_url

from outreach import endpoints
from outreach.endpoints import MailServer, SenderKind

_PREFIX = "OUTREACH_"

# What to put when a value is not of the right type; the other advice is raised with the error.
_ADVICE = {
    "sms": "mettez manual, twilio ou simulator",
    "sending_threads": "mettez un nombre de 1 à 64",
    "grace": "mettez un nombre de secondes, de 60 à 3600",
    "lag_margin": "mettez un nombre de secondes, de 60 à 3600",
    "hold": "mettez 1 pour suspendre tous les envois, ou 0",
}


class SettingsError(Exception):
    """A bad or missing setting: one French line that names it, says what to put, shows no value."""

    def __init__(self, name: str, advice: str) -> None:
        super().__init__(f"{name} : {advice}.")


class SmsMode(StrEnum):
    """Who carries the SMS."""

    MANUAL = "manual"  # the engine drafts, a human sends from the association's mobile
    TWILIO = "twilio"
    SIMULATOR = "simulator"


def read_instant(text: str, zone: ZoneInfo) -> datetime:
    """An aware instant from ISO 8601; without an offset it is read in `zone`."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("mettez un instant ISO 8601, comme 2026-03-02T09:30+01:00") from error
    return instant.replace(tzinfo=zone) if instant.tzinfo is None else instant


def _variable(setting: str) -> str:
    return f"{_PREFIX}{setting}".upper()


def _bad(setting: str, advice: str) -> SettingsError:
    return SettingsError(_variable(setting), advice)


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("mettez un fuseau connu, par exemple Europe/Paris") from error
    return text


def _keys(text: str) -> str:
    keys = [key.strip() for key in text.split(",") if key.strip()]
    try:
        for key in keys:
            Fernet(key)
    except ValueError:
        keys = []
    if not keys:
        raise ValueError("mettez une ou plusieurs clés Fernet séparées par des virgules")
    return ",".join(keys)


def _account(text: str) -> str:
    if not re.fullmatch(r"AC[0-9A-Za-z]{32}", text):
        raise ValueError("mettez l'identifiant de compte, AC suivi de 32 caractères")
    return text


def _hold(value: object) -> object:
    return {"oui": True, "non": False}.get(str(value).lower(), value)


Seconds = Annotated[int, Field(ge=60, le=3600)]
BaseUrl = Annotated[str, AfterValidator(endpoints.base_url)]


class Settings(BaseSettings):
    """Every setting, checked and frozen; `load` is how a command gets one."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        validate_default=False,
    )

    database_url: Annotated[str, AfterValidator(endpoints.database_url)] = Field(
        "sqlite:///var/outreach.db", repr=False
    )
    secret_key: SecretStr | None = None
    metrics_token: SecretStr | None = None
    data_keys: Annotated[SecretStr | None, BeforeValidator(_keys)] = None
    public_url: BaseUrl = "http://127.0.0.1:8000"
    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/Paris"
    sms: SmsMode = SmsMode.MANUAL
    twilio_account_sid: Annotated[str, AfterValidator(_account)] | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_sender: Annotated[str, AfterValidator(endpoints.sender)] | None = None
    twilio_api_url: BaseUrl = "https://api.twilio.com"
    smtp_url: Annotated[MailServer | None, NoDecode, BeforeValidator(endpoints.smtp_server)] = None
    imap_url: Annotated[MailServer | None, NoDecode, BeforeValidator(endpoints.imap_server)] = None
    email_from: Annotated[str, AfterValidator(endpoints.mailbox)] | None = None
    email_reply_to: Annotated[str, AfterValidator(endpoints.bare_mailbox)] | None = None
    sending_threads: Annotated[int, Field(ge=1, le=64)] = 8
    grace: Seconds = 300  # what both are for: messages/services/means.py
    lag_margin: Seconds = 300
    postal_folder: Annotated[Path, AfterValidator(endpoints.folder)] | None = None
    hold: Annotated[bool, BeforeValidator(_hold)] = False
    now: str | None = None  # read by `starts_at`, since it may need the time zone

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of every instant that a person reads or types."""
        return ZoneInfo(self.timezone)

    @property
    def starts_at(self) -> datetime | None:
        """The instant from which the process's clock ticks on; None is the real time."""
        return read_instant(self.now, self.zone) if self.now else None

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        """The Fernet keys, the first seals; empty when they are kept beside the database."""
        return tuple(self.data_keys.get_secret_value().split(",")) if self.data_keys else ()

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, or None on PostgreSQL."""
        url = make_url(self.database_url)
        return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None

    @property
    def sender_kind(self) -> SenderKind | None:
        """What Twilio sends from, or None without a sender."""
        return endpoints.sender_kind(self.twilio_sender) if self.twilio_sender else None

    @property
    def real_provider(self) -> bool:
        """Whether SMS leave for real by themselves: the clock may not be moved then."""
        return self.sms is SmsMode.TWILIO and self._twilio_itself

    @property
    def fictitious_numbers_allowed(self) -> bool:
        """Whether numbers reserved for fiction are accepted: nobody real can be reached."""
        return self.sms is SmsMode.SIMULATOR or not self._twilio_itself

    def serve_key(self) -> str:
        """The key that signs sessions; raises `SettingsError` when there is none."""
        if self.secret_key is None:
            raise _bad("secret_key", "mettez une longue suite de caractères au hasard")
        return self.secret_key.get_secret_value()

    @property
    def _twilio_itself(self) -> bool:
        host = urlsplit(self.twilio_api_url).hostname or ""
        return host == "twilio.com" or host.endswith(".twilio.com")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """What one setting asks of another."""
        if self.sms is SmsMode.TWILIO:
            for name in ("twilio_account_sid", "twilio_auth_token", "twilio_sender"):
                if getattr(self, name) is None:
                    raise _bad(name, "à remplir quand OUTREACH_SMS vaut twilio")
        if self.smtp_url and self.email_from is None:
            raise _bad("email_from", "mettez l'adresse d'où partent les e-mails")
        try:
            moved = self.starts_at is not None
        except ValueError as error:
            raise _bad("now", str(error)) from error
        if moved and self.real_provider:
            raise _bad("now", "retirez-le (ou --at) : les SMS partent pour de vrai")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, `.env`, and the files that either names."""
        variables = {
            **cast("EnvSettingsSource", dotenv_settings).env_vars,
            **cast("EnvSettingsSource", env_settings).env_vars,
        }
        files = _SecretFiles(settings_cls, variables)
        return init_settings, env_settings, dotenv_settings, files


class _SecretFiles(PydanticBaseSettingsSource):
    """`OUTREACH_X_FILE`: the value of X is what the named file holds."""

    def __init__(self, owner: type[BaseSettings], variables: Mapping[str, str | None]) -> None:
        super().__init__(owner)
        self._variables = variables

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """The content of the file, when one is named."""
        path = self._variables.get(_variable(f"{field_name}_file").lower())
        if path and self._variables.get(_variable(field_name).lower()):
            raise _bad(field_name, "à donner directement ou par …_FILE, pas les deux")
        return (_content(path, field_name) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Every setting that a file gives."""
        fields = self.settings_cls.model_fields
        values = {name: self.get_field_value(field, name)[0] for name, field in fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def _content(path: str, setting: str) -> str:
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text:
        raise _bad(f"{setting}_file", "mettez le chemin d'un fichier lisible et non vide")
    return text


class _Closed(Settings):
    """The same, deaf to the environment."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_others: PydanticBaseSettingsSource,
        **_more: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments only."""
        return (init_settings,)


def closed(**given: object) -> Settings:
    """Settings made of `given` alone: a demonstration is the same in every environment."""
    return _Closed(**cast("dict[str, Any]", given))


def load(at: str | None = None, env_file: Path = Path(".env")) -> Settings:
    """The settings of this process; `at` (``--at``) wins over OUTREACH_NOW.

    Raises `SettingsError` on the first bad or missing value.
    """
    given: dict[str, Any] = {} if at is None else {"now": at}
    try:
        return Settings(_env_file=env_file, **given)
    except UnicodeDecodeError:
        raise SettingsError(str(env_file), "enregistrez ce fichier en UTF-8") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        setting = str(first["loc"][0])
        cause = first.get("ctx", {}).get("error")
        advice = str(cause) if cause else _ADVICE.get(setting, "valeur illisible")
        raise _bad(setting, advice) from None

"""What Flask-Security reads and writes: a thin coat over the plain rows of the team."""

from functools import cached_property
from typing import Any

from flask import current_app, session
from flask_security import RoleMixin, UserDatastore, UserMixin, WebAuthnMixin
from sqlalchemy import select

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.models import STRONG, Passkey, Staff
from outreach.staff.rules import tidy_email
from outreach.staff.services import factors


class Column:
    """A value of a row under the name that Flask-Security has for it; changes are noted."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, coat: Any, _kind: Any = None) -> Any:
        return self if coat is None else getattr(coat.row, self.name)

    def __set__(self, coat: Any, value: Any) -> None:
        setattr(coat.row, self.name, value)
        coat.changed.add(self.name)


class Member(UserMixin):
    """A member of the team, for Flask-Security."""

    id = Column("id")
    email = Column("email")
    active = Column("active")
    password = Column("password_hash")
    fs_uniquifier = Column("session_key")
    fs_webauthn_user_handle = Column("passkey_handle")
    tf_primary_method = Column("factor")
    tf_totp_secret = Column("factor_secret")
    tf_phone_number = None  # codes are never sent by SMS
    roles: list[RoleMixin] = []  # noqa: RUF012  who may open what is said by `open_to` alone

    def __init__(self, store: "Store", staff: Staff) -> None:
        self.row = self.staff = staff
        self.store = store
        self.changed: set[str] = set()

    @cached_property
    def webauthn(self) -> list[WebAuthnMixin]:  # type: ignore[override]
        """Their passkeys."""
        with self.store.database.read() as reading:
            return [Key(row) for row in factors.keys_of(reading, self.staff.id)]

    @property
    def mf_recovery_codes(self) -> list[str]:  # type: ignore[override]
        """As many as are left; what they are is not kept."""
        return [""] * factors.recovery_codes_left(self.staff)

    @property
    def settled(self) -> bool:
        """Whether nothing is missing that their role asks for."""
        return self.staff.role not in STRONG or bool(self.staff.factor or self.webauthn)

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """A second factor is asked of whoever has one, and of those who lead."""
        return bool(tf_setup_methods) or self.staff.role in STRONG, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """Whether they can't do without."""
        return self.staff.role in STRONG and not self.webauthn


class Key(WebAuthnMixin):
    """A passkey, for Flask-Security."""

    id = Column("id")
    user_id = Column("staff_id")
    name = Column("name")
    credential_id = Column("credential_id")
    public_key = Column("public_key")
    sign_count = Column("sign_count")
    transports = Column("transports")
    extensions = Column("extensions")
    device_type = Column("device_type")
    backup_state = Column("backed_up")
    lastuse_datetime = Column("used_at")
    created_at = Column("created_at")

    def __init__(self, row: Passkey) -> None:
        self.row = row
        self.changed: set[str] = set()

    @property
    def usage(self) -> str:  # type: ignore[override]
        """Every key is good alone and after a password: it is what is being asked for."""
        return "secondary" if "tf_user_id" in session else "first"


_FOUND_BY = {
    "id": Staff.id,
    "email": Staff.email,
    "fs_uniquifier": Staff.session_key,
    "fs_webauthn_user_handle": Staff.passkey_handle,
}


class Store(UserDatastore):
    """Finds and saves; each save is a transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(Member, RoleMixin, Key)
        self.database, self.clock = database, clock

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Member | None:
        """The account that has this one value, active or not."""
        ((name, value),) = wanted.items()
        asked = tidy_email(str(value)) if name == "email" else value
        with self.database.read() as reading:
            row = reading.scalar(select(Staff).where(_FOUND_BY[name] == asked))
        return Member(self, row) if row else None

    def find_role(self, role: str) -> None:
        """Roles are values here."""

    def put(self, model: Member | Key) -> Member | Key:
        """Save what was changed of an account, or that a passkey was used."""
        if isinstance(model, Key):
            factors.note_use(self.database, self.clock, model.id, model.sign_count)
            return model
        with self.database.write() as writing:
            row = writing.get_one(Staff, model.staff.id, with_for_update=True)
            for name in model.changed:
                setattr(row, name, getattr(model.staff, name))
        model.changed.clear()
        return model

    def commit(self) -> None:
        """Nothing is left to do: `put` saved it."""

    def delete(self, model: Key) -> None:
        """Forget a passkey."""
        factors.drop_key(self.database, model.id)

    def set_uniquifier(self, user: UserMixin, uniquifier: str | None = None) -> None:
        """End every session of an account."""
        super().set_uniquifier(user, uniquifier or self.clock.key())

    def set_webauthn_user_handle(self, user: UserMixin, user_handle: str | None = None) -> None:
        """Name an account to the devices that hold its keys."""
        super().set_webauthn_user_handle(user, user_handle or self.clock.key())

    def find_webauthn(self, credential_id: bytes) -> Key | None:
        """The passkey that a device speaks of."""
        with self.database.read() as reading:
            row = reading.scalar(select(Passkey).where(Passkey.credential_id == credential_id))
        return Key(row) if row else None

    def create_webauthn(
        self,
        user: UserMixin,
        credential_id: bytes,
        public_key: bytes,
        name: str,
        sign_count: int,
        usage: str,
        device_type: str,
        backup_state: bool,
        transports: list[str] | None = None,
        extensions: str | None = None,
        **more: Any,
    ) -> None:
        """Keep a passkey."""
        told = [getattr(way, "value", way) for way in transports or ()]
        kind = getattr(device_type, "value", device_type)
        key = factors.NewKey(
            name, credential_id, public_key, sign_count, told, str(kind)[:64], backup_state
        )
        factors.add_key(self.database, self.clock, row_of(user).id, key)


def store() -> Store:
    """The one of the application at work."""
    found: Store = current_app.extensions["security"].datastore
    return found


def row_of(user: UserMixin | None) -> Staff:
    """Whose account Flask-Security speaks of."""
    if not isinstance(user, Member):
        raise TypeError("nobody is known here")
    return user.staff

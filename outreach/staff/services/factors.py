"""Second factors: codes that work once, and the keys that people's devices hold."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.models import Passkey, Staff
from outreach.staff.rules import tidy_code
from outreach.staff.services.doorkeeper import spend


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a device tells of the key it just made."""

    name: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    device_type: str
    backed_up: bool


def keep_recovery_codes(database: Database, staff_id: int, codes: Sequence[str]) -> None:
    """Replace the recovery codes; only their hashes are kept."""
    hashes = [_hashed(database, staff_id, code) for code in codes]
    with database.write() as session:
        session.get_one(Staff, staff_id).recovery_codes = json.dumps(hashes)


def recovery_codes_left(staff: Staff) -> int:
    """How many still work."""
    return len(json.loads(staff.recovery_codes or "[]"))


def spend_recovery_code(database: Database, staff_id: int, code: str) -> bool:
    """Use one up; False when there is none like it."""
    used = _hashed(database, staff_id, code)
    with database.write() as session:
        staff = session.get_one(Staff, staff_id, with_for_update=True)
        hashes: list[str] = json.loads(staff.recovery_codes or "[]")
        if used not in hashes:
            return False
        hashes.remove(used)
        staff.recovery_codes = json.dumps(hashes)
    return True


def spend_moment(database: Database, clock: Clock, staff_id: int, moment: str) -> bool:
    """Use up the code that an authenticator showed at one moment; False when it was seen before."""
    with database.write() as session:
        session.get_one(Staff, staff_id, with_for_update=True)
        return spend(session, database, clock, f"moment:{staff_id}:{moment}")


def keys_of(session: Session, staff_id: int) -> list[Passkey]:
    """The passkeys of an account, the oldest first."""
    return list(
        session.scalars(select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id))
    )


def add_key(database: Database, clock: Clock, staff_id: int, key: NewKey) -> None:
    """Keep a passkey."""
    now = clock.now()
    with database.write() as session:
        session.add(
            Passkey(
                staff_id=staff_id,
                name=key.name,
                credential_id=key.credential_id,
                public_key=key.public_key,
                sign_count=key.sign_count,
                transports=key.transports,
                device_type=key.device_type,
                backed_up=key.backed_up,
                usage="first",  # and second: it asks for a finger, a face or a code by itself
                created_at=now,
                used_at=now,
            )
        )


def note_use(database: Database, clock: Clock, key_id: int, sign_count: int) -> None:
    """A passkey has just proved who they are."""
    with database.write() as session:
        key = session.get(Passkey, key_id, with_for_update=True)
        if key is not None:
            key.sign_count, key.used_at = sign_count, clock.now()


def drop_key(database: Database, key_id: int) -> None:
    """Forget a passkey."""
    with database.write() as session:
        session.execute(delete(Passkey).where(Passkey.id == key_id))


def _hashed(database: Database, staff_id: int, code: str) -> str:
    return database.fingerprint(f"recovery:{staff_id}:{tidy_code(code)}")

"""Who a code of the journal or of a task stands for."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.staff.models import Staff

_NAMED = select(Staff.code, Staff.first_name).where(listed(Staff.code, "codes"))


def first_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """First names by code; a code without anybody (the machine, a tenant) is not in it."""
    wanted = sorted(set(codes))
    return dict(session.execute(_NAMED, {"codes": wanted}).all()) if wanted else {}

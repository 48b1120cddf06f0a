"""Every case in one line: the answer of ``case list --json``."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral
from outreach.expertise.services.dossier import sequence_of


def overview(session: Session) -> list[dict[str, Any]]:
    """Reference, state and what comes next of every case, in the order of their references."""
    rows = session.execute(
        select(Case, Referral.landlord_reference)
        .outerjoin(Referral, Referral.case_id == Case.id)
        .order_by(Case.id)
    )
    found = []
    for case, landlord_reference in rows.all():
        sequence = sequence_of(session, case) or {}
        found.append(
            {
                "reference": case.reference,
                "landlord_reference": landlord_reference,
                "state": case.state,
                "eligible": case.eligible,
                "next_step": sequence.get("next_step"),
                "due_at": sequence.get("due_at"),
            }
        )
    return found

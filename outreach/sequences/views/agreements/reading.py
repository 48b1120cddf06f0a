"""Conventions: every agreement, and one of them with where it stands."""

from flask import Blueprint, abort, render_template

from outreach.messages.services.means import Means
from outreach.sequences.services.agreements.standing import agreements, one_agreement
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to

SHOWN_DATES = 8


def add_reading(pages: Blueprint, means: Means) -> None:
    """The list, and one page each."""

    @pages.get("/conventions")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.DPO)
    def listing() -> str:
        """Every agreement of the team."""
        found = agreements(means, me())
        return render_template("programmes/listing.html", found=found)

    @pages.get("/conventions/<code>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.DPO)
    def agreement(code: str) -> str:
        """What one says, where it stands, and what suspends it."""
        found = one_agreement(means, me(), code) or abort(404)
        return render_template("programmes/agreement.html", found=found, most=SHOWN_DATES)

"""Every page of agreements, under the name of their room: they show what sequences plan."""

from typing import Any

from flask import Blueprint

from outreach.messages.services.means import Means
from outreach.sequences.views.agreements import words
from outreach.sequences.views.agreements.changing import add_changing
from outreach.sequences.views.agreements.holding import add_holding
from outreach.sequences.views.agreements.reading import add_reading


def agreement_pages(means: Means) -> Blueprint:
    """Agreements as they are, as they would be, and what suspends them."""
    pages = Blueprint("programmes", "outreach.programmes", template_folder="templates")
    for add in (add_reading, add_changing, add_holding):
        add(pages, means)

    @pages.context_processor
    def _words() -> dict[str, Any]:
        return {"words": words}

    return pages

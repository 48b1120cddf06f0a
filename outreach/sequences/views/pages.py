"""Every page of scripts, under one name."""

from typing import Any

from flask import Blueprint

from outreach.messages.services.means import Means
from outreach.sequences.views import naming
from outreach.sequences.views.dates import add_dates
from outreach.sequences.views.drafts import add_drafts
from outreach.sequences.views.publishing import add_publishing
from outreach.sequences.views.reading import add_reading
from outreach.sequences.views.rehearsals import add_rehearsals
from outreach.sequences.views.words import add_words


def sequences_pages(means: Means) -> Blueprint:
    """Scripts as they are, as they would be, and the way from one to the other."""
    pages = Blueprint("sequences", "outreach.sequences", template_folder="templates")
    for add in (add_reading, add_rehearsals, add_drafts, add_words, add_dates, add_publishing):
        add(pages, means)

    @pages.context_processor
    def _words() -> dict[str, Any]:
        return {"naming": naming}

    return pages

"""Every page of a case, under one name."""

from flask import Blueprint

from outreach.expertise.views.case import add_case
from outreach.expertise.views.deciding import add_decisions
from outreach.expertise.views.listing import add_listing
from outreach.expertise.views.people import add_people
from outreach.expertise.views.statement import add_statement
from outreach.expertise.views.ways import add_ways
from outreach.replies.services.ears import Ears


def expertise_pages(ears: Ears) -> Blueprint:
    """Dossiers: the list, the search, one case and what is decided there."""
    pages = Blueprint("expertise", "outreach.expertise", template_folder="templates")
    for add in (add_listing, add_case, add_statement, add_people, add_ways, add_decisions):
        add(pages, ears.means)
    return pages

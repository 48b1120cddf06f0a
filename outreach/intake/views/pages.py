"""Every page of a landlord's file, under one name."""

from flask import Blueprint

from outreach.intake.views.past import add_past
from outreach.intake.views.upload import add_upload
from outreach.messages.services.means import Means


def intake_pages(means: Means) -> Blueprint:
    """A file in, looked at before anything is written; and what earlier ones did."""
    pages = Blueprint("intake", "outreach.intake", template_folder="templates")
    for add in (add_upload, add_past):
        add(pages, means)
    return pages

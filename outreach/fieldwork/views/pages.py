"""Every page of fieldwork, under one name."""

from flask import Blueprint

from outreach.channels.base import PostalDoor
from outreach.fieldwork.views.calling import add_calling
from outreach.fieldwork.views.calls import add_calls
from outreach.fieldwork.views.differences import add_differences
from outreach.fieldwork.views.letters_handed import add_handing
from outreach.fieldwork.views.letters_pdf import add_prints
from outreach.fieldwork.views.papers.pages import add_papers
from outreach.fieldwork.views.tasks import add_lists
from outreach.fieldwork.views.tasks_letters import add_letters
from outreach.fieldwork.views.tasks_one import add_task
from outreach.fieldwork.views.tasks_outcome import add_outcomes
from outreach.replies.services.ears import Ears


def fieldwork_pages(ears: Ears, postal: PostalDoor | None = None) -> Blueprint:
    """Tasks, letters, calls and visits; `postal`: who prints and posts letters, if anybody."""
    pages = Blueprint("fieldwork", "outreach.fieldwork", template_folder="templates")
    for add in (add_lists, add_prints, add_outcomes, add_differences, add_papers):
        add(pages, ears.means)
    add_letters(pages, ears.means, postal)
    add_handing(pages, ears.means, postal)
    for hear in (add_task, add_calls, add_calling):
        hear(pages, ears)
    return pages

"""Every page of the agenda, under one name."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from outreach.fieldwork.views.agenda import words
from outreach.fieldwork.views.agenda.alarms import add_alarms
from outreach.fieldwork.views.agenda.appointments import add_appointments
from outreach.fieldwork.views.agenda.days import add_days
from outreach.fieldwork.views.agenda.feed import add_feed
from outreach.fieldwork.views.agenda.hours import add_hours
from outreach.fieldwork.views.agenda.moving import add_moving
from outreach.fieldwork.views.agenda.round import add_round
from outreach.messages.services.means import Means


def agenda_pages(means: Means, working: Callable[[], bool]) -> Blueprint:
    """What is agreed, and when the team sees people; `working`: whether a worker is alive."""
    pages = Blueprint("agenda", "outreach.agenda", template_folder="templates")
    for add in (add_days, add_hours, add_appointments, add_moving, add_alarms, add_feed):
        add(pages, means)
    add_round(pages, means, working)

    @pages.context_processor
    def _words() -> dict[str, Any]:
        return {"agenda": words}

    return pages

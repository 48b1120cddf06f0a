"""A free slot that was followed fills a form in."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request

from outreach.agenda.models import Where
from outreach.fieldwork.forms.agenda import MoveForm
from outreach.web.numbers import bounded

SHOWN = 6  # free slots beside the form


def choose_slot(form: MoveForm, zone: ZoneInfo) -> None:
    """Fill in the slot that the address names, if it names one."""
    try:
        at = datetime.fromisoformat(request.args.get("le", "")).astimezone(zone)
    except (ValueError, OverflowError):  # the second of years that no zone reaches
        return
    form.day.data, form.hour.data = at.date(), at.time()
    form.staff_id.data = request.args.get("qui", type=bounded)
    form.place.data, form.office_id.data = (
        Where.OFFICE.value,
        request.args.get("lieu", type=bounded),
    )
    form.minutes.data = request.args.get("duree", 60, type=bounded)

"""Agenda: what is agreed day by day, one's own or the team's."""

from datetime import datetime, time, timedelta
from itertools import groupby

from flask import Blueprint, render_template, request

from outreach.agenda.services.listing import Entry, between
from outreach.agenda.services.suspension import meetings_suspended
from outreach.fieldwork.services.visits.staying import VISITORS
from outreach.fieldwork.services.visits.unowned import unowned_visits
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.tasks.services import followers

_BACK, _AHEAD = timedelta(days=120), timedelta(days=42)


def add_days(pages: Blueprint, means: Means) -> None:
    """The list of the coming weeks."""

    @pages.get("/agenda")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def days() -> str:
        """Every appointment from today on, and those before that nobody has told of."""
        mine = request.args.get("qui") == "moi"
        zone = means.database.zone
        today = means.clock.now().astimezone(zone).date()
        midnight = datetime.combine(today, time(), zone)
        with means.database.read() as session:
            ahead = between(session, me(), midnight, midnight + _AHEAD, mine=mine)
            nobodys, team = unowned_visits(session, me()), followers(session, me().team)
            behind = between(session, me(), midnight - _BACK, midnight, mine=mine)
            suspended = meetings_suspended(session, ahead)

        def day_of(entry: Entry) -> datetime:
            return datetime.combine(entry.starts_at.astimezone(zone).date(), time(), zone)

        return render_template(
            "agenda/days.html",
            groups=[(day.date(), list(found)) for day, found in groupby(ahead, day_of)],
            unsaid=[entry for entry in behind if entry.state in ("proposed", "agreed")],
            suspended=suspended,
            nobodys=nobodys,
            team=team,
            writes=me().role in VISITORS,
            mine=mine,
            today=today,
        )

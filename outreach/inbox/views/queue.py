"""À traiter: the first page of the day, which keeps itself up to date."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from outreach.inbox.services.queue.listing import PAGE, Queue, Whose, load_queue, stamp
from outreach.inbox.services.queue.rows import Group
from outreach.inbox.services.thread.heard import arrived, newest_reply
from outreach.inbox.views import words
from outreach.messages.services.means import Means
from outreach.staff.models import Role, Staff
from outreach.staff.views.access import me, open_to
from outreach.web import inbox_labels
from outreach.web.numbers import bounded

READERS = (Role.WORKER, Role.COORDINATOR, Role.DPO)
WRITERS = (Role.WORKER, Role.COORDINATOR)
_SIDE, _MOST = 40, 2000  # lines beside a thread, and on one page at the very most


def add_queue(pages: Blueprint, means: Means) -> None:
    """The list, whole and as the part of it that a page renews."""

    @pages.get("/")
    @open_to(*READERS)
    def queue() -> str:
        """What waits for us, and for whom we wait."""
        with means.database.read() as session:
            return render_template("inbox/queue.html", **listed(session, means, me()))

    @pages.get("/a-traiter/neuf")
    @open_to(*READERS)
    def queue_part() -> Response:
        """The list again if it changed since the page was made, and how many messages came."""
        with means.database.read() as session:
            now = stamp(session, me(), means.clock.now())
            known = request.args.get("depuis", "")
            if known == now:
                return jsonify(stamp=now)
            side = request.args.get("fil", type=bounded)
            shown = listed(session, means, me(), side=side)
            seen = request.args.get("vu", 0, type=bounded)
            return jsonify(
                stamp=now,
                html=render_template("inbox/_list.html", **shown),
                waiting=shown["queue"].waiting,
                arrived=arrived(session, me(), seen),
                seen=shown["newest"],
            )


def listed(session: Session, means: Means, staff: Staff, side: int | None = None) -> dict[str, Any]:
    """What the list is made of; `side`: beside that thread, short."""
    whose = _whose()
    most = _SIDE if side is not None else _most()
    now = means.clock.now()
    found = load_queue(session, staff, now, whose, most, awaited=0 if side is not None else 30)
    return {
        "queue": found,
        "groups": [(group, found.groups[group]) for group in Group if found.groups[group]],
        "whose": whose,
        "filters": _filters(found, whose),
        "more": url_for("inbox.queue", qui=whose, voir=most + PAGE) if found.left else "",
        "stamp": stamp(session, staff, now),
        "newest": newest_reply(session),
        "side": side,
        "words": words,
        "told": inbox_labels,
    }


def _whose() -> Whose:
    wanted = request.args.get("qui", "")
    return Whose(wanted) if wanted in set(Whose) else Whose.ALL


def _most() -> int:
    return min(max(request.args.get("voir", PAGE, type=bounded), PAGE), _MOST)


def _filters(found: Queue, whose: Whose) -> list[tuple[str, str, bool]]:
    names = {
        Whose.ALL: _("Tous"),
        Whose.MINE: _("Les miens"),
        Whose.NOBODY: _("Sans référent"),
    }
    return [
        (
            f"{names[each]} ({found.counts.get(each, 0)})",
            url_for("inbox.queue", qui=each),
            each is whose,
        )
        for each in Whose
    ]

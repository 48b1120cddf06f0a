"""One thread: what was said, what is planned, and what can be done about it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from outreach.inbox.forms import AnswerForm, NoteForm, PostponeForm, SettleForm
from outreach.inbox.services.acts.resuming import bar_of
from outreach.inbox.services.answering.answer import Answered
from outreach.inbox.services.answering.ready import Ready, ready_texts
from outreach.inbox.services.answering.ways import Ways, ways_of
from outreach.inbox.services.sight import find_thread
from outreach.inbox.services.thread.heard import arrived_in
from outreach.inbox.services.thread.opened import Opened, open_thread_page, stamp_of
from outreach.inbox.views import words
from outreach.inbox.views.queue import READERS, listed
from outreach.replies.services.ears import Ears
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web import inbox_labels
from outreach.web.numbers import bounded

Answer = str | Response | tuple[str, int]


@dataclass(slots=True)
class Typing:
    """What somebody was doing on the page, when it is shown again."""

    answer: AnswerForm | None = None
    note: NoteForm | None = None
    postpone: PostponeForm | None = None
    answered: Answered | None = None  # what became of what was typed
    newer: bool = False  # messages came in since


def add_thread(pages: Blueprint, ears: Ears) -> None:
    """The page, and the part of it that renews itself."""

    @pages.get("/fils/<int:thread_id>")
    @open_to(*READERS)
    def thread(thread_id: int) -> str:
        """What was said, oldest first."""
        return show(ears, thread_id)

    @pages.get("/fils/<int:thread_id>/neuf")
    @open_to(*READERS)
    def thread_part(thread_id: int) -> Response:
        """The timeline again if it changed since the page was made."""
        with ears.means.database.read() as session:
            found = find_thread(session, me(), thread_id)
            if found is None:
                abort(404)
            now = stamp_of(session, found)
            if request.args.get("depuis", "") == now:
                return jsonify(stamp=now)
            opened = _open(session, ears, thread_id, "")
            return jsonify(
                stamp=now,
                html=render_template("inbox/_flow.html", **_shown(opened)),
                arrived=arrived_in(session, thread_id, request.args.get("vu", 0, type=bounded)),
                seen=opened.timeline.seen,
            )


def show(ears: Ears, thread_id: int, typing: Typing | None = None) -> str:
    """A thread's page, with whatever was being typed."""
    typing = typing or Typing()
    means, before = ears.means, request.args.get("avant", "")
    with means.database.read() as session:
        opened = _open(session, ears, thread_id, before)
        staff, found = me(), opened.found
        writes = staff.role != Role.DPO and opened.timeline.latest
        ways = ways_of(means, opened)
        ready = ready_texts(session, ears.answers, staff, found, means.clock.now())
        bar = bar_of(session, found, means.clock.now()) if found.case is not None else (None, None)
        page = {
            **listed(session, means, staff, side=thread_id),
            **_shown(opened),
            "thread_stamp": stamp_of(session, found),
        }
    return render_template(
        "inbox/thread.html",
        **page,
        writes=writes,
        ways=ways,
        bar=bar,
        ready=ready,
        form=_answer_form(ears, opened, ways, ready, typing),
        note_form=typing.note or NoteForm(formdata=None, note_key=means.clock.key()),
        postpone_form=typing.postpone or PostponeForm(formdata=None, seen=opened.timeline.seen),
        settle_form=SettleForm(formdata=None, seen=opened.timeline.seen),
        typing=typing,
        here=url_for("inbox.thread", thread_id=thread_id),
    )


def fill(ears: Ears, thread_id: int, form: AnswerForm) -> Opened:
    """Give a form the choices of its thread, so that what was sent can be checked."""
    with ears.means.database.read() as session:
        opened = _open(session, ears, thread_id, "")
        ready = ready_texts(session, ears.answers, me(), opened.found, ears.means.clock.now())
    _choices(form, ways_of(ears.means, opened), ready)
    return opened


def _open(session: Session, ears: Ears, thread_id: int, before: str) -> Opened:
    means = ears.means
    opened = open_thread_page(session, means, me(), thread_id, means.clock.now(), before)
    if opened is None:
        abort(404)
    return opened


def _shown(opened: Opened) -> dict[str, Any]:
    return {
        "opened": opened,
        "found": opened.found,
        "timeline": opened.timeline,
        "words": words,
        "told": inbox_labels,
    }


def _answer_form(
    ears: Ears, opened: Opened, ways: Ways, ready: tuple[Ready, ...], typing: Typing
) -> AnswerForm:
    form = typing.answer
    if form is None:
        form = AnswerForm(
            formdata=None,
            point_id=ways.first,
            key=ears.means.clock.key(),
            seen=opened.timeline.seen,
        )
    elif typing.newer:
        form.seen.data = opened.timeline.seen  # they are on the page now
    _choices(form, ways, ready)
    return form


def _choices(form: AnswerForm, ways: Ways, ready: tuple[Ready, ...]) -> None:
    form.point_id.choices = {point.id: words.way(point) for point in ways.offered}
    form.ready.choices = {"": "", **{each.code: words.ready_name(each) for each in ready}}

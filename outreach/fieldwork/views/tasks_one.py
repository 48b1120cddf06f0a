"""One task: all that is needed to do it, and what may come of it."""

from flask import Blueprint, abort, current_app, render_template, request

from outreach.fieldwork.forms.tasks import AssignForm, VisitForm
from outreach.fieldwork.services.appointments.asking import appointment_of
from outreach.fieldwork.services.calls.today import call_of
from outreach.fieldwork.services.visits.incidents import visit_of_incident
from outreach.fieldwork.services.visits.sounding import visit_of_alarm
from outreach.fieldwork.services.worklist.assigning import colleagues
from outreach.fieldwork.services.worklist.letters import letter_of
from outreach.fieldwork.services.worklist.page import Page, page_of
from outreach.fieldwork.views import calling_words, letters_words, tasks_words
from outreach.fieldwork.views.papers import words as papers_words
from outreach.messages.services.means import Means
from outreach.replies.services.ears import Ears
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.tasks.models import TaskKind, TaskState
from outreach.web.case_labels import PAPERS


def add_task(pages: Blueprint, ears: Ears) -> None:
    """The page of one task."""
    means = ears.means

    @pages.get("/taches/<int:task_id>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def task(task_id: int) -> str:
        """Whom, where, when, why, and with which words."""
        page = found(means, task_id)
        with means.database.read() as session:
            team = colleagues(session, me(), page.line.kind) if page.line.acts else ()
            now = means.clock.now()
            letter = letter_of(session, means, page.line, page.sheet) if _to_post(page) else None
            visit_id = visit_of_incident(session, task_id)
            alarm_visit = visit_of_alarm(session, task_id)
            appointment = appointment_of(session, task_id)
            call = call_of(session, means, ears.answers, me(), page.line, now)
        return render_template(
            "fieldwork/task.html",
            page=page,
            line=page.line,
            sheet=page.sheet,
            assign=AssignForm(meta={"csrf": False}),
            team=team,
            visit=visit_form(means, page),
            letter=letter,
            paper=letters_words,
            soon=letter is not None and letter.soon,
            asks_first=_asks_first(page),
            words=tasks_words,
            call=call,
            incident_visit=visit_id,
            alarm_visit=alarm_visit,
            appointment=appointment,
            said=calling_words,
            papers=PAPERS,
            paper_words=papers_words,
        )


def found(means: Means, task_id: int) -> Page:
    """The page of a task that whoever looks may know of; else there is no such page."""
    with means.database.read() as session:
        page = page_of(session, means, me(), task_id, current_app.config["SMS_SENDER"])
    if page is None:
        abort(404)
    return page


def visit_form(means: Means, page: Page) -> VisitForm | None:
    """Where the visit that an open letter proposes is chosen."""
    at = page.line.visit_at
    if at is None or not _to_post(page):
        return None
    local = at.astimezone(means.database.zone)
    return VisitForm(formdata=None, visit_day=local.date(), visit_hour=local.time())


def _to_post(page: Page) -> bool:
    return page.line.kind == TaskKind.LETTER and page.line.state == TaskState.OPEN


def _asks_first(page: Page) -> bool:
    """Whether « a-t-elle répondu ? » comes before the words: a message too many can't be unsent."""
    waits = page.line.kind == TaskKind.MESSAGE and page.line.state == TaskState.OPEN
    return waits and page.line.acts and "rien-recu" not in request.args

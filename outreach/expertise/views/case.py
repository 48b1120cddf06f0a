"""One case on one page."""

from flask import Blueprint, abort, render_template

from outreach.expertise.services.casefile import CaseFile, case_file
from outreach.expertise.views import words
from outreach.fieldwork.views import tasks_words
from outreach.fieldwork.views.agenda import words as agenda_words
from outreach.fieldwork.views.papers import words as papers_words
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web import case_labels


def add_case(pages: Blueprint, means: Means) -> None:
    """The page of a case; whoever receives people reads its front only."""

    @pages.get("/dossiers/<reference>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def case_page(reference: str) -> str:
        """Everything about one case."""
        return render_template(
            "expertise/case.html",
            file=file_of(means, reference),
            words=words,
            task_words=tasks_words,
            paper_words=papers_words,
            agenda=agenda_words,
            cases=case_labels,
            language=tasks_words.language_name,
        )


def file_of(means: Means, reference: str) -> CaseFile:
    """A case that whoever looks may know of; else there is no such page."""
    with means.database.read() as session:
        found = case_file(session, means, me(), reference, means.clock.now())
    if found is None:
        abort(404)
    return found

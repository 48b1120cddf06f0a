"""The statement of an expertise, on one page that prints."""

from flask import Blueprint, Response, abort, render_template

from outreach.expertise.services.statement import Statement, statement_for
from outreach.expertise.views import statement_words, words
from outreach.expertise.views.statement_paper import name_of, statement_pdf
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web import case_labels


def add_statement(pages: Blueprint, means: Means) -> None:
    """What proves the first third of the expertise."""

    @pages.get("/dossiers/<reference>/releve.pdf")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.DPO)
    def statement_file(reference: str) -> Response:
        """The same on paper."""
        stated = _statement(means, reference)
        answer = Response(statement_pdf(stated, means.database.zone), mimetype="application/pdf")
        answer.headers["Content-Disposition"] = f'inline; filename="{name_of(stated)}"'
        return answer

    @pages.get("/dossiers/<reference>/releve")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.DPO)
    def statement(reference: str) -> str:
        """The proofs of eligibility, the attempts, the journal; nobody's name, no word said."""
        return render_template(
            "expertise/statement.html",
            stated=_statement(means, reference),
            words=words,
            proved=statement_words,
            cases=case_labels,
        )


def _statement(means: Means, reference: str) -> Statement:
    with means.database.read() as session:
        found = statement_for(session, me(), reference, means.clock.now())
    if found is None:
        abort(404)
    return found

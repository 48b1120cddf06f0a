"""Files to print: the letters of the day in one file, one alone, envelopes, the door card."""

from collections.abc import Iterable
from datetime import date

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from outreach.documents.envelopes import Format
from outreach.documents.letters import Addressed
from outreach.fieldwork.services.printing.card import NoCard, print_card
from outreach.fieldwork.services.printing.letters import (
    Printed,
    print_envelopes,
    print_letters,
    with_envelope,
    with_words,
)
from outreach.fieldwork.services.worklist.letters import (
    Letter,
    letter_of,
    open_letters,
)
from outreach.fieldwork.views.letters_words import ASKED, chosen, kept_back, no_card, posting_list
from outreach.fieldwork.views.tasks_one import found
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to


def add_prints(pages: Blueprint, means: Means) -> None:
    """Files to print; nothing is noted by printing."""

    @pages.get("/taches/lettres/lettres.pdf")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def letters_pdf() -> Response | Answer:
        """The letters that were chosen (all without a choice), after their posting list."""
        day, letters = _today(means), with_words(_wanted(means))
        if not letters:
            return _nothing()
        title = _("Lettres du %(day)s", day=day.strftime("%d/%m/%Y"))
        posting = posting_list(letters, day)
        return _file(print_letters(letters, day, title, posting, _addressed()))

    @pages.get("/taches/lettres/enveloppes.pdf")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def envelopes_pdf() -> Response | Answer:
        """Their envelopes, in the same order."""
        try:
            size = Format(request.args.get("format", ""))
        except ValueError:
            abort(404)
        day, letters = _today(means), _wanted(means)
        if not with_envelope(letters):
            told = _(
                "Il n'y a pas d'enveloppe à imprimer : ces lettres sont postées, ou leur adresse "
                "est à compléter."
            )
            return _nothing(told)
        title = _("Enveloppes du %(day)s", day=day.strftime("%d/%m/%Y"))
        return _file(print_envelopes(means, letters, day, size, title))

    @pages.get("/taches/<int:task_id>/lettre.pdf")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def letter_pdf(task_id: int) -> Response | Answer:
        """One letter alone."""
        page = found(means, task_id)
        if not page.sheet.letters:
            abort(404)
        with means.database.read() as session:
            letter = letter_of(session, means, page.line, page.sheet)
        if kept_back(letter):
            flash(kept_back(letter), "clay")
            return redirect(url_for("fieldwork.task", task_id=task_id), 303)
        title = _("Lettre %(reference)s", reference=page.line.reference)
        return _file(print_letters([letter], _today(means), title, addressed=_addressed()))

    @pages.get("/taches/<int:task_id>/mot.pdf")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def card_pdf(task_id: int) -> Response | Answer:
        """The card to leave when nobody opens."""
        page = found(means, task_id)
        title = _("Un mot de l'AHU %(reference)s", reference=page.line.reference)
        with means.database.read() as session:
            card = print_card(session, means, task_id, title)
        if isinstance(card, Printed):
            return _file(card)
        if card is NoCard.NO_VISIT:
            abort(404)
        flash(no_card(card), "clay")
        return redirect(url_for("fieldwork.task", task_id=task_id), 303)


def _wanted(means: Means) -> tuple[Letter, ...]:
    only: Iterable[int] = chosen(request.args.getlist("t"))
    with means.database.read() as session:
        return open_letters(session, means, me(), current_app.config["SMS_SENDER"], only)


def _addressed() -> Addressed | None:
    """What was asked for; what is no answer leaves it to the agreement."""
    return ASKED.get(request.args.get("adresse", ""))


def _today(means: Means) -> date:
    return means.clock.now().astimezone(means.database.zone).date()


def _nothing(told: str = "") -> Answer:
    flash(
        told
        or _("Il n'y a plus rien à imprimer : ces lettres sont postées, ou s'écrivent à la main.")
    )
    return redirect(url_for("fieldwork.letters"), 303)


def _file(printed: Printed) -> Response:
    answer = Response(printed.content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{printed.name}"'
    return answer

"""Dossiers: the cases of the team, and the search."""

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask_babel import gettext as _

from outreach.expertise.forms import SearchForm
from outreach.expertise.services.listing import (
    ALL_CODE,
    IN_HAND_CODE,
    Listing,
    Wanted,
    known_state,
    list_cases,
)
from outreach.expertise.services.rows import rows_of
from outreach.expertise.services.states import Shown
from outreach.expertise.views import words
from outreach.messages.services.means import Means
from outreach.replies.services.searching import search
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web import case_labels
from outreach.web.labels import label

Choices = list[tuple[str, str, bool]]
Answer = str | tuple[str, int]


def add_listing(pages: Blueprint, means: Means) -> None:
    """The list, and what a search finds."""

    @pages.get("/dossiers")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def listing() -> str:
        """One page of cases."""
        wanted = _wanted()
        with means.database.read() as session:
            found = list_cases(session, me(), wanted)
        return render_template(
            "expertise/listing.html",
            form=SearchForm(),
            found=found,
            wanted=wanted,
            states=_states(found, wanted),
            whose=_whose(wanted),
            newer=_address(wanted, page=wanted.page - 1) if wanted.page > 1 else None,
            older=_address(wanted, page=wanted.page + 1) if found.more else None,
            words=words,
            cases=case_labels,
        )

    @pages.post("/dossiers")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO, asks=True)
    def found() -> Answer:
        """What a search finds: the typed text stands in no address."""
        form = SearchForm()
        typed = (form.q.data or "")[:200]
        with means.database.read() as session:
            fictitious = current_app.config["FICTITIOUS_NUMBERS"]
            result = search(session, me(), typed, fictitious_allowed=fictitious)
            rows = rows_of(session, me(), result.case_ids)
        page = render_template(
            "expertise/found.html",
            form=form,
            typed=typed,
            result=result,
            rows=rows,
            words=words,
            cases=case_labels,
        )
        return page if form.validate() else (page, 422)


def _wanted() -> Wanted:
    state = request.args.get("etat", IN_HAND_CODE)
    page = request.args.get("page", "1")
    if not known_state(state) or not page.isdecimal() or not 0 < int(page) < 10_000:
        abort(404)
    return Wanted(state, request.args.get("qui") == "moi", int(page))


def _address(wanted: Wanted, *, state: str = "", mine: bool | None = None, page: int = 1) -> str:
    own = wanted.mine if mine is None else mine
    code = state or wanted.state
    return url_for(
        "expertise.listing",
        etat=None if code == IN_HAND_CODE else code,
        qui="moi" if own else None,
        page=page if page > 1 else None,
    )


def _states(found: Listing, wanted: Wanted) -> Choices:
    """The filters that show something, with how many."""
    counted = [
        (IN_HAND_CODE, _("En cours"), found.in_hand),
        *((str(s), label(case_labels.SHOWN_STATES, s), found.counts.get(s, 0)) for s in Shown),
        (ALL_CODE, _("Tous"), found.total),
    ]
    return [
        (f"{text} ({count})", _address(wanted, state=code), code == wanted.state)
        for code, text, count in counted
        if count or code in (IN_HAND_CODE, ALL_CODE, wanted.state)
    ]


def _whose(wanted: Wanted) -> Choices:
    if me().role not in (Role.WORKER, Role.COORDINATOR):
        return []
    return [
        (_("Toute l'équipe"), _address(wanted, mine=False), not wanted.mine),
        (_("Les miens"), _address(wanted, mine=True), wanted.mine),
    ]

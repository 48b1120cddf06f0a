"""The way round: what the header offers to whom, read from what the pages themselves declare."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import current_app, request, url_for

from outreach.web.labels import N_

# Endpoints in the order of the day; one that does not exist here is left out.
PLACES = (
    ("inbox.queue", N_("À traiter")),
    ("expertise.listing", N_("Dossiers")),
    ("fieldwork.tasks", N_("Tâches")),
    ("agenda.days", N_("Agenda")),
    ("intake.upload", N_("Importer")),
    ("sequences.scripts", N_("Scénarios")),
    ("programmes.listing", N_("Conventions")),
    ("staff.team", N_("Équipe")),
)

# What is counted beside a link, said to whoever does not see where the number stands.
_COUNTED = {
    "inbox.queue": N_("en attente"),
    "fieldwork.tasks": N_("à faire aujourd'hui ou en retard"),
}

# Pages that belong elsewhere than the room that serves them: the room of their link, or none.
_ELSEWHERE = {
    **dict.fromkeys(("fieldwork.call_received", "fieldwork.find_caller"), ""),
    **dict.fromkeys(("fieldwork.note_call", "fieldwork.call_noted"), ""),
    **dict.fromkeys(("fieldwork.differences", "fieldwork.difference"), "intake"),
    "fieldwork.settle_difference": "intake",
    **dict.fromkeys(("fieldwork.calling", "fieldwork.call_them"), "expertise"),
    **dict.fromkeys(("fieldwork.paper", "fieldwork.paper_strike"), "expertise"),
    **dict.fromkeys(("fieldwork.paper_new", "fieldwork.paper_note"), "expertise"),
    **dict.fromkeys(("fieldwork.paper_edit", "fieldwork.paper_correct"), "expertise"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One link of the header; `count` is what waits there, 0 shows nothing; `counted` says what."""

    address: str
    text: str
    here: bool
    count: int
    counted: str = ""
    due: bool = False


def may_open(endpoint: str, role: str) -> bool:
    """Whether a page exists and its access decorator names this role."""
    view = current_app.view_functions.get(endpoint)
    allowed: frozenset[str] = getattr(view, "open_to", frozenset())
    return role in allowed or "anyone" in allowed


def places(role: str, counts: dict[str, Callable[[], int]]) -> Iterator[Place]:
    """The links that somebody of this role may follow."""
    for endpoint, text in PLACES:
        if may_open(endpoint, role):
            here = _room(request.endpoint or "") == endpoint.split(".")[0]
            count = counts[endpoint]() if endpoint in counts else 0
            due = endpoint == "fieldwork.tasks"
            yield Place(url_for(endpoint), text, here, count, _COUNTED.get(endpoint, ""), due)


def _room(endpoint: str) -> str:
    return _ELSEWHERE.get(endpoint, endpoint.split(".")[0])

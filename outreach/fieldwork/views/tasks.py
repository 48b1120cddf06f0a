"""Tâches: what humans have to do, by when."""

from itertools import groupby
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.fieldwork.forms.tasks import AssignForm
from outreach.fieldwork.services.worklist.assigning import Taken, assign
from outreach.fieldwork.services.worklist.lines import Line, Wanted, done_lines, open_lines
from outreach.fieldwork.views import tasks_words
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.tasks.models import TaskKind
from outreach.web.labels import N_, TASK_KINDS, label

_TAKEN = {
    Taken.SAME: N_("C'était déjà le cas : rien n'est changé."),
    Taken.CLOSED: N_("Cette tâche est close : elle n'est plus à confier."),
    Taken.NOBODY: N_("Choisissez quelqu'un de l'équipe qui peut la faire."),
    Taken.FORBIDDEN: N_("Cette tâche n'est pas à vous de confier."),
}


def add_lists(pages: Blueprint, means: Means) -> None:
    """The list, and giving a task to somebody."""

    @pages.get("/taches")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def tasks() -> str:
        """What is to be done, and what was done in the last days."""
        wanted, now = _wanted(), means.clock.now()
        with means.database.read() as session:
            everything = open_lines(session, me(), now)
            done = done_lines(session, me(), now, wanted)
        lines = [line for line in everything if _is_wanted(line, wanted)]
        return render_template(
            "fieldwork/tasks.html",
            groups=_by_case(lines) if request.args.get("par") == "dossier" else _by_date(lines),
            by_case=request.args.get("par") == "dossier",
            wanted=wanted,
            done=done,
            total=len(everything),
            filters=_filters(everything, wanted),
            letters=sum(line.kind == TaskKind.LETTER and line.acts for line in everything),
            calls=sum(line.kind == TaskKind.CALL and line.acts for line in everything),
            words=tasks_words,
        )

    @pages.post("/taches/<int:task_id>/confier")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def give(task_id: int) -> Response:
        """Give a task to somebody of the team, or to nobody (0)."""
        form = AssignForm(meta={"csrf": False})
        to = form.to.data if form.to.data is not None else -1
        taken = assign(means, task_id, to or None, me())
        if taken is Taken.UNKNOWN:
            abort(404)
        if taken is Taken.DONE:
            flash(_("C'est noté : la tâche est confiée.") if to else _("La tâche est à tous."))
        else:
            flash(label({str(key): text for key, text in _TAKEN.items()}, taken), "sun")
        if request.form.get("retour") == "agenda":
            return redirect(url_for("agenda.days"), 303)
        return redirect(url_for("fieldwork.task", task_id=task_id), 303)


def _wanted() -> Wanted:
    kind = request.args.get("quoi", "")
    return Wanted(
        mine=request.args.get("qui") == "moi",
        kind=TaskKind(kind) if kind in set(TaskKind) else None,
        reference=request.args.get("dossier", "").strip().upper(),
    )


def _is_wanted(line: Line, wanted: Wanted) -> bool:
    return (
        (not wanted.mine or line.owner_id == me().id)
        and wanted.kind in (None, line.kind)
        and wanted.reference in ("", line.reference)
    )


def _by_date(lines: list[Line]) -> list[tuple[str, str, list[Line]]]:
    """(code, title, tasks): alerts, then each stretch of time."""
    alerts = [line for line in lines if line.alert]
    others = [line for line in lines if not line.alert]
    dated = [(when.value, list(found)) for when, found in groupby(others, lambda line: line.when)]
    found = [("alert", alerts), *dated] if alerts else dated
    return [(code, label(tasks_words.WHENS, code), group) for code, group in found]


def _by_case(lines: list[Line]) -> list[tuple[str, str, list[Line]]]:
    """(reference, title, tasks) of each household, alerts first, then the oldest task."""
    cases: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: not line.alert):
        cases.setdefault(line.reference, []).append(line)
    return [(code, code or _("Sans dossier"), found) for code, found in cases.items()]


def _filters(lines: tuple[Line, ...], wanted: Wanted) -> dict[str, list[tuple[str, str, bool]]]:
    """(text, address, chosen) of each way to look at the list, the rest of the choice kept."""
    kinds = [kind for kind in TaskKind if any(line.kind == kind for line in lines)]
    counts = {kind: sum(line.kind == kind for line in lines) for kind in kinds}
    by_case = request.args.get("par") == "dossier"
    own = sum(line.owner_id == me().id for line in lines)
    return {
        "who": [
            (_("Toute l'équipe"), _address(qui=None), not wanted.mine),
            (f"{_('Les miennes')} ({own})", _address(qui="moi"), wanted.mine),
        ],
        "what": [
            (_("Tout"), _address(quoi=None), wanted.kind is None),
            *(
                (f"{label(TASK_KINDS, kind)} ({counts[kind]})", _address(quoi=kind.value), chosen)
                for kind in kinds
                for chosen in [wanted.kind == kind]
            ),
        ],
        "how": [
            (_("Par échéance"), _address(par=None), not by_case),
            (_("Par dossier"), _address(par="dossier"), by_case),
        ],
    }


def _address(**changes: Any) -> str:
    """This list with another choice."""
    kept = {name: request.args.get(name) for name in ("qui", "quoi", "par", "dossier")}
    return url_for("fieldwork.tasks", **{**kept, **changes})

"""`outreach task`: what a human must do, and what came of it."""

import sys
from datetime import date, datetime
from typing import Any

import click
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.cli.cases import task_show
from outreach.cli.cases.acting import acting, as_option
from outreach.cli.cases.task_words import SEQUELS, error_of, show_plan
from outreach.cli.errors import MisuseError, RefusedError
from outreach.cli.frame import Frame
from outreach.cli.french import Group
from outreach.cli.output import agree, day, json_option, moment, note, show, show_json
from outreach.cli.values import DAY, MOMENT
from outreach.expertise.services.dossier import sequence_of
from outreach.fieldwork.rules import Cause, Sequel
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.fieldwork.services.preview import Preview, preview
from outreach.fieldwork.services.visits.announcing import came_late
from outreach.messages.models import Attempt
from outreach.parts import Parts
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import open_tasks
from outreach.web.labels import OUTCOMES, TASK_KINDS, label, reason_label
from outreach.worker.wiring import means_of

_ASKED = "A-t-elle répondu depuis, à qui que ce soit ?"


@click.group(cls=Group, help="Le travail des humains.")
def command() -> None:
    """The group; its commands stand below."""


@command.command("list", help="Les tâches ouvertes, la plus ancienne échéance d'abord.")
@json_option
@click.pass_obj
def list_command(frame: Frame, as_json: bool) -> None:
    """Show the open tasks."""
    parts = frame.parts
    with parts.database.read() as session:
        tasks = open_tasks(session)
        cases = _codes(session, select(Case.id, Case.reference))
        owners = _codes(session, select(Staff.id, Staff.code))
        drafts = _drafts(session, tasks)
    if as_json:
        show_json([_document(task, cases, owners) for task in tasks])
        return
    for task in tasks:
        _show(parts, task, cases, drafts)
    if not tasks:
        note("Aucune tâche ouverte.")


command.add_command(task_show.command)


@command.command("done", help="Clôt une tâche ; le résultat nourrit le dossier et la suite.")
@click.argument("task_id", metavar="TÂCHE", type=int)
@click.option("--outcome", required=True, metavar="RÉSULTAT", help="Par exemple posted, no_answer.")
@click.option(
    "--date",
    "on",
    type=DAY,
    metavar="JOUR",
    help="Le jour où c'est fait, sinon aujourd'hui ; pour une nouvelle visite, son jour.",
)
@click.option(
    "--visit",
    type=MOMENT,
    metavar="INSTANT",
    help="Le jour et l'heure de la visite qu'annonce la lettre, par exemple 2026-12-17T10:30.",
)
@click.option(
    "--cause",
    type=click.Choice([each.value for each in Cause]),
    help="Pourquoi une lettre est revenue : inconnue, accès, refusée, autre.",
)
@click.option("--note", "words", default="", metavar="TEXTE", help="Faits et dates, rien d'autre.")
@click.option("--dry-run", is_flag=True, help="Dit ce qui suivrait, et ne change rien.")
@as_option
@click.pass_obj
def done_command(
    frame: Frame,
    task_id: int,
    outcome: str,
    on: date | None,
    visit: datetime | None,
    cause: str | None,
    words: str,
    dry_run: bool,
    member: str | None,
) -> None:
    """Close one task."""
    parts, who = frame.parts, acting(frame, member)
    visit_at = None if visit is None else visit.replace(tzinfo=visit.tzinfo or parts.zone)
    if cause and outcome != "returned":
        raise MisuseError("--cause : seulement d'une lettre revenue (--outcome returned).")
    # A script that types for a human tells what happened: it is noted, and a warning said.
    anyway = outcome == "posted" and not sys.stdin.isatty()
    said = Outcome(outcome, on, words, visit_at, who.role, cause or "", anyway)
    means = means_of(parts)
    fictitious = parts.settings.fictitious_numbers_allowed
    if dry_run or outcome == "continue":
        seen = preview(means, task_id, said, who.code, fictitious_allowed=fictitious)
        if seen.closed.problem is not None:
            raise error_of(seen.closed, outcome)
        if dry_run:
            show_plan(parts, seen, show)
            return
        _agree(parts, seen)
    if outcome == "sent" and sys.stdin.isatty():
        _ask_first(parts, task_id)
    closed = close_task(means, task_id, said, who.code, fictitious_allowed=fictitious)
    if closed.problem is not None:
        raise error_of(closed, outcome)
    note(f"Tâche {task_id} : {label(OUTCOMES, outcome)}.")
    if closed.sequel is not None:
        note(_sequel(parts, task_id, closed.sequel))
    if outcome == "posted":
        _announced(parts, task_id)


def _announced(parts: Parts, task_id: int) -> None:
    """The letter and the record must name the same day, and it must come before."""
    with parts.database.read() as session:
        letter = session.get_one(Task, task_id)
        at, late = letter.visit_at, came_late(session, letter)
    if at is not None:
        note(f"La lettre doit annoncer la visite du {moment(at.astimezone(parts.zone))}.")
    if late:
        note("Elle n'arrivera pas avant : cette visite ne se fera pas ce jour-là, annulez-la.")


def _agree(parts: Parts, seen: Preview) -> None:
    """Only a human resumes, after seeing the dates; a script that types for one goes on."""
    if seen.closed.sequel is not Sequel.RESUMED:
        return
    show_plan(parts, seen, note)
    if sys.stdin.isatty() and not agree("Reprendre ainsi ?"):
        raise RefusedError("Rien n'est changé : les envois restent arrêtés.")


def _ask_first(parts: Parts, task_id: int) -> None:
    """A message sent to someone who has answered is one too many: ask before ticking."""
    with parts.database.read() as session:
        task = session.get(Task, task_id)
    if task is None or task.kind != TaskKind.MESSAGE or task.state != TaskState.OPEN:
        return
    if agree(_ASKED):
        raise RefusedError(
            "Notez d'abord sa réponse avec « outreach reply ». Si le SMS était déjà parti, "
            "dites-le ensuite avec --note."
        )


def _sequel(parts: Parts, task_id: int, sequel: Sequel) -> str:
    """What becomes of the automation, with its next date when it goes on."""
    if sequel is not Sequel.RESUMED:
        return SEQUELS[sequel]
    with parts.database.read() as session:
        task = session.get_one(Task, task_id)
        case = session.get_one(Case, task.case_id)
        run = sequence_of(session, case) or {}
    step, due = run.get("next_step"), run.get("due_at")
    if due is None:
        return "Les envois reprennent."
    return f"Les envois reprennent : {step or 'fin'}, le {moment(datetime.fromisoformat(due))}."


def _codes(session: Session, rows: Select[int, str]) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(rows)}


def _drafts(session: Session, tasks: list[Task]) -> dict[int, Attempt]:
    ids = [task.id for task in tasks if task.kind == TaskKind.MESSAGE]
    rows = session.scalars(select(Attempt).where(Attempt.task_id.in_(ids)))
    return {row.task_id: row for row in rows if row.task_id is not None}


def _document(task: Task, cases: dict[int, str], owners: dict[int, str]) -> dict[str, Any]:
    return {
        "id": task.id,
        "case": cases.get(task.case_id or 0),
        "kind": task.kind,
        "state": task.state,
        "due_on": task.due_on.isoformat(),
        "step": task.step,
        "owner": owners.get(task.owner_id or 0),
    }


def _show(parts: Parts, task: Task, cases: dict[int, str], drafts: dict[int, Attempt]) -> None:
    case = cases.get(task.case_id or 0, "—")
    kind, why = label(TASK_KINDS, task.kind), reason_label(task.reason)
    show(f"{task.id:>5}  {day(task.due_on)}  {case}  {kind}{f' : {why}' if why else ''}")
    if task.visit_at is not None:
        show(f"       Visite proposée : {moment(task.visit_at.astimezone(parts.zone))}")
    draft = drafts.get(task.id)
    if draft is not None:
        show(f"       {_ASKED} Si non, envoyez au {draft.address} :")
        show(f"       « {draft.body} »")

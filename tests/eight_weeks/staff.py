"""The association's people: punctual, except where the story says otherwise."""

from datetime import date, datetime
from typing import Any

from tests.eight_weeks.cast import CAST, Role, reference
from tests.eight_weeks.history import Done, History
from tests.eight_weeks.scene import Scene

_OUTCOMES = {"letter": "posted", "visit": "not_home", "call": "no_answer"}
_CONTINUES = 2  # one decision in two: the others stay open


def work(scene: Scene, history: History, now: datetime) -> None:
    """Look at the open tasks and do those of today."""
    ran = scene.desk.at(now, "task", "list", "--json")
    history.codes.append((("task", "list"), ran.code, ran.err))
    history.tasks.append(ran.json)
    for task in ran.json:
        outcome = _outcome(history, task, now.date())
        if outcome is None or task["due_on"] > now.date().isoformat():
            continue
        args = ("task", "done", str(task["id"]), "--outcome", outcome)
        done = scene.desk.at(now, *args)
        history.codes.append((args, done.code, done.err))
        if done.code == 0:
            each = Done(now.date(), task["case"], task["kind"], task["step"], outcome)
            history.done.append(each)


def _outcome(history: History, task: dict[str, Any], today: date) -> str | None:
    """What came of a task, None when nobody does it."""
    role = role_of(history, task["case"])
    first = (task["kind"], task["step"]) == ("letter", "info")
    if first and role is not None and role.letter != date.min:
        return "posted" if role.letter is not None and role.letter <= today else None
    if task["kind"] == "check_number":
        return None
    if task["kind"] == "decide":
        goes_on = task["step"] == "decision" and int(task["id"]) % _CONTINUES == 0
        return "continue" if goes_on else None
    return _OUTCOMES.get(task["kind"])


def role_of(history: History, case: str | None) -> Role | None:
    """The role behind a case of the cast; None for the sample file's people."""
    rows = [row for done in history.imports for row in done["accepted"]]
    known = {row["case"]: row["reference"] for row in rows}
    return next((role for role in CAST if reference(role) == known.get(case)), None)

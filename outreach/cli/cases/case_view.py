"""How the record of a case looks on the screen."""

from typing import Any

from outreach.cli.output import show, show_pairs
from outreach.programmes.rules.eligibility import SENTENCES
from outreach.web.labels import (
    CASE_STATES,
    CHANNELS,
    CLOSE_REASONS,
    OUTCOMES,
    PAUSES,
    POINT_STATUSES,
    PURPOSES,
    REASONS,
    STATUSES,
    TASK_KINDS,
    error_label,
    label,
)


def show_case(document: dict[str, Any]) -> None:
    """Print the record of one case (what `dossier` gives)."""
    tenant, sequence = document["tenant"], document["sequence"]
    name = " ".join(part for part in (tenant["first_name"], tenant["last_name"]) if part)
    show(f"{document['reference']}  {name}")
    show_pairs(
        [
            ("État", _state(document)),
            ("Référence bailleur", document["landlord_reference"] or "—"),
            ("Langue", tenant["language"] or "—"),
            ("Envois prévus", _sequence(sequence)),
            ("Journal", _journal(document["journal"])),
        ]
    )
    for title, lines in (
        ("Coordonnées", [_point(point) for point in document["contact_points"]]),
        ("Tentatives de contact", [_attempt(a) for a in document["attempts"]]),
        ("Réponses", [_reply(reply) for reply in document["replies"]]),
        ("Tâches", [_task(t) for t in document["tasks"]]),
    ):
        if lines:
            show(f"\n{title}")
            for line in lines:
                show(f"  {line}")


def _state(document: dict[str, Any]) -> str:
    state = label(CASE_STATES, document["state"])
    if document["close_reason"]:
        return f"{state} ({label(CLOSE_REASONS, document['close_reason'])})"
    reasons = " ".join(_reason(code) for code in document["reasons"])
    return f"{state}. {reasons}" if reasons else state


def _reason(code: str) -> str:
    known = {str(each): words for each, words in SENTENCES.items()}
    return known.get(code) or f"{label(REASONS, code).capitalize()}."


def _when(instant: str | None) -> str:
    return (instant or "")[:16].replace("T", " ")


def _sequence(sequence: dict[str, Any] | None) -> str:
    if sequence is None:
        return "aucun"
    pause = sequence["pause"]
    why = f" ({label(PAUSES, pause['reason'])})" if pause is not None else ""
    if sequence["state"] == "finished":
        return f"terminés{why}"
    if why or sequence["state"] == "paused":
        return f"en pause{why}"
    due = _when(sequence["due_at"])
    return f"{sequence['next_step'] or 'fin'}{f', le {due}' if due else ', en cours'}"


def _journal(journal: dict[str, Any]) -> str:
    return f"{journal['entries']} entrées, {'intact' if journal['intact'] else 'ABÎMÉ'}"


def _point(point: dict[str, Any]) -> str:
    return f"{point['value']} ({label(POINT_STATUSES, point['status'])})"


def _reply(reply: dict[str, Any]) -> str:
    return f"{_when(reply['at'])}  {label(CHANNELS, reply['channel']):<13} {reply['text']}"


def _attempt(attempt: dict[str, Any]) -> str:
    by_machine = attempt["channel"] in ("sms", "email")  # "refused": by the provider
    status = label(STATUSES if by_machine else OUTCOMES, attempt["status"])
    rank = f"n° {attempt['number']}" if attempt["number"] else "—"
    why = f" : {error_label(attempt['error'])}" if attempt["error"] else ""
    return (
        f"{rank:<6} {_when(attempt['at'])}  {label(CHANNELS, attempt['channel']):<13} "
        f"{attempt['step'] or label(PURPOSES, attempt['purpose']):<21} {status}{why}"
    )


def _task(task: dict[str, Any]) -> str:
    ended = label(OUTCOMES, task["outcome"]) if task["outcome"] else "à faire"
    return f"{task['id']:>5}  {task['due_on']}  {label(TASK_KINDS, task['kind'])} : {ended}"

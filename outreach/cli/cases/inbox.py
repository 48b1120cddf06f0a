"""`outreach inbox`: what waits for a human's answer."""

from typing import Any

import click

from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import json_option, moment, note, show, show_json
from outreach.inbox.services.waiting import Waiting, to_answer
from outreach.parts import Parts
from outreach.web.labels import CHANNELS, label


@click.command("inbox", cls=Command, help="Les messages à traiter, les alertes d'abord.")
@json_option
@click.pass_obj
def command(frame: Frame, as_json: bool) -> None:
    """Show every thread to answer."""
    parts = frame.parts
    with parts.database.read() as session:
        waiting = to_answer(session)
    if as_json:
        show_json([_document(parts, each) for each in waiting])
        return
    for each in waiting:
        _show(parts, each)
    if not waiting:
        note("Rien à traiter.")


def _document(parts: Parts, each: Waiting) -> dict[str, Any]:
    return {
        "case": each.case,
        "from": each.sender,
        "channel": each.channel,
        "first_unanswered_at": each.first_unanswered_at.astimezone(parts.zone).isoformat(
            timespec="seconds"
        ),
        "intents": list(each.intents),
        "text": each.text,
        "alert": each.alert,
    }


def _show(parts: Parts, each: Waiting) -> None:
    head = "ALERTE  " if each.alert else ""
    since = moment(each.first_unanswered_at.astimezone(parts.zone))
    whom = each.case or f"Sans dossier ({each.sender})"
    show(f"{head}{whom}  {label(CHANNELS, each.channel)}  depuis {since}")
    for line in each.text.splitlines() or [""]:
        show(f"    {line}")

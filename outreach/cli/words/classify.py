"""`outreach classify`: what people write, understood line by line."""

import sys

import click

from outreach.cli.french import Command
from outreach.cli.output import json_option, show, show_json
from outreach.replies.rules import reading as readings
from outreach.replies.rules.intents import classify
from outreach.replies.services.files import shipped_lexicon


@click.command(
    cls=Command,
    help="Lit un message par ligne sur l'entrée standard, et dit ce qu'il demande. "
    "Rien n'est gardé.",
)
@json_option
def command(as_json: bool) -> None:
    """Answer each line at once, so that another program can talk to this one."""
    lexicon = shipped_lexicon()
    for line in sys.stdin:
        text = line.removeprefix("\ufeff").rstrip("\r\n")
        reading = classify(text, lexicon)
        if as_json:
            show_json({"text": text, **readings.as_json(reading)}, indent=None)
        else:
            kinds = f" ({', '.join(reading.kinds)})" if reading.kinds else ""
            show(f"{', '.join(reading.intents)}{kinds} : {text}")

"""A process that has read the program once and forks for each command: a fresh process, at once.

``python -m tests.eight_weeks.forge`` reads one JSON request a line and answers one number a line.
"""

import gc
import json
import os
import sys
from importlib import import_module
from typing import Any

from sqlalchemy.orm import configure_mappers

from outreach.cli.main import COMMANDS, main
from outreach.programmes.rules.holidays_fr import public_holidays
from outreach.replies.services.files import shipped_lexicon
from outreach.worker.wiring import shipped_library

_OUT = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def warm() -> None:
    """Read what a command would read: every module, the SDK, the words."""
    for entry in COMMANDS:
        import_module(f"outreach.cli.{entry.module or entry.name}")
    for slow in ("outreach.channels.email.door", "outreach.channels.twilio_sms.door"):
        import_module(slow)
    import_module("twilio.rest.api")  # read at the first call only
    for lexicon in shipped_library().lexicons.values():
        _ = lexicon.screens
    shipped_lexicon()
    public_holidays(2026)  # the library behind it reads the feasts of every country
    configure_mappers()
    gc.freeze()  # what is shared is not looked at, hence not copied


def become(told: dict[str, Any]) -> int:
    """Run one command in this new process; gives its exit code."""
    os.setsid()
    os.chdir(told["folder"])
    for handle, (name, flags) in enumerate(
        (("stdin", os.O_RDONLY), ("stdout", _OUT), ("stderr", _OUT))
    ):
        os.dup2(os.open(told[name], flags, 0o600), handle)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    os.environ.clear()
    os.environ.update(told["env"])
    code = main(told["argv"])
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def obey() -> None:
    """Answer requests until the line closes."""
    for line in sys.stdin:
        told = json.loads(line)
        if "end" in told:
            os.killpg(told["end"], told["by"])
            answer = os.waitstatus_to_exitcode(os.waitpid(told["end"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                os._exit(become(told))
            if told["wait"]:
                answer = os.waitstatus_to_exitcode(os.waitpid(answer, 0)[1])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    warm()
    obey()

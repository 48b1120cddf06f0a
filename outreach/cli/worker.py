"""`outreach worker`: the clockwork, or one round of it."""

import os
import signal
import threading

import click

from outreach.channels.base import Medium
from outreach.cli.errors import FaultError, NotReadyError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import json_option, several, show, show_json
from outreach.parts import Parts
from outreach.sequences.services.dispatch import Report
from outreach.worker.guard import Guard
from outreach.worker.rounds import Work, run_round
from outreach.worker.wiring import ears_of

_SIGNALS = {signal.SIGTERM, signal.SIGINT}
_FORCED = 1  # the exit code after a second signal
_WORDS = {  # of one, of several
    "sent": ("message parti", "messages partis"),
    "deferred": ("remis à plus tard", "remis à plus tard"),
    "blocked": ("retenu", "retenus"),
    "failed": ("refusé", "refusés"),
    "uncertain": ("sans réponse sûre", "sans réponse sûre"),
    "tasks": ("tâche créée", "tâches créées"),
}

_PROVIDERS: dict[str, str] = {  # by part of the round, or by what could not be sent
    "mail": "la boîte aux lettres (OUTREACH_IMAP_URL)",
    "sweep": "le prestataire de SMS",
    Medium.SMS: "le prestataire de SMS",
    Medium.EMAIL: "le serveur d'envoi des e-mails (OUTREACH_SMTP_URL)",
}
_NEXT = "Rien n'est perdu, le tour suivant réessaie."


@click.command(
    cls=Command,
    help="Lit les réponses, envoie ce qui est dû, crée les tâches : en continu, ou une seule fois.",
)
@click.option("--once", is_flag=True, help="Fait un tour complet, puis s'arrête.")
@json_option
@click.pass_obj
def command(frame: Frame, once: bool, as_json: bool) -> None:
    """Work until a signal comes, or once."""
    parts = frame.parts
    at = parts.clock.now().astimezone(parts.zone).isoformat(timespec="seconds")
    if once:
        _once(parts, at, as_json)
    else:
        _stay(parts, at, as_json)


def _once(parts: Parts, at: str, as_json: bool) -> None:
    guard = Guard(strict=True)
    report = run_round(Work(ears_of(parts)), guard)
    if as_json:
        show_json({"at": at, **_counts(report)})
    else:
        show(_sentence(report))
    if guard.faults:
        raise FaultError(f"Une partie du tour a échoué : {', '.join(guard.faults)}.")
    away = dict.fromkeys(_PROVIDERS[each] for each in (*guard.away, *sorted(report.unreached)))
    if away:
        raise NotReadyError(f"Injoignable pendant ce tour : {', '.join(away)}. {_NEXT}")


def _counts(report: Report) -> dict[str, int]:
    return {name: getattr(report, name) for name in _WORDS}


def _sentence(report: Report) -> str:
    counts = [several(count, *_WORDS[name]) for name, count in _counts(report).items() if count]
    return f"Tour fait : {', '.join(counts) or 'rien à faire'}."


def _stay(parts: Parts, at: str, as_json: bool) -> None:
    """Until a signal; then what was done since it began, as of one round."""
    from outreach.worker.clockwork import Clockwork  # here: one round needs no scheduler
    from outreach.worker.collecting import seldom

    stop = threading.Event()
    _listen(stop)
    clockwork = Clockwork(ears_of(parts), stop)
    seldom()
    clockwork.run()
    if as_json:
        show_json({"at": at, **_counts(clockwork.report)})


def _listen(stop: threading.Event) -> None:
    """Set `stop` at the first signal; at the second end at once, as a crash would (it is safe).

    A thread is told of them by the interpreter: a handler that runs between two steps of a lock
    could wait for itself, and a mask would not hold for the threads that libraries start.
    """
    heard, tell = os.pipe()
    os.set_blocking(tell, False)
    for number in _SIGNALS:
        signal.signal(number, _leave_it_to_the_thread)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)

    def wait() -> None:
        os.read(heard, 1)
        stop.set()
        os.read(heard, 1)
        os._exit(_FORCED)

    threading.Thread(target=wait, name="signals", daemon=True).start()


def _leave_it_to_the_thread(_number: int, _frame: object) -> None:
    """Python only tells the thread of signals that have a handler."""

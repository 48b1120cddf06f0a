"""`outreach reconcile`: after a restore, what left since the copy comes back into the record."""

from dataclasses import asdict
from datetime import datetime

import click

from outreach.cli.errors import FindingError, MisuseError, NotReadyError, RefusedError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import json_option, several, show, show_json
from outreach.cli.values import MOMENT
from outreach.replies.services.polling import RefusedError as NotToldError
from outreach.replies.services.polling import UnreachableError
from outreach.upkeep.services.recovery.recover import (
    AtWorkError,
    NotHeldError,
    Recovered,
    UntoldError,
    recover,
)
from outreach.worker.wiring import ears_of

_LINES = {
    "known": ("message déjà connu", "messages déjà connus"),
    "steps": ("étape oubliée, reprise au dossier", "étapes oubliées, reprises aux dossiers"),
    "answers": ("réponse automatique oubliée", "réponses automatiques oubliées"),
    "others": ("autre message oublié : à décider", "autres messages oubliés : à décider"),
    "doubtful": ("e-mail peut-être parti : à décider", "e-mails peut-être partis : à décider"),
    "replies": ("message reçu depuis", "messages reçus depuis"),
}


@click.command(
    cls=Command,
    help="Après une restauration : reprend au dossier ce qui est parti depuis la copie. Les "
    "envois doivent être suspendus et le travail continu arrêté. 1 : des numéros sont inconnus.",
)
@click.option(
    "--since", type=MOMENT, required=True, metavar="INSTANT", help="L'instant de la copie."
)
@json_option
@click.pass_obj
def command(frame: Frame, since: datetime, as_json: bool) -> None:
    """Ask the providers, and write down what the copy has forgotten."""
    parts = frame.parts
    moment = since.replace(tzinfo=parts.zone) if since.tzinfo is None else since
    if moment > parts.clock.now():
        raise MisuseError("--since : cet instant n'est pas encore venu.")
    done = _recover(frame, moment)
    if as_json:
        show_json(asdict(done))
    else:
        for name, words in _LINES.items():
            show(f"{several(getattr(done, name), *words)}.")
    if done.strangers:
        raise FindingError(
            f"{several(len(done.strangers), 'message')} vers des numéros que la base ne connaît "
            f"pas ({', '.join(done.strangers[:5])}{'…' if len(done.strangers) > 5 else ''}) : "
            "importez de nouveau ce qui l'avait été depuis la copie, puis recommencez."
        )


def _recover(frame: Frame, since: datetime) -> Recovered:
    try:
        return recover(ears_of(frame.parts), since)
    except NotHeldError:
        raise RefusedError(
            "Les envois ne sont pas suspendus : mettez OUTREACH_HOLD=1, puis recommencez."
        ) from None
    except AtWorkError:
        raise RefusedError(
            "Le travail continu tourne, ou tournait il y a moins de deux minutes : arrêtez "
            "« outreach worker », puis recommencez."
        ) from None
    except (UntoldError, UnreachableError, NotToldError):
        raise NotReadyError(
            "Le prestataire ou la boîte aux lettres ne répond pas. Laissez les envois suspendus et "
            "recommencez : rien n'est repris deux fois."
        ) from None

"""`outreach rehearse`: what a person who never answers would get, day by day."""

from collections.abc import Sequence
from datetime import date
from textwrap import indent

import click

from outreach.cli.errors import MisuseError, NotFoundError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import json_option, moment, note, several, show, show_json
from outreach.cli.values import DAY, line
from outreach.endpoints import SenderKind
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.policy import ContactPolicy
from outreach.sequences.rules.facts import SmsMode
from outreach.sequences.rules.reasons import SENTENCES, Reason
from outreach.sequences.rules.script import Script, StepKind
from outreach.sequences.services import publish
from outreach.sequences.services.files import read_scripts
from outreach.sequences.services.studio.rehearsal import (
    LANDLORD,
    MESSAGES,
    TEL,
    TS,
    Played,
    Scene,
    play,
    voiced,
)
from outreach.settings import Settings

_NAMES = {
    StepKind.LETTER: "lettre à poster",
    StepKind.SMS: "SMS",
    StepKind.EMAIL: "e-mail",
    StepKind.CALL: "appel à passer",
    StepKind.VISIT: "visite à faire",
    StepKind.DECIDE: "décision à prendre",
}


@click.command(
    cls=Command,
    help="Montre, avec leurs dates, tous les messages et toutes les tâches pour une personne "
    "qui ne répond jamais. Rien ne part ; une base n'est pas nécessaire.",
)
@click.argument("slug", metavar="SCÉNARIO")
@click.option("--start", required=True, type=DAY, metavar="DATE", help="Jour de la première étape.")
@click.option("--reference", type=line(20), metavar="DOSSIER", help="Fixe les heures d'envoi.")
@click.option("--first-name", type=line(60), default="Camille", metavar="PRÉNOM", help="Essai.")
@click.option("--lang", default="fr", metavar="LANGUE", help="fr, ar, en, pt, tr…")
@click.option("--slots", is_flag=True, help="Comme si trois rendez-vous étaient proposés.")
@json_option
@click.pass_obj
def command(
    frame: Frame,
    slug: str,
    start: date,
    reference: str | None,
    first_name: str,
    lang: str,
    slots: bool,
    as_json: bool,
) -> None:
    """Play the sequence and print it."""
    script, programme, calendar, policy = _material(frame, slug)
    if lang not in script.texts:
        raise MisuseError(f"--lang : mettez {', '.join(sorted(script.texts))}.")
    sms = _sms_mode(frame.settings)
    voice = _with_a_voice(programme)
    scene = Scene(script, voice, calendar, policy, sms, first_name, lang, slots)
    played = list(play(scene, start, reference or f"AHU-{start.year}-0001"))
    if as_json:
        show_json([_data(item) for item in played])
    else:
        _show(played)
    if frame.settings.smtp_url is None and any(p.channel is StepKind.EMAIL for p in played):
        note("Ici les e-mails seraient sautés : OUTREACH_SMTP_URL n'est pas réglé.")


def _material(frame: Frame, slug: str) -> tuple[Script, Programme, Calendar, ContactPolicy]:
    """The published script and the programme, or before `init` what the software comes with."""
    scripts, programme = dict(read_scripts().scripts), Programme(landlord=LANDLORD)
    calendar, policy = Calendar(frame.settings.zone), ContactPolicy()
    if frame.has_database:
        with frame.parts.database.read() as session:
            scripts = publish.published(session) or scripts
            found = programmes.get(session)
            if found is not None:
                programme, policy = found, programmes.policy_of(found)
                calendar = programmes.calendar_of(session, found, frame.settings.zone)
    if slug not in scripts:
        raise NotFoundError(f"Scénario inconnu : {slug}. Il y a : {', '.join(sorted(scripts))}.")
    return scripts[slug], programme, calendar, policy


def _with_a_voice(programme: Programme) -> Programme:
    if not (programme.contact_name and programme.contact_phone):
        note(f"Textes d'essai avec « {TS} » et « {TEL} » : le programme n'a pas de contact.")
    return voiced(programme)


def _sms_mode(settings: Settings) -> SmsMode:
    one_way = settings.sms == "twilio" and settings.sender_kind is SenderKind.ALPHANUMERIC
    return SmsMode.ONE_WAY if one_way else SmsMode.TWO_WAY


def _data(item: Played) -> dict[str, object]:
    return {
        "step": item.step,
        "channel": item.channel.value,
        "at": item.at.isoformat(timespec="seconds"),
        "text": item.text,
        "encoding": item.encoding,
        "characters": len(item.text),
        "segments": item.segments,
    }


def _show(played: Sequence[Played]) -> None:
    for item in played:
        show(f"{moment(item.at)}  {item.step} : {_NAMES[item.channel]}{_detail(item)}")
        if item.channel in MESSAGES:
            show(indent("\n\n".join(filter(None, (item.subject, item.text))), "    "))
    messages = sum(item.channel in MESSAGES for item in played)
    tasks = len(played) - messages
    show(f"En tout : {several(messages, 'message')}, {several(tasks, 'tâche')} pour l'équipe.")


def _detail(item: Played) -> str:
    if item.segments is not None:
        count = several(item.segments, "segment")
        return f", {item.encoding}, {len(item.text)} caractères, {count}"
    return "" if item.reason is Reason.STEP else f" ({SENTENCES[item.reason]})"

"""What pages of conversations say, for each code: in the team's words, read aloud."""

from datetime import date, timedelta

from babel import Locale
from flask_babel import gettext as _

from outreach.inbox.rules import written_in
from outreach.inbox.services.answering.ready import Ready
from outreach.inbox.services.queue.rows import Row
from outreach.inbox.services.thread.items import Item
from outreach.inbox.services.thread.opened import Opened, Point
from outreach.messages.rules.segments import Measure
from outreach.people.models import Person
from outreach.sequences.rules.reasons import SENTENCES, Reason
from outreach.sequences.services.journey import Journey, Stage
from outreach.web.case_labels import ENDS, FIRST_LETTER, PAPERS, STEPS
from outreach.web.counting import ngettext
from outreach.web.inbox_labels import HANDLED, MARKS, READY
from outreach.web.labels import (
    CASE_STATES,
    CLOSE_REASONS,
    NOT_SENT,
    OUTCOMES,
    PAUSES,
    POINT_STATUSES,
    PURPOSES,
    STATUSES,
    error_label,
    label,
)
from outreach.web.typography import day, phone

_DAY = timedelta(hours=8)  # of service
_SHORT = timedelta(hours=1)
_DATED = {
    *("appointment.agreed", "appointment.moved", "appointment.proposed"),
    *("visit.agreed", "visit.moved", "visit.proposed"),
}
_VOWELS = "aeiouyhéèêàâîôœ"
_FAILED = ("undelivered", "failed", "refused", "blocked", "cancelled", "absent")


def wait(row: Row) -> str:
    """``attend depuis 5 h ouvrées``: for how long, in hours of service; "" for less than one."""
    if row.worked >= _DAY:
        days = row.worked // _DAY
        return str(
            ngettext("attend depuis %(num)s jour ouvré", "attend depuis %(num)s jours ouvrés", days)
        )
    if row.worked >= _SHORT:
        hours = row.worked // _SHORT
        return str(
            ngettext("attend depuis %(num)s h ouvrée", "attend depuis %(num)s h ouvrées", hours)
        )
    return ""


def waits_long(row: Row) -> bool:
    """A working day or more."""
    return row.worked >= _DAY


def way(point: Point) -> str:
    """``06 39 98 00 05, par SMS``."""
    if point.kind == "email":
        return str(_("%(address)s, par e-mail", address=point.value))
    said = str(_("%(number)s, par SMS", number=phone(point.value)))
    return f"{said} ({label(POINT_STATUSES, point.status)})" if point.status != "ok" else said


def ready_name(ready: Ready) -> str:
    """What a ready-made text is for."""
    return label(READY, ready.code)


def cost(measured: Measure) -> str:
    """``2 SMS, à cause de « ê »``."""
    said = str(_("%(num)s SMS", num=measured.segments))
    if not measured.costly or measured.segments == 1:
        return said
    signs = " ".join(measured.costly[:8])
    return str(_("%(count)s, à cause de : %(signs)s", count=said, signs=signs))


def full_name(person: Person) -> str:
    """A person as people call them; a dash for somebody without a name."""
    return " ".join(part for part in (person.first_name, person.last_name) if part) or "—"


def language_of(text: str) -> str | None:
    """``ar`` for Arabic, which a screen reader must be told of."""
    found = written_in(text)
    return found if found != "fr" else None


def step_name(kind: str) -> str:
    """``E-mail``."""
    return label(STEPS, kind)


def language_name(code: str) -> str:
    """``arabe``."""
    return str(Locale("fr").languages.get(code, code))


def made_by(item: Item) -> str:
    """Who sent it: a colleague, or which part of the machine."""
    if item.automated or not item.who:
        if item.purpose == "sequence":
            return str(_("envoi automatique"))
        return label(PURPOSES, item.purpose)
    return item.who


def state(item: Item) -> str:
    """Where one of our messages stands; never "read"."""
    if item.drafted and item.status == "reserved":
        return str(_("à envoyer du mobile de l'association"))
    said = label(STATUSES, item.status)
    if item.status in _FAILED and item.why:
        return f"{said} : {why(item)}"
    return said


def unsent(item: Item) -> str:
    """``SMS non envoyé : la personne ne veut plus de messages``."""
    said = label(STEPS, item.channel)
    return f"{said} {state(item)}"


def why(item: Item) -> str:
    """Why a message did not leave or arrive; a provider's own code is named as one."""
    if all(code in NOT_SENT for code in item.why.split("/")):
        return error_label(item.why)
    return str(_("code %(code)s du prestataire", code=item.why))


def deed(item: Item) -> str:
    """``Lettre postée``, ``Appel : pas de réponse``."""
    outcome = label(OUTCOMES, item.status)
    done = outcome[:1].lower() + outcome[1:]
    if item.channel == "letter":
        return f"{label(STEPS, item.channel)} {done}"
    if item.channel == "voicemail":
        return str(_("Message vocal laissé"))
    return f"{label(STEPS, item.channel)} : {done}"


def mark(item: Item) -> str:
    """What happened, in a few words."""
    facts = item.facts
    match item.event:
        case "pause.opened":
            return str(_("Envois en pause : %(why)s", why=label(PAUSES, str(facts["reason"]))))
        case "case.moved":
            reason = label(CLOSE_REASONS, str(facts.get("close_reason") or ""))
            state_now = label(CASE_STATES, str(facts["to"]))
            return f"{state_now} ({reason})" if reason else state_now
        case "case.entrusted":
            name = facts.get("name")
            return str(_("Confié à %(name)s", name=name) if name else _("N'a plus de référent"))
        case "sequence.finished":
            ended = str(facts.get("reason") or "declined")
            return str(_("Fin des envois : %(why)s", why=label(ENDS, ended)))
        case "step.skipped":
            return str(_("Étape non faite : %(why)s", why=reason_words(str(facts["reason"]))))
        case "task.done":
            done = label(OUTCOMES, str(facts["outcome"])).lower()
            if facts["kind"] == "check_number":
                return str(_("Numéro vérifié : %(what)s", what=done))
            return str(_("Décision : %(what)s", what=done))
        case "paper.noted" | "paper.corrected":
            brought = label(PAPERS, str(facts["kind"]))
            return label(MARKS, item.event) % {"what": brought}
        case event if event in _DATED and facts.get("on"):
            on = day(date.fromisoformat(str(facts["on"])))
            return f"{label(MARKS, item.event)}, {on}"
        case "thread.answered" if facts.get("how") in HANDLED:
            return label(HANDLED, str(facts["how"]))
        case _:
            return label(MARKS, item.event)


def stage_name(stage: Stage) -> str:
    """``SMS 2``."""
    if stage.kind == "letter" and stage.rank == 1:
        return label({"letter": FIRST_LETTER}, "letter")
    name = label(STEPS, stage.kind)
    numbered = stage.rank > 1 or (stage.rank == 1 and stage.kind == "sms")
    return f"{name} {stage.rank}" if numbered else name


def because(code: str) -> str:
    """``parce que c'est la date prévue``; "" for a code that explains nothing."""
    sentence = reason_words(code)
    if not sentence or sentence == code:
        return ""
    return f"parce qu'{sentence}" if sentence[0].lower() in _VOWELS else f"parce que {sentence}"


def reason_words(code: str) -> str:
    """A reason of the script's rules, in words."""
    return str(_(SENTENCES[Reason(code)])) if code in list(Reason) else code


def next_words(opened: Opened) -> str:
    """What happens next, in a few words: for a screen too small to show it beside."""
    if opened.held:
        why = label(PAUSES, opened.held[-1].reason)
        return str(_("En pause : %(why)s. Rien ne part sans vous.", why=why))
    journey = opened.journey
    said = run_state(journey)
    if said or journey is None or journey.next is None:
        return said
    return str(_("La suite : %(what)s, %(day)s.", what=stage_name(journey.next), day=_day(journey)))


def _day(journey: Journey) -> str:
    at = journey.next.at if journey.next is not None else None
    return "" if at is None else day(at.date())


def run_state(journey: Journey | None) -> str:
    """Where the automation stands, in one sentence; "" when a date says it."""
    if journey is None:
        return str(_("Rien d'automatique n'est prévu."))
    if journey.state == "finished":
        ended = label(ENDS, journey.ended) if journey.ended in ENDS else reason_words(journey.ended)
        return str(_("Les envois sont finis : %(why)s.", why=ended))
    if journey.state == "paused":
        return str(_("Rien ne part sans vous."))
    if journey.next is None or journey.next.at is None:
        held = reason_words(journey.waits) if journey.waits else _("une étape est à faire")
        return str(_("En attente : %(why)s.", why=held))
    return ""

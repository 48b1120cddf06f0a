"""What the pages of a case say, for each code: in the team's words, read aloud."""

from collections.abc import Iterator

from flask_babel import gettext as _

from outreach.expertise.services.rows import Row, Upcoming
from outreach.intake.rules import reasons as remarks
from outreach.programmes.rules import eligibility
from outreach.sequences.rules.reasons import SENTENCES, Reason
from outreach.sequences.services.journey import Journey, Phase, Stage
from outreach.web.case_labels import ENDS, FIRST_LETTER, SHOWN_STATES, STEPS
from outreach.web.labels import (
    CLOSE_REASONS,
    NOT_SENT,
    OUTCOMES,
    PAUSES,
    STATUSES,
    TASK_KINDS,
    error_label,
    label,
    reason_label,
)

_VOWELS = "aeiouyhéèêàâîôœ"
_MACHINES = ("sms", "email")


def state(row: Row) -> str:
    """``En pause (réponse reçue)``."""
    said = label(SHOWN_STATES, row.state)
    more = label(PAUSES, row.pause) or label(CLOSE_REASONS, row.close_reason)
    return f"{said} ({more})" if more else said


def upcoming(thing: Upcoming) -> str:
    """What comes next, without its date."""
    machine = thing.what == "step" and thing.kind in _MACHINES
    return label(STEPS if machine else TASK_KINDS, thing.kind)


def because(code: str) -> str:
    """``parce que c'est la date prévue``; "" for a code that explains nothing."""
    sentence = reason(code)
    if not sentence:
        return ""
    return f"parce qu'{sentence}" if sentence[0].lower() in _VOWELS else f"parce que {sentence}"


def reason(code: str) -> str:
    """A reason of the script's rules, else of a task, in words."""
    if code in list(Reason):
        return str(_(SENTENCES[Reason(code)]))
    return reason_label(code) if code else ""


def stage_name(stage: Stage) -> str:
    """``SMS 2``."""
    if stage.kind == "letter" and stage.rank == 1:
        return label({"letter": FIRST_LETTER}, "letter")
    name = label(STEPS, stage.kind)
    numbered = stage.rank > 1 or (stage.rank == 1 and stage.kind == "sms")
    return f"{name} {stage.rank}" if numbered else name


def stage_result(stage: Stage) -> str:
    """What became of a step that was acted on."""
    if stage.phase is Phase.SKIPPED:
        why = reason(stage.why)
        return str(_("non fait : %(why)s", why=why)) if why else str(_("non fait"))
    if stage.kind in _MACHINES:
        said = label(STATUSES, stage.outcome)
        failed = stage.outcome in ("blocked", "refused", "failed", "undelivered", "cancelled")
        return f"{said} : {error_label(stage.why)}" if failed and stage.why else said
    if stage.phase is Phase.NOW:
        return str(_("à faire"))
    return label(OUTCOMES, stage.outcome)


def run_state(journey: Journey) -> str:
    """Where a run stands, in one sentence."""
    if journey.state == "finished":
        why = label(ENDS, journey.ended) if journey.ended in ENDS else reason(journey.ended)
        return str(_("Terminés : %(why)s.", why=why)) if why else str(_("Terminés."))
    if journey.state == "paused":
        return str(_("En pause : rien ne part sans vous."))
    if journey.next is None or journey.next.at is None or _held(journey):
        return str(
            _("En attente : %(why)s.", why=reason(journey.waits) or _("une étape est à faire"))
        )
    return ""


def reasons(codes: list[str]) -> Iterator[str]:
    """Why a case is not eligible, a sentence each."""
    known = {str(each): words for each, words in eligibility.SENTENCES.items()}
    for code in codes:
        yield str(_(known[code])) if code in known else reason_label(code).capitalize() + "."


def noticed(codes: list[str]) -> Iterator[str]:
    """What the import noticed, a sentence each."""
    for code in codes:
        if code in list(remarks.Code):
            yield str(_(remarks.sentence(remarks.Code(code))))


def not_sent(codes: str) -> str:
    """Why a message did not leave or arrive; a provider's own code is named as one."""
    if codes.split("/")[0] in NOT_SENT:
        return error_label(codes)
    return str(_("code %(code)s du prestataire", code=codes))


def status(channel: str, code: str, *, by_machine: bool) -> str:
    """What became of an attempt."""
    return label(STATUSES if by_machine else OUTCOMES, code)


def _held(journey: Journey) -> bool:
    waiting = (Reason.HELD, Reason.NAME, Reason.INCOMPLETE, Reason.UNREAD, Reason.IN_FLIGHT)
    return journey.waits in waiting

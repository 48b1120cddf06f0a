"""The story's lines, in French: one event each, as somebody would tell it."""

from collections.abc import Iterable, Iterator

from outreach.demo.days import Step
from outreach.intake.services.importing import Imported
from outreach.messages.models import Purpose
from outreach.tasks.models import Task, TaskKind
from outreach.town.book import Entry
from outreach.town.mail.post import Mail
from outreach.town.staff.desk import Done
from outreach.town.street import INBOUND, Tenant
from outreach.web import labels

_MACHINE = {Purpose.AUTOMATIC_ANSWER, Purpose.CONFIRMATION}
_DEEDS = {
    "answered": "répond à {names}",
    "guarded": "passe {names} en mode discret : plus rien d'automatique",
    "brought": "note le courrier d'un commissaire de justice que montre {names}",
    "posted": "poste une lettre à {names}",
    "returned": "reçoit en retour la lettre envoyée à {names}",
    "reached": "appelle {names} : on se parle",
    "no_answer": "appelle {names}, personne ne répond",
    "voicemail": "appelle {names} et laisse un message",
    "wrong_number": "appelle {names} : mauvais numéro",
    "met": "rencontre {names}",
    "not_home": "sonne chez {names}, personne n'ouvre",
    "wrong_address": "cherche {names} : adresse inexacte",
    "corrected": "trouve un autre numéro pour {names}",
    "read": "note le rendez-vous que choisit {names}",
    "came": "reçoit {names} au rendez-vous",
    "stood_up": "attend {names} au rendez-vous, en vain",
    "none_found": "ne trouve plus d'autre numéro pour {names}",
}
_DECIDED = "décide pour {names} : {outcome} ({about})"
_FIRST_WORDS = 60  # of a text that was told before


def of_file(done: Imported) -> str:
    """A landlord's file came in."""
    waiting = sum(each.waiting for each in done.accepted)
    outside = sum(not each.eligible for each in done.accepted)
    counts = (
        (len(done.accepted) - waiting - outside, "à contacter"),
        (waiting, "en attente de place"),
        (outside, "hors convention"),
        (len(done.rejected), "sans date d'entrée, à demander au bailleur"),
        (len(done.known), "déjà connues"),
    )
    told = ", ".join(f"{count} {what}" for count, what in counts if count)
    rows = len(done.accepted) + len(done.rejected) + len(done.known)
    return f"Claire importe le fichier de Val Habitat, {rows} lignes : {told}."


def of_work(done: Iterable[Done]) -> Iterator[str]:
    """What the team did, the same deeds of one of them told together."""

    together: dict[tuple[str, str], list[str]] = {}
    for each in done:
        together.setdefault((each.by, _deed(each)), []).append(each.tenant.household.name)
    for (by, what), names in together.items():
        yield f"{by} {what.format(names=', '.join(names))}."


def of_message(entry: Entry, tenant: Tenant | None, purpose: str, *, known: bool = False) -> str:
    """An SMS, as the carrier saw it; in short when its words are `known` from another one."""
    who = tenant.household.name if tenant else "numéro inconnu"
    body = " ".join(entry.body.split())
    text = _quoted(f"{body[:_FIRST_WORDS].rsplit(' ', 1)[0]} …" if known else body)
    if entry.direction == INBOUND:
        return f"← {who}, SMS : {text}"
    if entry.status != "delivered":
        return f"✗ {who}, SMS non remis : {text}"
    kind = "réponse automatique" if purpose in _MACHINE else "SMS"
    return f"→ {who}, {kind} : {text}"


def of_mail(mail: Mail, tenant: Tenant | None) -> str:
    """An e-mail."""
    who = tenant.household.name if tenant else mail.person
    if mail.theirs:
        return f"← {who}, e-mail : {_quoted(mail.text)}"
    return f"→ {who}, e-mail : {_quoted(mail.subject)}"


def of_task(task: Task, tenant: Tenant) -> str:
    """What a human is asked to do."""
    kind = labels.label(labels.TASK_KINDS, task.kind)
    why = labels.reason_label(task.reason)
    return f"  à faire : {kind.lower()}, {tenant.household.name} ({why})"


def worth_telling(task: Task) -> bool:
    """Letters and visits of the script are told when they are done."""
    return task.reason != "step" or task.kind not in (TaskKind.LETTER, TaskKind.VISIT)


def _quoted(text: str) -> str:
    """Words of somebody, whose marks no end of line takes away."""
    return f"«\u00a0{' '.join(text.split())}\u00a0»"


def _deed(each: Done) -> str:
    told = _DEEDS.get(each.outcome)
    if told is None:
        outcome = labels.label(labels.OUTCOMES, each.outcome).lower()
        about = labels.reason_label(each.reason)
        told = _DECIDED.format(names="{names}", outcome=outcome, about=about)
    return told


def told_step(step: Step) -> Iterator[str]:
    """What the file and the team brought."""
    if step.imported is not None:
        yield of_file(step.imported)
    yield from of_work(step.done)

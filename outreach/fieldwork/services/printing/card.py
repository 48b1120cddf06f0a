"""« Un mot de l'AHU », for the visit of a task: printed only where a card may be left."""

from enum import StrEnum

from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import database_of
from outreach.documents.card import Card, card_pdf
from outreach.fieldwork.services.household import is_discreet, person_of
from outreach.fieldwork.services.printing.letters import Printed
from outreach.fieldwork.services.wording.filling import fill
from outreach.messages.rules.dates import day_words, hour_words
from outreach.messages.rules.tone import chosen, find
from outreach.messages.services.means import Means
from outreach.people.models import Person
from outreach.programmes.models import Programme
from outreach.sequences.rules.words.prints import CARD
from outreach.sequences.services.studio.shelf import shipped_words
from outreach.sequences.services.wording import programme_values
from outreach.tasks.models import Task, TaskKind


class NoCard(StrEnum):
    """Why no card is printed."""

    NO_VISIT = "no_visit"
    DISCREET = "discreet"  # somebody else reads what comes to whoever lives there
    WORDS = "words"  # a name or a number in it would tell


def print_card(session: Session, means: Means, task_id: int, title: str) -> Printed | NoCard:
    """The card of a visit, in French and in the person's language."""
    task = session.get(Task, task_id)
    case = session.get(Case, task.case_id) if task is not None and task.case_id else None
    if task is None or case is None or task.kind != TaskKind.VISIT:
        return NoCard.NO_VISIT
    person = session.get(Person, task.person_id or person_of(session, case) or 0)
    if person is None:
        return NoCard.NO_VISIT
    if is_discreet(session, case):
        return NoCard.DISCREET
    cards, phone = _cards(session, task, case, person)
    for card in cards:
        lexicons = chosen(means.lexicons, card.language)
        exposure = shipped_words().prints[card.language][CARD].exposure
        if find(f"{card.title}\n{card.text}", exposure, False, lexicons):
            return NoCard.WORDS
    return Printed(f"mot-{case.reference}.pdf", card_pdf(cards, title, phone))


def _cards(session: Session, task: Task, case: Case, person: Person) -> tuple[list[Card], str]:
    prints = {code: texts[CARD] for code, texts in shipped_words().prints.items()}
    known = programme_values(session.get_one(Programme, case.programme_id))
    zone = database_of(session).zone

    def values_in(language: str) -> dict[str, str]:
        if task.visit_at is None:
            return known
        at = task.visit_at.astimezone(zone)
        return known | {"d": day_words(at, language), "h": hour_words(at, language)}

    titles = fill({code: each.title for code, each in prints.items()}, person.language, values_in)
    bodies = fill({code: each.body for code, each in prints.items()}, person.language, values_in)
    cards = [Card(code, titles.texts[code], text) for code, text in bodies.texts.items()]
    return cards, known["tel"]

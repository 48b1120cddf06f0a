"""A promise that was broken: which one, for whom, when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Promise(StrEnum):
    """What is promised (design.md §5), in words for the screen."""

    NEVER_TWICE = "Jamais deux fois le même message"
    NEVER_LOST = "Rien de perdu, dans un sens ni dans l'autre"
    HUMAN_FIRST = "Une réponse arrête la machine"
    LETTER_FIRST = "La lettre d'abord, quatre jours ouvrés avant"
    HOURS = "Rien hors des heures de contact"
    MEASURE = "Ni trop souvent, ni trop près"
    STOP = "Après un STOP, plus rien d'automatique"
    WORDS = "Aucun mot qui menace ou qui révèle"
    ONE_TAKER = "Un créneau, une seule personne"
    OFFERS = "Aucun créneau passé ni hors des heures d'accueil"
    AGREED = "Un rendez-vous confirmé ou rappelé est bien dans l'agenda"
    MET_FIRST = "Rien d'automatique avant une rencontre convenue"
    FORWARD = "Un état n'avance que vers l'avant"
    JOURNAL = "Le journal est intact"
    NOBODY_FORGOTTEN = "Personne n'est oublié en route"
    SHOWN = "Ce qui reste inconnu est montré à un humain"
    SILENT_LOGS = "Aucun nom, numéro ni adresse dans les traces"
    SOUND = "Aucune partie du moteur n'échoue"


@dataclass(frozen=True, slots=True)
class Breach:
    """One promise broken; `case` is a reference, "" when no case is known. Holds nobody's data."""

    promise: Promise
    at: datetime
    case: str = ""
    about: str = ""


class BrokenPromiseError(Exception):
    """Raised at the end of the step in which promises were broken."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        super().__init__(len(breaches))
        self.breaches = breaches

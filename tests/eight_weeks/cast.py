"""The people of the story: who they are, what happens to their phone, what they write and when."""

from dataclasses import dataclass
from datetime import date

FIRST = 2001  # the number of the first line of their file


@dataclass(frozen=True)
class Role:
    """One tenant. `fails`: an error that the network reports; `troubles`: calls that go wrong.

    `says` is written once `after` messages reached the phone; `letter`: the day the first letter
    is posted, None for never, the day it is due when not given.
    """

    name: str
    after: int = 0
    says: tuple[str, ...] = ()
    fails: tuple[int, ...] = ()
    troubles: tuple[str, ...] = ()
    letter: date | None = date.min
    email: bool = True
    stops: bool = False  # what they write ends everything

    @property
    def silent(self) -> bool:
        """Nothing they did, and nothing that happened to them, changes the script."""
        return not (self.says or self.fails or self.troubles) and self.letter == date.min


CAST = (
    Role("Oui", after=1, says=("OUI",)),
    Role("Stop", after=2, says=("STOP", "finalement je veux bien discuter"), stops=True),
    Role("Alerte", after=1, says=("je veux plus vivre",)),
    Role("Erreur", after=1, says=("c'est pas moi",)),
    Role("Infos", after=1, says=("INFOS",)),
    Role("Non", after=2, says=("NON",), stops=True),
    Role("Libre", after=1, says=("bonjour, je travaille la semaine, plutôt le samedi",)),
    Role("Arabe", after=1, says=("مرحبا من أنتم",)),
    Role("Arret", after=1, says=("Merci de ne plus m'envoyer de message",), stops=True),
    Role("Invalide", troubles=("refuse:21211",)),
    Role("Absent", fails=(30005,)),
    Role("Bloque", troubles=("refuse:21610",)),
    Role("Eteint", fails=(30003,)),
    Role("Perdu", troubles=("accept_then_hang",)),
    Role("Coupe", troubles=("accept_then_reset",)),
    Role("Jamais", letter=None),
    Role("Tard", letter=date(2026, 12, 9)),
    Role("Calme"),
    Role("Muet", email=False),
    Role("Attente"),  # the place after the last
)
CAPACITY = 17 + len(CAST) - 1  # the sample file takes seventeen places
STRANGER = "+33639981999"
HEAD = (
    "reference;nom;prenom;telephone;email;adresse;code_postal;ville;"
    "date_entree;premier_impaye;garant;tentatives_bailleur"
)


def reference(role: Role) -> str:
    """The landlord's reference of a role."""
    return f"LL-2026-{FIRST + CAST.index(role)}"


def phone(role: Role) -> str:
    """The mobile of a role, from the range kept for fiction."""
    return f"+3363998{1000 + CAST.index(role)}"


def email(role: Role) -> str:
    """The e-mail of a role; empty when it has none."""
    return f"{role.name.lower()}@example.org" if role.email else ""


def file() -> str:
    """The landlord's second file."""
    return "\n".join([HEAD, *(_line(role) for role in CAST)]) + "\n"


def _line(role: Role) -> str:
    national = f"0{phone(role)[3:]}"
    return (
        f"{reference(role)};EXEMPLE;{role.name};{national};{email(role)};"
        f"{CAST.index(role) + 1} rue Bannier;45000;ORLEANS;01/07/2026;05/09/2026;non;2"
    )

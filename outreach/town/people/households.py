"""Households around the characters, drawn from a seed, and the landlord's file that holds them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.clock import Dice
from outreach.town.people.characters import Character

HEADER = (
    *("reference", "civilite", "nom", "prenom", "telephone", "email", "adresse", "complement"),
    *("code_postal", "ville", "date_entree", "premier_impaye", "garant", "tentatives_bailleur"),
    "langue",
)
_STREETS = (
    *("rue des Lilas", "rue du Verger", "allée des Tilleuls", "rue de la Fontaine"),
    *("avenue des Érables", "rue du Petit Pont", "place du Marché", "chemin des Vignes"),
)
_TOWNS = (
    *(("45000", "ORLEANS"), ("45100", "ORLEANS"), ("45140", "SAINT JEAN DE LA RUELLE")),
    *(("45160", "OLIVET"), ("45400", "FLEURY LES AUBRAIS"), ("45800", "SAINT JEAN DE BRAYE")),
)
_FIRST_PHONE, _PHONES = 1000, 9000  # the range kept for fiction: 06 39 98 00 00 to 99 99


@dataclass(frozen=True, slots=True)
class Household:
    """One tenant of the town, as the landlord knows them."""

    who: Character
    reference: str
    phone: str  # E.164; never anybody's
    new_phone: str  # what a worker finds when the first is no good
    email: str
    street: str
    complement: str
    postcode: str
    city: str
    entered_on: date
    first_missed_on: date
    landlord_attempts: int

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.who.first_name} {self.who.last_name}"


def settle(
    cast: Sequence[Character], others: Sequence[Character], dice: Dice, today: date
) -> tuple[Household, ...]:
    """A household for each character, in an order of the seed's own, the others last.

    `today` is the day of the landlord's first file.
    """
    numbers = dice.shuffled(range(_FIRST_PHONE, _FIRST_PHONE + _PHONES), "phones")
    order = [*dice.shuffled(cast, "order"), *others]
    return tuple(
        household(who, rank, numbers[2 * rank : 2 * rank + 2], dice, today)
        for rank, who in enumerate(order, 1)
    )


def landlord_file(households: Iterable[Household]) -> str:
    """The file as a landlord's software writes it: semicolons, French dates."""
    rows = [HEADER, *(_row(each) for each in households)]
    return "".join(";".join(row) + "\n" for row in rows)


def household(who: Character, rank: int, numbers: list[int], dice: Dice, today: date) -> Household:
    """Where a character lives; `numbers`: the last four digits of the file's phone and of another.

    `rank` is their line's, `today` the day of the landlord's file.
    """
    code = who.code
    postcode, city = dice.pick(_TOWNS, code, "city")
    missed = today - timedelta(days=dice.between(20, 50, code, "missed"))
    flat = dice.between(1, 40, code, "flat")
    return Household(
        who=who,
        reference=f"VF-{today.year}-{rank:04d}",
        phone=f"+3363998{numbers[0]:04d}",
        new_phone=f"+3363998{numbers[1]:04d}",
        email=f"{_plain(who.first_name)}.{_plain(who.last_name)}@example.org",
        street=f"{dice.between(1, 60, code, 'number')} {dice.pick(_STREETS, code, 'street')}",
        complement=f"Appt {flat}" if flat > 20 else "",
        postcode=postcode,
        city=city,
        entered_on=missed - timedelta(days=dice.between(35, 120, code, "entered")),
        first_missed_on=missed,
        landlord_attempts=dice.between(1, 5, code, "attempts"),
    )


def _row(each: Household) -> tuple[str, ...]:
    who = each.who
    entered = "" if "date_entree" in who.faults else f"{each.entered_on:%d/%m/%Y}"
    return (
        *(each.reference, who.title, who.last_name.upper(), who.first_name),
        *(_national(each.phone), each.email, each.street, each.complement),
        *(each.postcode, each.city, entered, f"{each.first_missed_on:%d/%m/%Y}"),
        *(who.guarantor, str(each.landlord_attempts), who.language),
    )


def _national(phone: str) -> str:
    digits = "0" + phone.removeprefix("+33")
    return " ".join(digits[start : start + 2] for start in range(0, 10, 2))


def _plain(name: str) -> str:
    """A name as an e-mail address holds it."""
    table = str.maketrans("éèêëàâäîïôöûüçı", "eeeeaaaiioouuci")
    return name.lower().translate(table).replace(" ", "-")

"""The households of a simulated programme: the town's characters in the shares of a real one.

The shares are an assumption, not a measure: nobody has published how such tenants answer. Change
them here when the programme's own evaluation gives better ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate

from outreach.clock import Dice
from outreach.town.people.cast import CAST
from outreach.town.people.characters import Character
from outreach.town.people.households import Household, household

# Of a thousand households, by the code of their character (`town.people.cast`).
SHARES: Mapping[str, int] = {
    "silent": 180,
    "quiet": 180,
    "home": 140,
    "yes": 90,
    "choice": 60,
    "dead": 60,
    "mail": 50,
    "wrong": 40,
    "moved": 40,
    "no": 40,
    "stop": 40,
    "angry": 20,
    "who": 20,
    "night": 10,
    "arabic": 8,
    "turkish": 8,
    "portuguese": 8,
    "suicide": 2,
    "shelter": 2,
    "watched": 2,
}
_FIRST = (
    *("Aïcha", "Alain", "Amina", "Anaïs", "Bilal", "Camille", "Chloé", "Clara", "Damien", "David"),
    *("Djamel", "Emma", "Enzo", "Fatou", "Florence", "Gaëlle", "Hakim", "Hugo", "Inès", "Jade"),
    *("Jérôme", "Karine", "Léa", "Louise", "Malik", "Manon", "Marc", "Nora", "Océane", "Oumar"),
    *("Pascal", "Rachid", "Sabrina", "Samuel", "Sofia", "Théo", "Valentin", "Yasmine", "Yves"),
)
_HEADS = (
    *("Bel", "Beau", "Cham", "Char", "Cler", "Cour", "Dau", "Fal", "Gar", "Grand", "Haut", "Lam"),
    *("Lan", "Mar", "Mont", "Nor", "Pel", "Pré", "Ram", "Ros", "Saint", "Sau", "Tour", "Val"),
)
_TAILS = (
    *("bert", "bois", "bourg", "champ", "court", "dier", "fort", "geon", "lac", "lard", "mont"),
    *("nay", "pin", "rin", "ron", "roux", "teau", "tier", "val", "ville", "vin", "zac"),
)
# Nothing leaves this process: the first are kept for fiction, those that follow need not be.
_FICTION, _FICTIONS = "+3363998{:04d}", 10_000
_BEYOND = "+33799{:06d}"
_KINDS = {each.code: each for each in CAST}
_QUIET = replace(_KINDS["silent"], code="quiet", lines=())  # without an automatic answer


def settle(count: int, arrivals: Sequence[date], dice: Dice) -> Iterator[tuple[date, Household]]:
    """Households with the day of the file that brings each, spread evenly over `arrivals`."""
    for rank in range(count):
        day = arrivals[rank * len(arrivals) // count]
        who = _character(rank, dice)
        home = household(who, rank + 1, [0, 0], dice, day)
        phone, other = _number(2 * rank), _number(2 * rank + 1)
        email = f"foyer-{rank + 1}@example.org"
        reference = f"VF-{day.year}-{rank + 1:06d}"
        yield (
            day,
            replace(home, reference=reference, phone=phone, new_phone=other, email=email),
        )


def _character(rank: int, dice: Dice) -> Character:
    kind = _kind(dice.between(1, sum(SHARES.values()), "kind", rank))
    first = dice.pick(_FIRST, "first", rank)
    last = dice.pick(_HEADS, "head", rank) + dice.pick(_TAILS, "tail", rank)
    answer = kind.answer.replace(kind.first_name, first)
    return replace(
        kind,
        code=f"{kind.code}-{rank}",
        first_name=first,
        last_name=last,
        answer=answer,
        brings="",
        late=False,
    )


def _kind(throw: int) -> Character:
    for code, reached in zip(SHARES, accumulate(SHARES.values()), strict=True):
        if throw <= reached:
            return _KINDS.get(code, _QUIET)
    raise ValueError(throw)


def _number(rank: int) -> str:
    return _FICTION.format(rank) if rank < _FICTIONS else _BEYOND.format(rank - _FICTIONS)

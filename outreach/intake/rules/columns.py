"""The columns of a landlord's file, recognised under the many names people give them."""

import re
from enum import StrEnum
from fnmatch import fnmatchcase

from outreach.people.rules.text import clean, fold


class Column(StrEnum):
    """A column that is read; its value is its public name (design.md §7)."""

    REFERENCE = "reference"
    LAST_NAME = "nom"
    FIRST_NAME = "prenom"
    CIVILITY = "civilite"
    PHONE = "telephone"
    PHONE2 = "telephone2"
    EMAIL = "email"
    ADDRESS = "adresse"
    COMPLEMENT = "complement"
    POSTCODE = "code_postal"
    TOWN = "ville"
    ENTRY_DATE = "date_entree"
    FIRST_MISSED = "premier_impaye"
    GUARANTOR = "garant"
    ATTEMPTS = "tentatives_bailleur"
    LANGUAGE = "langue"
    VISIT_REMARK = "remarque_visite"


REQUIRED = (Column.REFERENCE, Column.LAST_NAME, Column.ENTRY_DATE, Column.FIRST_MISSED)
CONTACTS = (Column.PHONE, Column.PHONE2, Column.EMAIL, Column.ADDRESS)

# Other names, as a person would write them; case, accents, plurals, punctuation and small words
# do not matter, nor does "locataire" at either end.
_SYNONYMS: dict[Column, str] = {
    Column.REFERENCE: "ref; ref bailleur; reference bailleur; ref dossier; reference dossier; "
    "n dossier; identifiant; id; code client; n client; n compte; n contrat; n bail; matricule; "
    "reference externe",
    Column.LAST_NAME: "nom famille; nom usage; nom usuel; patronyme; nom titulaire; last name",
    Column.FIRST_NAME: "prenom usuel; first name; prenom titulaire",
    Column.CIVILITY: "civ; titre",
    Column.PHONE: "tel 1; tel portable; portable; portable 1; mobile; mobile 1; "
    "telephone mobile; gsm; telephone principal; contact telephonique; coordonnees telephoniques",
    Column.PHONE2: "portable 2; mobile 2; autre telephone; second telephone; deuxieme telephone; "
    "telephone secondaire; fixe; telephone fixe; tel domicile; tel autre",
    Column.EMAIL: "mail; courriel; adresse mail; adresse email; adresse electronique; "
    "courrier electronique; email 1; mail 1; adel; mel",
    Column.ADDRESS: "adresse 1; adresse ligne 1; rue; voie; adresse postale; adresse logement; "
    "n et rue; numero et voie; libelle voie; ligne adresse 1; adr; adresse complete",
    Column.COMPLEMENT: "complement adresse; adresse 2; adresse ligne 2; ligne adresse 2; "
    "batiment; bat; appartement; appt; complement adresse 1; batiment appartement; bat appt; "
    "residence; etage; compl adresse; cplt adresse",
    Column.POSTCODE: "cp; code postale; postal; code post; zip",
    Column.TOWN: "commune; localite; city; ville logement",
    Column.ENTRY_DATE: "date entree lieux; entree lieux; entree; date entree logement; "
    "date emmenagement; emmenagement; date debut bail; debut bail; date effet bail; date bail; "
    "date signature bail; entree logement; date entree bail",
    Column.FIRST_MISSED: "date premier impaye; premier loyer impaye; date premier loyer impaye; "
    "premiere echeance impayee; date premiere echeance impayee; date impaye; debut impaye; "
    "date debut impaye; premier terme impaye; date 1er terme impaye",
    Column.GUARANTOR: "garantie; cautionnement; garant oui non; presence garant; type garant; "
    "type garantie; avec garant; statut garant",
    Column.ATTEMPTS: "tentative; nb tentative; nb tentative bailleur; nb relance; relance; "
    "tentative contact; nb tentative contact; nb appel; contact bailleur; "
    "tentative contact bailleur; nombre tentative contact bailleur; relance bailleur",
    Column.LANGUAGE: "langue parlee; lang; langue preferee; langue maternelle; langue contact",
    # Never a plain "remarques" or "observations": such a column may tell of the debt.
    Column.VISIT_REMARK: "observation visite; consigne visite; info visite; alerte visite; "
    "commentaire visite; note visite; code acces; precaution visite",
}
_SMALL = "d de du des l la le les en dans au aux a n no num numero nr pour par s"
_SMALL_WORDS = frozenset(_SMALL.split())
_ENDS = frozenset({"locataire", "occupant", "preneur"})
_SAME_WORDS = {
    **dict.fromkeys(("nombre", "nbre", "nbr"), "nb"),
    **dict.fromkeys(("telephone", "phone"), "tel"),
    **dict.fromkeys(("premier", "premiere", "1ere"), "1er"),
    "ere": "er",
}
# Stands for one lost letter inside a word, through folding.
_LOST = "zqxj"


# Inside a word "?" is a lost letter; at its edge it may be a question ("Garant?").
_INSIDE = re.compile(r"(?<=\w)[?\ufffd](?=\w)")
_LONGEST_HEADER = 120
_BESIDE = re.compile(r"(?<=\w)[?\ufffd]|[?\ufffd](?=\w)")


def _key(header: str, lost: re.Pattern[str] = _INSIDE) -> str:
    marked = lost.sub(_LOST, clean(header))
    split = re.sub(r"(\d+)", r" \1 ", fold(marked.replace("_", " "))).split()
    words = [word for word in map(_common_word, split) if word]
    if len(words) > 1:
        words = [word for word in words if word not in _ENDS] or words
    return "".join(words)


def _common_word(word: str) -> str:
    """One form for a word's plural and other spellings, "" for a small word."""
    if _LOST in word:
        pattern = word.replace(_LOST, "?")
        alike = [known for known in (*_SMALL_WORDS, *_SAME_WORDS) if fnmatchcase(known, pattern)]
        word = alike[0] if len(alike) == 1 else word
    if word in _SMALL_WORDS:
        return ""
    singular = word.rstrip("s") if len(word) > 3 else word
    return _SAME_WORDS.get(singular, singular)


def _known_keys() -> dict[str, tuple[Column, int]]:
    keys: dict[str, tuple[Column, int]] = {}
    for column in Column:
        for rank, name in enumerate((column.value, *_SYNONYMS[column].split(";"))):
            keys.setdefault(_key(name), (column, rank))
    return keys


_KEYS = _known_keys()


def recognise(header: str) -> tuple[Column, int] | None:
    """The column that a header names and how good a name it is (0 = its public name).

    Also when accents were lost ("Pr?nom"); None when unknown.
    """
    if len(header) > _LONGEST_HEADER:
        return None
    bare = re.sub(r"\(.*?\)", " ", header, flags=re.DOTALL)  # "Garant (O/N)"
    for key in (_key(header), _key(bare), _key(header, _BESIDE)):
        if found := _KEYS.get(key) or _resembling(key):
            return found
    return None


def _resembling(key: str) -> tuple[Column, int] | None:
    if _LOST not in key:
        return None
    pattern = key.replace(_LOST, "?")
    found = {name: known for name, known in _KEYS.items() if fnmatchcase(name, pattern)}
    columns = {column for column, _ in found.values()}
    return min(found.values(), key=lambda known: known[1]) if len(columns) == 1 else None

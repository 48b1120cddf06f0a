"""What pages and the posting list say of letters: their kinds, their addresses, their sheets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from outreach.documents.letters import Addressed, PostingList, PostingRow, undrawn
from outreach.fieldwork.services.printing.card import NoCard
from outreach.fieldwork.services.printing.handing import Kept
from outreach.fieldwork.services.printing.letters import with_words
from outreach.fieldwork.services.sheet import LAST
from outreach.fieldwork.services.worklist.letters import Letter
from outreach.fieldwork.views import tasks_words
from outreach.people.rules.envelopes import LINE_WIDTH, Flaw
from outreach.tasks.models import TaskState
from outreach.web.counting import ngettext
from outreach.web.labels import N_, label
from outreach.web.typography import dated_day, french

FLAWS = {
    Flaw.NO_NAME: N_("Le nom manque."),
    Flaw.DAMAGED_NAME: N_("Le nom a perdu une lettre (« ? ») : corrigez-le dans le dossier."),
    Flaw.NO_STREET: N_("La voie manque : la lettre ne peut pas être distribuée."),
    Flaw.NO_NUMBER: N_("Pas de numéro dans la voie : vérifiez l'adresse."),
    Flaw.NO_POSTCODE: N_("Le code postal manque."),
    Flaw.NO_TOWN: N_("La ville manque."),
    Flaw.LONG_LINE: N_("Une ligne dépasse %(most)s signes, même abrégée : raccourcissez-la."),
    Flaw.RETURNED: N_("Une lettre est revenue de cette adresse : vérifiez-la."),
    Flaw.GONE: N_(
        "La poste dit que personne de ce nom n'habite là : corrigez d'abord l'adresse dans le "
        "dossier."
    ),
    Flaw.MANY_LINES: N_("L'adresse a plus de six lignes : la poste n'en lit pas tant."),
}
KEPT = {
    Kept.NO_WORDS: N_("pas de texte prêt, elle s'écrit à la main."),
    Kept.FORBIDDEN: N_("elle dit un mot qui ne doit pas partir."),
    Kept.SUSPENDED: N_("elle annonce une visite, et les visites sont suspendues."),
    Kept.WRITTEN: N_("la personne a écrit, et ce n'est pas lu : lisez d'abord."),
    Kept.PAUSED: N_("le dossier est en pause depuis qu'elle est prévue : décidez d'abord."),
    Kept.DISCREET: N_("mode discret, quelqu'un d'autre lit ce qui arrive là : décidez avant."),
    Kept.BLANKS: N_("il reste des blancs à compléter à la main."),
    Kept.ADDRESS: N_("l'adresse est à corriger d'abord."),
    Kept.SOON: N_("le jour de la visite est trop proche, choisissez-en un autre."),
    Kept.ALREADY: N_("déjà remise, rien n'est remis deux fois."),
    Kept.CLOSED: N_("elle n'est plus à poster."),
    Kept.REFUSED: N_("le dossier d'envoi ne répond pas, prévenez l'administration technique."),
}
# What an address of a page calls each place of an address on paper.
ASKED = {"main": Addressed.BY_HAND, "fenetre": Addressed.WINDOW}
NO_CARD = {
    NoCard.DISCREET: N_("Mode discret : aucun mot n'est laissé à la porte."),
    NoCard.WORDS: N_("Un nom ou un numéro de ce mot en dirait trop : écrivez-le à la main."),
}


def chosen(given: Iterable[str]) -> list[int]:
    """The tasks that an address or a form names; what is no number is passed over."""
    return [int(text) for text in given if text.isascii() and text.isdigit() and len(text) < 10]


def kept(code: Kept) -> str:
    """Why a letter stays with the team."""
    return label({str(key): text for key, text in KEPT.items()}, code)


def no_card(code: NoCard) -> str:
    """Why no card is printed."""
    return label({str(key): text for key, text in NO_CARD.items()}, code)


def flaw(code: Flaw) -> str:
    """What is wrong with an address, and what to do."""
    told = label({str(key): text for key, text in FLAWS.items()}, code)
    return french(told % {"most": LINE_WIDTH} if code is Flaw.LONG_LINE else told)


def kind(letter: Letter) -> str:
    """``Lettre d'information``, ``Avant la visite``: which letter it is."""
    if letter.line.reason == LAST:
        return french(_("Dernière lettre"))
    if letter.sheet.informs:
        return french(_("Lettre d'information"))
    return french(_("Lettre avant la visite") if letter.line.visit_at else _("Lettre"))


def by_hand(letter: Letter) -> Iterator[str]:
    """What a letter leaves to be written by hand: all of it, blanks, signs that no font has."""
    if not letter.sheet.letters:
        yield _("à écrire à la main")
    if letter.sheet.missing:
        what = tasks_words.blanks(letter.sheet.missing)
        yield _("à compléter à la main : %(what)s", what=what)
    signs = "".join(undrawn(text) for text in letter.sheet.letters.values())
    if signs:
        yield _("signes à écrire à la main : %(signs)s", signs=signs)


def alone(letter: Letter) -> str:
    """What the page of one letter is called: nobody posts one a second time by mistake."""
    if letter.line.state == TaskState.OPEN:
        return str(_("Lettre à imprimer"))
    return str(
        _("Lettre annulée") if letter.line.state == TaskState.CANCELLED else _("Lettre postée")
    )


def kept_back(letter: Letter) -> str:
    """Why it is not printed though it has words; "" when it is."""
    if letter.line.state == TaskState.CANCELLED:
        return french(_("Pas imprimée : cette lettre est annulée, elle ne part plus."))
    if letter.suspended:
        told = _("Pas imprimée : les visites y sont suspendues. La coordination décide.")
        return french(told)
    if not letter.forbidden:
        return ""
    words = ", ".join(f"« {word} »" for word in letter.forbidden)
    told = _("Pas imprimée : %(words)s ne doit pas partir. Voyez la convention ou le scénario.")
    return french(told % {"words": words})


def asked(letters: Iterable[Letter]) -> str:
    """Which of `ASKED` their agreements want; "" when they differ."""
    wanted = {letter.sheet.voice.addressed for letter in letters}
    return next((word for word, place in ASKED.items() if wanted == {place}), "")


def ready(letter: Letter) -> bool:
    """Whether it can go to the post as it stands: a good address, in time, read by nobody else, to
    somebody who wrote nothing that waits."""
    doubted = Flaw.RETURNED in letter.sheet.flaws
    sound = letter.sheet.is_addressed and not letter.forbidden and not letter.suspended
    waits = letter.soon or letter.discreet or letter.line.written or letter.paused
    return sound and not waits and not doubted


def ranks(letters: Iterable[Letter]) -> Mapping[int, int]:
    """By task, the number that a letter has in the posting list; none for what is not printed."""
    return {letter.line.id: rank for rank, letter in enumerate(with_words(letters), 1)}


def sheets(letters: Iterable[Letter]) -> int:
    """How many sheets these letters are, one for each language."""
    return sum(len(letter.sheet.letters) for letter in letters)


def posting_list(letters: Sequence[Letter], day: date) -> PostingList:
    """The first sheet of a batch."""
    return PostingList(
        title=french(_("Lettres du %(day)s", day=dated_day(day))),
        note=french(
            _(
                "Cette feuille reste à l'association. Cochez chaque lettre en la déposant, puis "
                "notez-les comme postées dans « Lettres à poster »."
            )
        ),
        columns=(
            _("N°"),
            _("Dossier"),
            _("Pour"),
            _("Lettre"),
            _("Feuilles"),
            _("Postée"),
        ),
        rows=tuple(_row(rank, letter) for rank, letter in enumerate(letters, 1)),
        total=french(total(letters)),
        signature=french(_("Déposées le …………………… par ……………………")),
    )


def total(letters: Sequence[Letter]) -> str:
    """``2 lettres, 3 feuilles``: of what is printed."""
    printed = with_words(letters)
    pieces = sheets(printed)
    first = ngettext("%(num)s lettre", "%(num)s lettres", len(printed))
    return f"{first}, {ngettext('%(num)s feuille', '%(num)s feuilles', pieces)}"


def _row(rank: int, letter: Letter) -> PostingRow:
    others = [tasks_words.language_name(code) for code in letter.sheet.letters if code != "fr"]
    remarks = [_("avec sa feuille en %(language)s", language=each) for each in others]
    if letter.sheet.missing:
        remarks.append(_("à compléter : %(what)s", what=tasks_words.blanks(letter.sheet.missing)))
    if not letter.sheet.is_addressed:
        remarks.append(_("adresse à compléter, enveloppe à écrire à la main"))
    elif letter.sheet.flaws:
        remarks.append(_("adresse à vérifier"))
    return PostingRow(
        rank=rank,
        reference=letter.line.reference,
        name=letter.sheet.name,
        town=letter.sheet.address[-1] if letter.sheet.is_addressed else "",
        kind=kind(letter),
        remark=french(" ; ".join(remarks)),
        sheets=len(letter.sheet.letters),
    )

"""How a judgement is laid out: one list for each thing that becomes of a row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flask_babel import gettext as _

from outreach.intake.rules.reasons import Code
from outreach.intake.rules.rows import ReferralRow, RejectedRow
from outreach.intake.services.importing import told_sentences
from outreach.intake.services.judging import Arrival, Recognised, Start
from outreach.intake.services.pending import Preview
from outreach.intake.views.words import columns_said
from outreach.web.counting import ngettext

MOST_ROWS = 300  # on one page: the others are counted
_SHARING = {Code.SAME_PERSON, Code.SHARED_NUMBER, Code.SHARED_EMAIL}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it is shown; `cases` = those that it resembles, or its own."""

    row: int
    reference: str
    name: str = field(repr=False)
    notes: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    doubled: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of which the same becomes. `folded`: of no concern until one asks."""

    code: str
    title: str
    lead: str
    entries: tuple[Entry, ...]
    folded: bool = False

    @property
    def shown(self) -> tuple[Entry, ...]:
        """As many as one page takes."""
        return self.entries[:MOST_ROWS]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(len(self.entries) - MOST_ROWS, 0)


def listings(preview: Preview) -> list[Listing]:
    """What to look at, the most pressing first; empty lists are left out."""
    return [one for one in _listings(preview) if one.entries]


def capacity_said(preview: Preview) -> str:
    """What the file does to the places of the agreement, in one sentence."""
    judgement, total = preview.judgement, preview.programme.capacity
    starts, waits = (len(judgement.those(one)) for one in (Start.STARTS, Start.WAITS))
    if not starts and not waits:
        return str(
            _(
                "Aucune place n'est prise : il en reste %(left)s sur %(total)s.",
                left=preview.left,
                total=total,
            )
        )
    if not waits:
        left = preview.left - starts
        return str(
            ngettext(
                "Un dossier prend une place : il en restera %(left)s sur %(total)s.",
                "%(num)s dossiers prennent une place : il en restera %(left)s sur %(total)s.",
                starts,
                left=left,
                total=total,
            )
        )
    free = ngettext("Une place reste", "%(num)s places restent", judgement.free)
    if not judgement.free:
        free = _("Plus aucune place libre")
    wait = ngettext("un dossier attendra", "%(num)s dossiers attendront", waits)
    after = _("Si la capacité augmente, ceux qui attendent entrent dans l'ordre d'arrivée.")
    return f"{free} : {wait}. {after}"


def _listings(preview: Preview) -> Iterator[Listing]:
    judgement = preview.judgement
    yield Listing(
        "rejected",
        _("Lignes rejetées"),
        _("Aucun dossier n'est ouvert. À renvoyer au bailleur, avec les raisons, pour correction."),
        tuple(map(_rejected, judgement.rejected)),
    )
    yield Listing(
        "to_check",
        _("À vérifier avant de commencer"),
        _("Le dossier est ouvert sans envoi, et une décision est à prendre."),
        tuple(_arrivals(preview, judgement.those(Start.TO_CHECK))),
    )
    changed = [each for each in judgement.known if each.ask]
    yield Listing(
        "changed",
        _("Déjà connues, avec des différences"),
        _("Rien n'est remplacé : chaque différence est à reprendre ou à laisser, après l'import."),
        tuple(map(_known, changed)),
    )
    yield from _quiet(preview)


def _quiet(preview: Preview) -> Iterator[Listing]:
    judgement = preview.judgement
    starting = judgement.those(Start.STARTS)
    remarked = [each for each in starting if each.codes]
    yield Listing(
        "starts",
        _("Dossiers à ouvrir, avec une remarque"),
        _("La prise de contact commence par la lettre d'information."),
        tuple(_arrivals(preview, remarked)),
    )
    yield Listing(
        "starts",
        _("Dossiers à ouvrir"),
        _("La prise de contact commence par la lettre d'information."),
        tuple(_arrivals(preview, [each for each in starting if not each.codes])),
        folded=bool(remarked) or len(starting) > 30,
    )
    yield Listing(
        "waits",
        _("En attente de place"),
        _("Le dossier est ouvert ; rien ne part tant qu'il n'y a pas de place."),
        tuple(_arrivals(preview, judgement.those(Start.WAITS))),
        folded=len(judgement.those(Start.WAITS)) > 30,
    )
    yield Listing(
        "outside",
        _("Hors convention"),
        _("Le dossier est ouvert sans aucun envoi : les conditions ne sont pas remplies."),
        tuple(_arrivals(preview, judgement.those(Start.OUTSIDE))),
    )
    yield Listing(
        "known",
        _("Déjà connues, sans changement"),
        _("Rien n'est fait."),
        tuple(_known(each) for each in judgement.known if not each.ask),
        folded=True,
    )


def _rejected(row: RejectedRow) -> Entry:
    return Entry(row.row, row.reference, "", row.reasons)


def _arrivals(preview: Preview, arrivals: Iterable[Arrival]) -> Iterator[Entry]:
    for each in arrivals:
        twins = (preview.twins.get(case_id, "") for case_id, _person in each.kin)
        yield Entry(
            each.row.row,
            each.row.reference,
            _name(each.row),
            told_sentences((*each.reasons, *each.codes)),
            tuple(sorted({twin for twin in twins if twin})),
            doubled=not _SHARING.isdisjoint(each.codes),
        )


def _known(known: Recognised) -> Entry:
    said = columns_said(known.changes)
    return Entry(
        known.row.row,
        known.row.reference,
        _name(known.row),
        (said,) if said and known.ask else (),
        (known.held.case,),
    )


def _name(row: ReferralRow) -> str:
    return f"{row.first_name} {row.last_name}".strip()

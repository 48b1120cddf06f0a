"""The statement of an expertise on paper: the words of its page, laid out as a report."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from outreach.documents.report import Report, Section, Table, report_pdf
from outreach.expertise.services.statement import Statement
from outreach.expertise.views import statement_words as proved
from outreach.expertise.views import words
from outreach.web import typography
from outreach.web.case_labels import CATEGORIES, SHOWN_STATES
from outreach.web.counting import ngettext
from outreach.web.labels import CHANNELS, label

Said = Callable[[datetime], str]


def statement_pdf(stated: Statement, zone: ZoneInfo) -> bytes:
    """The PDF of a statement, its instants told in `zone`."""

    def when(at: datetime) -> str:
        return typography.dated_instant(at, zone)

    return report_pdf(
        Report(
            title=f"{_('Relevé d’expertise')} {stated.reference}",
            lead=_french(
                _("Les preuves du premier tiers, sans nom, ni numéro, ni contenu des échanges.")
            ),
            foot=f"AHU · {stated.reference} · {when(stated.made_at)}" if stated.made_at else "AHU",
            sections=[
                _case(stated, when),
                _agreement(stated, when),
                _attempts(stated, when),
                _journal(stated),
            ],
        )
    )


def name_of(stated: Statement) -> str:
    """The name of its file: nobody's, and the same each time."""
    return f"releve-{stated.reference}.pdf"


def _case(stated: Statement, when: Said) -> Section:
    facts = [
        (_("Bailleur"), stated.landlord),
        (_("Sa référence"), stated.landlord_reference or "–"),
        (_("Convention"), _french(stated.programme)),
        (_("Ouvert le"), when(stated.opened_at)),
        (_("État"), label(SHOWN_STATES, stated.state)),
    ]
    return Section(_("Dossier"), facts=tuple((str(name), value) for name, value in facts))


def _agreement(stated: Statement, when: Said) -> Section:
    rows = tuple(
        (
            _french(proved.proof_name(proof)),
            str(_("remplie") if proof.met else _("non remplie")),
            _french(proved.proof_value(proof)),
        )
        for proof in stated.proofs
    )
    tables = (
        (Table((_("Condition"), _("Résultat"), _("Preuve")), rows, ("auto", "auto", "1fr")),)
        if rows
        else ()
    )
    return Section(
        _french(_("Le dossier entre dans la convention")),
        verdict=str(_("oui") if stated.eligible else _("non")),
        tables=tables,
        note=_checked(stated, when),
    )


def _checked(stated: Statement, when: Said) -> str:
    if stated.checked is None:
        return str(_("La demande du bailleur a été effacée : il ne reste que la décision."))
    at = when(stated.checked.at)
    if stated.checked.by:
        return _french(_("Vérifié par %(name)s, %(at)s.", name=stated.checked.by, at=at))
    return _french(_("Vérifié à la lecture du fichier du bailleur, %(at)s.", at=at))


def _attempts(stated: Statement, when: Said) -> Section:
    totals = Table(
        (_("Rubrique"), _("Comptées"), _("Faites")),
        tuple((label(CATEGORIES, t.category), str(t.counted), str(t.all)) for t in stated.totals),
        ("40mm", "30mm", "30mm"),
    )
    rows = tuple(
        (
            str(each.number or "–"),
            when(each.at),
            label(CHANNELS, each.channel),
            label(CATEGORIES, each.category) if each.category else "–",
            proved.author(each),
            _french(words.status(each.channel, each.status, by_machine=each.by_machine)),
            str(_("oui")) if each.number else _french(_("non : %(why)s", why=proved.why_not(each))),
        )
        for each in stated.attempts
    )
    names = (
        *(_("N°"), _("Date"), _("Moyen"), _("Rubrique"), _("Par"), _("Résultat"), _("Comptée")),
    )
    listed = Table(names, rows, ("auto", "51mm", "auto", "auto", "auto", "1fr", "1fr"))
    return Section(
        str(_("Tentatives de contact")),
        verdict=proved.summary(stated),
        tables=(totals, listed) if rows else (),
        note="" if rows else str(_("Aucune encore.")),
    )


def _journal(stated: Statement) -> Section:
    chain = stated.chain
    if chain is None:
        return Section(str(_("Journal du dossier")))
    anchored = (
        (
            (str(_("Dernier ancrage")), typography.dated_day(chain.anchored)),
            (
                str(_("Faits ancrés")),
                str(ngettext("%(num)s fait", "%(num)s faits", chain.anchored_entries)),
            ),
            (str(_("Empreinte ancrée")), chain.anchored_head),
        )
        if chain.anchored
        else ((str(_("Dernier ancrage")), str(_("pas encore"))),)
    )
    return Section(
        str(_("Journal du dossier")),
        verdict=str(_("intact") if chain.intact else _("abîmé")),
        facts=(
            (str(_("Faits")), str(chain.entries)),
            (str(_("Empreinte du dernier")), chain.head),
            *anchored,
        ),
        note=_french(
            _(
                "Chaque fait contient l'empreinte du précédent : en changer un seul, ou en ôter"
                " un, se verrait. L'ancrage garde chaque nuit la dernière empreinte à part."
            )
        ),
    )


def _french(text: str) -> str:
    return typography.french(str(text))

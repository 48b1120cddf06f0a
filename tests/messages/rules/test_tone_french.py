"""French words that must never leave, and the harmless ones that look like them (care.md §4)."""

import pytest

from outreach.messages.rules.tone import Exposure, WordList
from tests.messages.rules.words import found

THREATS = [
    "Vous pouvez payer en ligne",
    "Payez votre part",
    "Vous paierez plus tard",
    "Vous payerez plus tard",
    "Le paiement n'est pas arrivé",
    "Les PAIEMENTS",
    "C'est payé ?",
    "Votre part n'est pas payée",
    "ce qu'elle paie",
    "Nous payons",
    "un paye­ment en retard",
    "Merci de régulariser",
    "Régularisez votre dossier",
    "une régularisation",
    "REGULARISER",
    "votre échéance",
    "les échéances du mois",
    "un échéancier",
    "plan d'apurement",
    "Envoyez votre RIB",
    "votre R.I.B.",
    "le solde du compte",
    "une saisie sur salaire",
    "des saisies",
    "des poursuites",
    "poursuivi en justice",
    "dernier rappel",
    "Derniers avis avant visite",
    "Dernière relance",
    "DERNIER  AVIS",
    "mise en demeure",
    "mise-en-demeure",
    "mises en demeure",
    "Sans réponse de votre part, je passe",
    "faute de réponse de votre part",
    "Vous êtes convoqué",
    "Vous êtes convoquée lundi",
    "une convocation",
    "assignation",
    "Vous serez assignée",
    "résiliation du bail",
    "votre bail sera résilié",
    "une expulsion",
    "vous serez expulsés",
    "l'huissier",
    "les huissiers",
    "commissaire de justice",
    "commissaires de justice",
    "devant le tribunal",
    "les tribunaux",
    "le juge",
    "les juges",
    "service contentieux",
    "commandement de quitter les lieux",
    "une créance",
    "le recouvrement",
    "un remboursement",
    "des pénalités",
    "vous nous devez",
    "400 €",
    "400€",
    "400 euros",
    "quatre cents euros",
    "EUR 400",
    "300,00",
    "1 200,50 restant",
    "1200.50",
    "337.00",
    "avant le 15",
    "avant le 1er mars",
    "avant lundi",
    "avant fin mars",
    "avant le quinze mars",
    "sous 8 jours",
    "sous huit jours",
    "sous 48h",
    "sous huitaine",
    "dans les 8 jours",
    "dans un délai de 8 jours",
    "d'ici lundi",
    "d’ici le 15",
    "d'ici la fin du mois",
    "Répondez au plus tard mardi",
    "date limite",
    "dernier délai",
    "répondez avant midi",
    "sans délai",
    "avant 15/10",
    "passé le 15",
    "vous avez jusqu'au 15",
    "il vous reste 8 jours",
    "plus que deux jours",
    "dès réception",
]

REVEALS = [
    "votre loyer",
    "LOYERS",
    "loyer.",
    "une dette",
    "vos dettes",
    "l'impayé",
    "impayée",
    "les impayés",
    "d'impayés",
    "un arriéré",
    "arriérés",
    "votre garant",
    "une garante",
    "la caution",
    "les cautions",
    "la CAF",
    "C.A.F.",
    "vos APL",
    "le RSA",
    "le FSL",
    "le FUL",
    "la CCAPEX",
    "un dossier de surendettement",
    "le DALO",
    "un diagnostic social",
    "une expertise",
    "assistante sociale",
    "un assistant social",
    "les services sociaux",
    "la protection de l'enfance",
    "la police",
    "des violences",
    "la violence",
    "un retard",
    "la somme",
    "les sommes dues",
    "un avocat",
    "la préfecture",
    "C'est urgent",
    "rendez-vous au commissariat",
    "rendez-vous au CCAS",
    "important",
    "la Banque de France",
]

AMBER = [
    "votre bailleur",
    "les bailleurs",
    "LogemLoiret",
    "Logem Loiret",
    "de l'argent",
    "une difficulté",
    "vos difficultés",
    "votre situation",
    "une aide",
    "vous aider",
    "travailleuse sociale",
]

TRICKS = [
    ("l o y e r", WordList.REVEALS),
    ("l.o.y.e.r", WordList.REVEALS),
    ("l-o-y-e-r", WordList.REVEALS),
    ("lo\u200byer", WordList.REVEALS),
    ("im\u00adpayé", WordList.REVEALS),
    ("im-payé", WordList.REVEALS),
    ("im-\npayé", WordList.REVEALS),
    ("impaye\u0301", WordList.REVEALS),
    ("l0yer", WordList.REVEALS),
    ("ｌｏｙｅｒ", WordList.REVEALS),
    ("lоyer", WordList.REVEALS),  # a Cyrillic о
    ("_loyer_", WordList.REVEALS),
    ("mise\u00a0en\u202fdemeure", WordList.THREAT),
    ("mise   en\ndemeure", WordList.THREAT),
    ("mise, en demeure", WordList.THREAT),
    ("400\u202f€", WordList.THREAT),
    ("４００ €", WordList.THREAT),
]

PASSES = [
    "J'ai dix minutes de retard",
    "J'ai 10 min de retard",
    "Je suis en retard, j'arrive",
    "ce n'est pas important",
    "Ce n'est pas grave",
    "je ne juge pas",
    "Personne ne vous juge pas ici",
    "sans juger",
    "12 rue de la Préfecture",
    "place de la Préfecture à Orléans",
    "3 rue du Tribunal",
    "nous ne sommes pas",
    "Nous sommes deux",
    "mardi 14 à 10h",
    "mercredi 30 à 10h30",
    "jeudi 2 à 9 h 15",
    "02 38 00 00 00",
    "02.38.00.00.00",
    "+33 2 38 00 00 00",
    "06 39 98 00 10",
    "112",
    "114",
    "115",
    "3114",
    "Urgence : 112, ou SMS au 114",
    "Bonjour Marie-Madeleine, ici Stéphanie",
    "Bonjour Monsieur Payet",
    "Bonjour Madame Payen",
    "Bonjour Garance",
    "Bonjour Aïda",
    "un beau paysage",
    "dans votre pays",
    "un café à l'AHU",
    "le caftan",
    "Je peux passer vous voir",
    "Je passe avant 10h",
    "Je passe avant midi",
    "Je vous rappelle avant lundi",
    "Je vous rappelle d'ici lundi",
    "Léa vous répond au plus tard mardi 14 à 12h",
    "Je suis absente jusqu'au 15",
    "Rendez-vous demain à 14h",
    "Rappel : rendez-vous demain",
    "Un chiffre suffit.",
    "1 = un appel, 2 = un rendez-vous, 3 = plus tard",
    "C'est gratuit.",
    "Je rencontre de nouveaux locataires",
    "au sujet de votre logement",
    "Vous êtes libre de dire non",
    "Rien d'obligatoire",
    "Je sais que vous êtes là",
    "la rue des Carmes",
    "3 bis avenue des Droits de l'Homme",
    "45 rue du Faubourg Bannier",
    "Bât. B, appt 4, 45100 Orléans",
    "Le 14/10/2026 à 10:30",
    "Je vous écris de l'AHU",
    "Belle journée, à bientôt",
    "Où en êtes-vous ?",
    "Comment allez-vous ? y a-t-il un bon moment ?",
    "Nous poursuivons notre conversation demain",
    "Je me régale, l'échelle est là",
    "les solidarités du quartier",
    "le tribun",
    "Vous avez le choix",
    "Merci de l'avoir écrit",
    "Un mot de l'AHU",
]


@pytest.mark.parametrize("text", THREATS)
def test_threats_and_collection_are_blocked_even_in_an_envelope(text: str) -> None:
    for exposure in Exposure:
        lists = {finding.list for finding in found(text, exposure=exposure, prompted=True)}
        assert WordList.THREAT in lists


@pytest.mark.parametrize("text", REVEALS)
def test_what_reveals_is_blocked_in_the_open_even_when_asked(text: str) -> None:
    assert WordList.REVEALS in {finding.list for finding in found(text, prompted=True)}


@pytest.mark.parametrize("text", ["votre loyer", "une dette", "la CAF", "votre bailleur"])
def test_an_envelope_may_speak_more_freely(text: str) -> None:
    assert found(text, exposure=Exposure.SEALED) == ()


@pytest.mark.parametrize("text", AMBER)
def test_amber_words_wait_until_the_person_asks(text: str) -> None:
    assert {finding.list for finding in found(text)} == {WordList.AMBER}
    assert found(text, prompted=True) == ()


@pytest.mark.parametrize(("text", "kind"), TRICKS)
def test_tricks_hide_nothing(text: str, kind: WordList) -> None:
    assert kind in {finding.list for finding in found(text)}


@pytest.mark.parametrize("text", PASSES)
def test_harmless_words_pass(text: str) -> None:
    assert found(text) == ()


def test_an_allowed_phrase_spares_nothing_else() -> None:
    terms = [finding.term for finding in found("dix minutes de retard, et un loyer en retard")]
    assert terms == ["loyer", "retard"]


def test_a_finding_says_what_the_text_says_and_where() -> None:
    text = "Bonjour, votre\u00a0IMPAYÉ de 400 €"
    assert [(one.list, one.term, one.position) for one in found(text)] == [
        (WordList.REVEALS, "IMPAYÉ", 15),
        (WordList.THREAT, "€", 29),
    ]

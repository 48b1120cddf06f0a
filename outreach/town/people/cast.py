"""The people of the town. All are invented: their numbers belong to nobody."""

from datetime import time

from outreach.town.people.characters import Character, Line, Way
from outreach.web.labels import N_

_DAY = 24 * 60
_NEXT_MORNING = (14 * 60, 17 * 60)
_OFFER = "Rendez-vous possible"  # how the SMS begins that offers appointments

CAST = (
    Character(
        "yes",
        N_("Répond OUI au premier message, et décroche."),
        *("Mme", "Nadia", "Morel"),
        lines=(Line("OUI", wait=(8, 50)),),
        phone=("reached",),
    ),
    Character(
        "stop",
        N_("Dit STOP. Changera d'avis, un jour."),
        *("M.", "Kevin", "Lambert"),
        lines=(
            Line("STOP", got=2, wait=(2, 15)),
            Line("finalement je veux bien discuter, c'est possible ?", got=3, wait=(9 * _DAY,) * 2),
        ),
        phone=("reached",),
        answer="Bonjour Kevin, bien sûr. Je vous appelle aujourd'hui. Mehdi, AHU",
    ),
    Character(
        "wrong",
        N_("Le numéro du fichier est celui de quelqu'un d'autre."),
        *("Mme", "Julie", "Renard"),
        lines=(Line("vous vous trompez de numéro", wait=(4, 30)),),
        phone=("wrong_number",),
        door=("met",),
    ),
    Character(
        "suicide",
        N_("Va très mal, et l'écrit."),
        *("Mme", "Élise", "Garnier"),
        lines=(Line("je veux plus vivre", got=2, wait=(10, 60)),),
        phone=("reached",),
        door=("met",),
    ),
    Character(
        "angry",
        N_("En colère : a déjà payé."),
        *("M.", "Romain", "Dubois"),
        lines=(
            Line("J'AI DEJA PAYE le mois dernier !!! laissez moi tranquille", got=2, wait=(1, 9)),
        ),
    ),
    Character(
        "mail",
        N_("Ne répond pas aux SMS, mais lit ses e-mails. Un commandement de payer l'inquiète."),
        *("Mme", "Hélène", "Marchand"),
        lines=(
            Line(
                "Bonjour Valérie,\n\nMerci pour votre message. Je veux bien vous rencontrer, "
                "plutôt un mercredi.\n\nHélène Marchand",
                way=Way.EMAIL,
                wait=(40, 300),
            ),
        ),
        phone=("reached",),
        door=("met",),
        answer="Bonjour Hélène, merci de votre réponse. Je vous propose mercredi à 14 h, chez vous "
        "ou à l'AHU, comme vous préférez. Mehdi",
        brings="payment_order",
    ),
    Character(
        "home",
        N_("Ne répond à rien. Ouvrira sa porte."),
        *("M.", "Gérard", "Blanchet"),
        door=("met",),
    ),
    Character(
        "silent",
        N_("Ne répond à rien. Sa messagerie annonce une absence."),
        *("Mme", "Monique", "Fabre"),
        lines=(
            Line(
                "Je suis absente jusqu'au 30. Réponse automatique.",
                way=Way.EMAIL,
                wait=(0, 0),
                machine=True,
            ),
        ),
    ),
    Character(
        "no",
        N_("Préfère ne pas être aidé, et le dit poliment."),
        *("M.", "Antoine", "Leroy"),
        lines=(Line("4", got=2, wait=(20, 200)),),
    ),
    Character(
        "dead",
        N_("Le numéro du fichier ne reçoit plus rien."),
        *("M.", "Bruno", "Caron"),
        lines=(Line("oui c'est bien moi, bonjour", wait=(30, 90)),),
        phone=("reached",),
        fails=30005,
    ),
    Character(
        "moved",
        N_("Une lettre revient : l'adresse est incomplète. Prendra un rendez-vous, et l'oubliera."),
        *("Mme", "Aurélie", "Simon"),
        lines=(Line("1", about=_OFFER, wait=(20, 200)),),
        moved=True,
        comes=False,
    ),
    Character(
        "choice",
        N_("Choisit un chiffre : 1, un appel ; puis 3, la dernière des dates, et viendra."),
        *("M.", "Yanis", "Cordier"),
        lines=(Line("1", got=2, wait=(15, 120)), Line("3", about=_OFFER, wait=(15, 60))),
        phone=("no_answer", "reached"),
    ),
    Character(
        "waits",
        N_("Vient de recevoir un premier message. À vous de répondre."),
        *("Mme", "Samira", "Belkacem"),
        phone=("voicemail",),
        late=True,
        yours=True,
    ),
    Character(
        "arabic",
        N_("Lit l'arabe, pas le français."),
        *("M.", "Karim", "Haddad"),
        language="ar",
        lines=(
            Line("مرحبا، من أنتم؟ لا أتكلم الفرنسية", wait=(15, 80)),
            Line("نعم، يمكنكم الاتصال بي بعد الخامسة", got=2, wait=(8, 40)),
        ),
        phone=("reached",),
        late=True,
    ),
    Character(
        "turkish",
        N_("Écrit en turc."),
        *("M.", "Emre", "Yıldız"),
        language="tr",
        lines=(Line("Merhaba, Fransızcam az. Evet, arayabilirsiniz", wait=_NEXT_MORNING),),
        phone=("reached",),
        late=True,
    ),
    Character(
        "portuguese",
        N_("Écrit en portugais."),
        *("Mme", "Inês", "Ferreira"),
        language="pt",
        lines=(Line("Olá, sim, podem ligar-me depois das 18h", wait=_NEXT_MORNING),),
        phone=("reached",),
        late=True,
    ),
    Character(
        "night",
        N_("Travaille la nuit, écrit à deux heures du matin."),
        *("M.", "Mamadou", "Sow"),
        lines=(
            Line(
                "bonsoir dsl je travaille de nuit, vous pouvez m'appeler vers 15h ?",
                at=time(2, 40),
            ),
        ),
        phone=("reached",),
        late=True,
    ),
    Character(
        "shelter",
        N_("Dort dans sa voiture avec ses enfants."),
        *("M.", "Thomas", "Pereira"),
        lines=(Line("on dort dans la voiture depuis hier avec les petits", wait=(20, 100)),),
        phone=("reached",),
        door=("met",),
        late=True,
    ),
    Character(
        "watched",
        N_("Quelqu'un d'autre lit ses messages."),
        *("Mme", "Sarah", "Klein"),
        lines=(
            Line(
                "n'écrivez plus sur ce numéro, mon mari lit mes messages et il me frappe",
                got=2,
                wait=(30, 200),
            ),
        ),
        watched=True,
        late=True,
    ),
    Character(
        "who",
        N_("Se méfie, demande qui écrit et d'où vient son numéro."),
        *("M.", "Lucas", "Petit"),
        lines=(
            Line("c'est qui ?", wait=(2, 20)),
            Line("INFOS", got=2, wait=(2, 10)),
            Line("ok merci", got=3, wait=(30, 90)),
        ),
        phone=("no_answer", "reached"),
        answer="Bonjour Lucas, je comprends votre question. Rappelez-nous au 02 61 91 00 01 pour "
        "vérifier, ou dites-moi quand vous appeler. Valérie, AHU",
        late=True,
    ),
)

# Lines of the landlord's file that start nothing, each for its own reason.
OTHERS = (
    Character(
        "guarantor", N_("Hors convention."), *("M.", "Paul", "Vidal"), guarantor="visale", late=True
    ),
    Character(
        "unknown", N_("À vérifier."), *("Mme", "Rose", "Legrand"), guarantor="inconnu", late=True
    ),
    Character(
        "undated",
        N_("Ligne rejetée."),
        *("M.", "Louis", "Perrin"),
        late=True,
        faults=frozenset({"date_entree"}),
    ),
    Character("place", N_("En attente de place."), *("Mme", "Lina", "Robin"), late=True),
)

"""Codes in the team's own words (care.md §6)."""

CASE_STATES = {
    "ineligible": "Hors convention",
    "waiting": "En attente de place",
    "contacting": "Prise de contact",
    "in_contact": "Contact établi",
    "diagnosed": "Diagnostic en cours",
    "handed_over": "Passage de relais à faire",
    "closed": "Clos",
}
CLOSE_REASONS = {
    "completed": "accompagnement terminé",
    "declined": "ne souhaite pas",
    "not_reached": "contact non établi",
    "stopped": "ne plus contacter",
    "withdrawn": "demande retirée",
    "mistake": "erreur",
    "programme_end": "fin de convention",
}
TASK_KINDS = {
    "letter": "Lettre à poster",
    "call": "Appel à passer",
    "visit": "Visite à faire",
    "message": "SMS à envoyer",
    "check_number": "Numéro à vérifier",
    "decide": "Décision à prendre",
}
OUTCOMES = {
    "posted": "Postée",
    "returned": "Revenue",
    "reached": "A répondu",
    "no_answer": "Pas de réponse",
    "voicemail": "Message laissé",
    "wrong_number": "Mauvais numéro",
    "refused": "Ne souhaite pas",
    "met": "Rencontre",
    "not_home": "Personne n'a ouvert",
    "wrong_address": "Adresse inexacte",
    "vacant": "Paraît inoccupé",
    "sent": "Envoyé",
    "not_sent": "Non envoyé",
    "corrected": "Corrigé",
    "none_found": "Rien trouvé",
    "continue": "Continuer",
    "new_visit": "Nouvelle visite",
    "final_letter": "Dernière lettre",
    "close": "Clore",
    "cancelled": "Annulée",
}
STATUSES = {
    "reserved": "prêt à partir",
    "calling": "en cours d'envoi",
    "uncertain": "envoi incertain, vérification en cours",
    "accepted": "pris en charge",
    "sent": "envoyé",
    "delivered": "remis au téléphone",
    "undelivered": "non remis",
    "failed": "échec",
    "refused": "refusé par le prestataire",
    "blocked": "non envoyé",
    "cancelled": "annulé avant l'envoi",
    "absent": "jamais parti",
}
CHANNELS = {
    "sms": "SMS",
    "email": "e-mail",
    "call": "appel",
    "voicemail": "message vocal",
    "letter": "lettre",
    "visit": "visite",
}
POINT_STATUSES = {
    "ok": "utilisable",
    "suspect": "ne reçoit pas toujours",
    "invalid": "ne reçoit pas",
    "wrong_person": "quelqu'un d'autre",
    "opted_out": "ne plus écrire",
}
PURPOSES = {
    "sequence": "scénario",
    "reminder": "rappel de rendez-vous",
    "automatic_answer": "réponse automatique",
    "confirmation": "confirmation",
    "answer": "réponse",
    "human_first": "écrit par l'équipe",
}
PAUSES = {
    "reply": "réponse reçue",
    "human_contact": "contact établi par l'équipe",
    "opt_out": "ne souhaite plus de messages",
    "alert": "alerte",
    "manual": "décision de l'équipe",
    "uncertain": "envoi incertain",
}
REASONS = {
    "step": "prévu par le scénario",
    "landline_only": "la personne n'a qu'un téléphone fixe",
    "no_sms_sender": "aucun envoi de SMS n'est réglé",
    "no_one_way_text": "ce SMS attend une réponse et l'envoi est à sens unique",
    "no_slots": "proposer des rendez-vous de vive voix",
    "shared_number": "un numéro ou un e-mail figure dans deux dossiers",
    "same_person": "la même personne sous deux références",
    "name_to_correct": "le nom est abîmé : les messages attendent",
    "name_to_check": "noms à relire : inversés, ou plusieurs personnes",
    "address_to_check": "adresse postale à compléter avant la lettre",
    "remark_to_review": "remarque de visite à relire",
    "check_number": "un numéro du fichier est à vérifier",
    "to_check": "à vérifier avec le bailleur",
    "earlier_refusal": "un numéro ou une adresse a déjà refusé, ou est à quelqu'un d'autre",
    "programme_not_started": "reçu avant le début de la convention : l'accepter ?",
    "differences": "différences à valider avec le nouveau fichier",
    "stop": "STOP : une dernière lettre, ou clore ?",
    "stop_probable": "STOP probable : lire le message",
    "start_probable": "la personne veut peut-être reprendre : lire le message",
    "to_attach": "un message peut être de cette personne : à rattacher",
    "alert": "alerte : lire le message",
    "wrong_person": "quelqu'un d'autre répond à ce numéro",
    "callback": "la personne demande un appel",
    "yes": "la personne a dit oui",
    "no": "la personne a dit non",
    "to_reconfirm": "à reconfirmer : la personne a écrit depuis",
    "later": "« plus tard » : en reparler",
    "reply": "une réponse attend",
    "paused": "les envois sont arrêtés et rien d'autre n'est prévu : que faire ?",
    "pause_over": "la pause devait finir : que faire ?",
    "in_contact": "contact établi : où en est-on ?",
    "refused": "la personne ne souhaite pas",
    "threat": "menace : voir avec la coordination",
    "letter_returned": "une lettre est revenue : la reposter ?",
    "letter_again": "à poster de nouveau",
    "letter_missing": "la lettre d'information n'est pas partie : la poster ?",
    "letter_overdue": "la lettre d'information n'est pas postée",
    "wrong_address": "l'adresse est inexacte",
    "vacant": "le logement paraît inoccupé",
    "mailbox_unread": "les réponses ne peuvent plus être lues, rien d'automatique ne part : "
    "prévenez l'administration",
    "engine_fault": "le logiciel n'a pas su continuer ce dossier : prévenez l'administration",
    "uncertain": "personne ne sait si un message est parti : continuer sans lui ?",
    "sender_stopped": "l'expéditeur est arrêté par le prestataire",
    "provider_refused": "le prestataire refuse le message",
    "opted_out_at_provider": "la personne a dit STOP au prestataire",
    "suspect": "un numéro ne reçoit pas",
    "invalid": "un numéro n'existe pas ou ne reçoit pas de SMS",
    "not_sent": "un message n'est pas parti",
    "draft": "à envoyer du mobile de l'association",
    "ACK": "accusé de réception à envoyer du mobile de l'association",
    "STOP": "confirmation d'un STOP à envoyer du mobile de l'association",
    "START": "confirmation de reprise à envoyer du mobile de l'association",
    "WRONG": "excuses pour une erreur de numéro, à envoyer du mobile de l'association",
    "INFOS": "d'où vient le numéro : réponse à envoyer du mobile de l'association",
    "WHO": "qui nous sommes : réponse à envoyer du mobile de l'association",
    "SUICIDE": "numéro d'écoute à envoyer du mobile de l'association",
    "TOIT": "numéro d'hébergement à envoyer du mobile de l'association",
    "LANG": "choix de la langue à envoyer du mobile de l'association",
    "RDV": "rappel de rendez-vous à envoyer du mobile de l'association",
    "SUITE": "changement d'interlocuteur, à envoyer du mobile de l'association",
    "new_visit": "nouvelle visite décidée",
    "final_letter": "dernière lettre décidée",
    "end_complete": "toutes les étapes sont faites : que devient le dossier ?",
    "end_programme_end": "la convention est terminée",
    "missing_adil": "téléphone de l'ADIL à renseigner : outreach programme set --adil-phone",
    "missing_prenom": "prénom de la personne à renseigner : outreach case correct --first-name",
    "missing_nom": "nom de la personne à renseigner : outreach case correct --last-name",
    "missing_bailleur": "nom du bailleur à renseigner : outreach programme set --landlord",
    "missing_d": "date de visite à fixer : le texte l'annonce",
    "missing_h": "heure de visite à fixer : le texte l'annonce",
    "missing_j1": "rendez-vous à proposer de vive voix",
    "missing_j2": "rendez-vous à proposer de vive voix",
    "missing_j3": "rendez-vous à proposer de vive voix",
    "missing_ts": "prénom du contact à renseigner : outreach programme set --contact-name",
    "missing_tel": "téléphone du contact à renseigner : outreach programme set --contact-phone",
}

# Why a message did not leave, from our own checks; a provider's code is shown as it is.
NOT_SENT = {
    "point_unusable": "le numéro ou l'adresse n'est plus utilisable",
    "discreet": "ce contact est en mode discret",
    "sender_incapable": "aucun envoi de ce genre n'est réglé",
    "tone": "un mot du texte ne doit pas partir",
    "case_state": "le dossier n'est plus en prise de contact",
    "paused": "les envois de ce dossier sont arrêtés",
    "opted_out": "la personne ne veut plus de messages",
    "shared_number": "ce numéro ou cette adresse figure dans deux dossiers",
    "outside_hours": "hors des heures de contact",
    "contact_cap": "le nombre de contacts sur trente jours est atteint",
    "spacing": "trop tôt après le dernier contact",
    "held": "tous les envois sont suspendus",
    "programme_closed": "la convention n'est pas ouverte",
    "letter_not_posted": "la lettre d'information n'est pas arrivée",
    "found_late": "message trouvé trop tard pour une réponse automatique",
    "answered_recently": "une réponse automatique est déjà partie",
    "already_confirmed": "déjà confirmé",
    "expired": "l'heure est passée",
    "superseded": "remplacé par un texte plus récent",
    "never_known": "personne ne saura s'il est parti : il ne repart pas et ne compte pas",
    "orphan": "préparé par un envoi interrompu",
    "lease_lost": "repris par un autre envoi",
    "lease_short": "repris par un autre envoi",
    "not_sent_by_worker": "l'équipe ne l'a pas envoyé",
}
_BLOCKED = "blocked_"


def reason_label(code: str) -> str:
    """Why a task was raised, in words."""
    if code.startswith(_BLOCKED):
        return f"un message n'est pas parti : {label(NOT_SENT, code.removeprefix(_BLOCKED))}"
    return label(REASONS, code)


def error_label(codes: str) -> str:
    """Why a message did not leave or arrive; several of our codes are joined by "/"."""
    return ", ".join(label(NOT_SENT, code) for code in codes.split("/"))


def label(table: dict[str, str], code: str | None) -> str:
    """The words of a code; the code itself when it has none."""
    return table.get(code or "", code or "")

"""Codes in the team's own words (care.md §6), translated when they are looked up."""

from flask_babel import gettext


def N_(text: str) -> str:  # noqa: N802  gettext's own name for "to translate, but not now"
    """Mark a sentence for the catalogues."""
    return text


ROLES = {
    "worker": N_("Intervention sociale"),
    "reception": N_("Accueil"),
    "coordinator": N_("Coordination"),
    "admin": N_("Administration technique"),
    "dpo": N_("DPO (lecture)"),
}
CASE_STATES = {
    "ineligible": N_("Hors convention"),
    "waiting": N_("En attente de place"),
    "contacting": N_("Prise de contact"),
    "in_contact": N_("Contact établi"),
    "diagnosed": N_("Diagnostic en cours"),
    "handed_over": N_("Passage de relais à faire"),
    "closed": N_("Clos"),
}
CLOSE_REASONS = {
    "completed": N_("accompagnement terminé"),
    "declined": N_("ne souhaite pas"),
    "not_reached": N_("contact non établi"),
    "stopped": N_("ne plus contacter"),
    "withdrawn": N_("demande retirée"),
    "mistake": N_("erreur"),
    "programme_end": N_("fin de convention"),
}
TASK_KINDS = {
    "letter": N_("Lettre à poster"),
    "call": N_("Appel à passer"),
    "visit": N_("Visite à faire"),
    "message": N_("SMS à envoyer"),
    "check_number": N_("Numéro à vérifier"),
    "decide": N_("Décision à prendre"),
}
OUTCOMES = {
    "posted": N_("Postée"),
    "returned": N_("Revenue"),
    "reached": N_("A répondu"),
    "no_answer": N_("Pas de réponse"),
    "voicemail": N_("Message laissé"),
    "wrong_number": N_("Mauvais numéro"),
    "refused": N_("Ne souhaite pas"),
    "met": N_("Rencontre"),
    "not_home": N_("Personne n'a ouvert"),
    "wrong_address": N_("Adresse inexacte"),
    "vacant": N_("Paraît inoccupé"),
    "sent": N_("Envoyé"),
    "not_sent": N_("Non envoyé"),
    "corrected": N_("Corrigé"),
    "none_found": N_("Rien trouvé"),
    "continue": N_("Continuer"),
    "new_visit": N_("Nouvelle visite"),
    "final_letter": N_("Dernière lettre"),
    "close": N_("Clore"),
    "cancelled": N_("Annulée"),
}
STATUSES = {
    "reserved": N_("prêt à partir"),
    "calling": N_("en cours d'envoi"),
    "uncertain": N_("envoi incertain, vérification en cours"),
    "accepted": N_("pris en charge"),
    "sent": N_("envoyé"),
    "delivered": N_("remis au téléphone"),
    "undelivered": N_("non remis"),
    "failed": N_("échec"),
    "refused": N_("refusé par le prestataire"),
    "blocked": N_("non envoyé"),
    "cancelled": N_("annulé avant l'envoi"),
    "absent": N_("jamais parti"),
}
CHANNELS = {
    "sms": N_("SMS"),
    "email": N_("e-mail"),
    "call": N_("appel"),
    "voicemail": N_("message vocal"),
    "letter": N_("lettre"),
    "visit": N_("visite"),
}
POINT_STATUSES = {
    "ok": N_("utilisable"),
    "suspect": N_("ne reçoit pas toujours"),
    "invalid": N_("ne reçoit pas"),
    "wrong_person": N_("quelqu'un d'autre"),
    "opted_out": N_("ne plus écrire"),
}
PURPOSES = {
    "sequence": N_("scénario"),
    "reminder": N_("rappel de rendez-vous"),
    "automatic_answer": N_("réponse automatique"),
    "confirmation": N_("confirmation"),
    "answer": N_("réponse"),
    "human_first": N_("écrit par l'équipe"),
}
PAUSES = {
    "reply": N_("réponse reçue"),
    "human_contact": N_("contact établi par l'équipe"),
    "opt_out": N_("ne souhaite plus de messages"),
    "alert": N_("alerte"),
    "manual": N_("décision de l'équipe"),
    "uncertain": N_("envoi incertain"),
}
REASONS = {
    "step": N_("prévu par le scénario"),
    "landline_only": N_("la personne n'a qu'un téléphone fixe"),
    "no_sms_sender": N_("aucun envoi de SMS n'est réglé"),
    "no_one_way_text": N_("ce SMS attend une réponse et l'envoi est à sens unique"),
    "no_slots": N_("proposer des rendez-vous de vive voix"),
    "shared_number": N_("un numéro ou un e-mail figure dans deux dossiers"),
    "same_person": N_("la même personne sous deux références"),
    "name_to_correct": N_("le nom est abîmé : les messages attendent"),
    "name_to_check": N_("noms à relire : inversés, ou plusieurs personnes"),
    "address_to_check": N_("adresse postale à compléter avant la lettre"),
    "remark_to_review": N_("remarque de visite à relire"),
    "check_number": N_("un numéro du fichier est à vérifier"),
    "given": N_("un numéro ou un e-mail donné par l'équipe"),
    "to_check": N_("à vérifier avec le bailleur"),
    "earlier_refusal": N_("un numéro ou une adresse a déjà refusé, ou est à quelqu'un d'autre"),
    "programme_not_started": N_("reçu avant le début de la convention : l'accepter ?"),
    "differences": N_("différences à valider avec le nouveau fichier"),
    "stop": N_("STOP : une dernière lettre, ou clore ?"),
    "stop_probable": N_("STOP probable : lire le message"),
    "start_probable": N_("la personne veut peut-être reprendre : lire le message"),
    "to_attach": N_("un message peut être de cette personne : à rattacher"),
    "alert": N_("alerte : lire le message"),
    "wrong_person": N_("quelqu'un d'autre répond à ce numéro"),
    "callback": N_("la personne demande un appel"),
    "yes": N_("la personne a dit oui"),
    "no": N_("la personne a dit non"),
    "to_reconfirm": N_("à reconfirmer : la personne s'est manifestée depuis"),
    "later": N_("« plus tard » : en reparler"),
    "reply": N_("une réponse attend"),
    "slot_chosen": N_("la personne a choisi un rendez-vous : il est dans l'agenda"),
    "visit_overdue": N_(
        "personne n'est ressorti de la visite à l'heure prévue : appelez, puis le 17"
    ),
    "visit_clash": N_("une visite tombe en même temps qu'autre chose : en déplacer une"),
    "day_off": N_(
        "un rendez-vous ou une visite tombe un jour d'absence ou de fermeture : déplacer, ou "
        "confier à quelqu'un d'autre, et prévenir la personne"
    ),
    "meeting_over": N_("un rendez-vous est passé : dire s'il a eu lieu"),
    "safety_review": N_("remarques de sécurité à revoir : tiennent-elles encore ?"),
    "missed": N_("la personne n'est pas venue : en reparler avec elle, sans reproche"),
    "remind_by_voice": N_("rappeler le rendez-vous de vive voix"),
    "slot_gone": N_("le rendez-vous choisi n'est plus libre : en proposer un autre"),
    "paused": N_("les envois sont arrêtés et rien d'autre n'est prévu : que faire ?"),
    "pause_over": N_("la pause devait finir : que faire ?"),
    "in_contact": N_("contact établi : où en est-on ?"),
    "call_chosen": N_("un appel que l'équipe a choisi de passer"),
    "paper_payment_order": N_("commandement de payer apporté : agir avec la personne"),
    "paper_summons": N_("assignation apportée : préparer l'audience"),
    "paper_judgment": N_("décision de justice apportée : demander un avis sans attendre"),
    "paper_quit_order": N_("commandement de quitter les lieux apporté : agir avec la personne"),
    "paper_deadline": N_("un courrier apporté par la personne fixe une date"),
    "refused": N_("la personne ne souhaite pas"),
    "threat": N_("menace : voir avec la coordination"),
    "incident": N_("incident pendant une visite : à lire par la coordination"),
    "letter_returned": N_("une lettre est revenue : la reposter ?"),
    "letter_again": N_("à poster de nouveau"),
    "letter_missing": N_("la lettre d'information n'est pas partie : la poster ?"),
    "letter_overdue": N_("une lettre attend d'être postée depuis plus de cinq jours"),
    "wrong_address": N_("l'adresse est inexacte"),
    "vacant": N_("le logement paraît inoccupé"),
    "alert_restricted": N_("alerte, accès restreint"),  # what others read instead of it
    "words_private": N_("réservé à l'intervention sociale"),  # what reception reads instead
    "mailbox_unread": N_(
        "les réponses ne peuvent plus être lues, rien d'automatique ne part : "
        "prévenez l'administration technique"
    ),
    "engine_fault": N_(
        "le logiciel n'a pas su continuer ce dossier : prévenez l'administration technique"
    ),
    "uncertain": N_("personne ne sait si un message est parti : continuer sans lui ?"),
    "left_twice": N_(
        "le même message est parti deux fois, le prestataire l'a dit trop tard : s'en excuser"
    ),
    "restored": N_("un message est parti, que la copie restaurée ne connaît pas : le relire"),
    "sender_stopped": N_("l'expéditeur est arrêté par le prestataire"),
    "provider_refused": N_("le prestataire refuse le message"),
    "opted_out_at_provider": N_("la personne a dit STOP au prestataire"),
    "suspect": N_("un numéro ne reçoit pas"),
    "invalid": N_("un numéro n'existe pas ou ne reçoit pas de SMS"),
    "not_sent": N_("un message n'est pas parti"),
    "draft": N_("à envoyer du mobile de l'association"),
    "ACK": N_("accusé de réception à envoyer du mobile de l'association"),
    "STOP": N_("confirmation d'un STOP à envoyer du mobile de l'association"),
    "START": N_("confirmation de reprise à envoyer du mobile de l'association"),
    "WRONG": N_("excuses pour une erreur de numéro, à envoyer du mobile de l'association"),
    "INFOS": N_("d'où vient le numéro : réponse à envoyer du mobile de l'association"),
    "WHO": N_("qui nous sommes : réponse à envoyer du mobile de l'association"),
    "SUICIDE": N_("numéro d'écoute à envoyer du mobile de l'association"),
    "TOIT": N_("numéro d'hébergement à envoyer du mobile de l'association"),
    "LANG": N_("choix de la langue à envoyer du mobile de l'association"),
    "RDV": N_("rappel de rendez-vous à envoyer du mobile de l'association"),
    "RDVJ": N_("rappel de rendez-vous à envoyer du mobile de l'association"),
    "RDVOK": N_("confirmation de rendez-vous à envoyer du mobile de l'association"),
    "SUITE": N_("changement d'interlocuteur, à envoyer du mobile de l'association"),
    "new_visit": N_("nouvelle visite décidée"),
    "visit_letter": N_("annoncer la nouvelle visite avant d'y aller"),
    "final_letter": N_("dernière lettre décidée"),
    "end_complete": N_("toutes les étapes sont faites : que devient le dossier ?"),
    "end_programme_end": N_("la convention est terminée"),
    "missing_adil": N_("téléphone de l'ADIL à renseigner : outreach programme set --adil-phone"),
    "missing_prenom": N_("prénom de la personne à renseigner : outreach case correct --first-name"),
    "missing_nom": N_("nom de la personne à renseigner : outreach case correct --last-name"),
    "missing_bailleur": N_("nom du bailleur à renseigner : outreach programme set --landlord"),
    "missing_d": N_("date de visite à fixer : le texte l'annonce"),
    "missing_h": N_("heure de visite à fixer : le texte l'annonce"),
    "missing_j1": N_("rendez-vous à proposer de vive voix"),
    "missing_j2": N_("rendez-vous à proposer de vive voix"),
    "missing_j3": N_("rendez-vous à proposer de vive voix"),
    "missing_ts": N_("prénom du contact à renseigner : outreach programme set --contact-name"),
    "missing_tel": N_("téléphone du contact à renseigner : outreach programme set --contact-phone"),
}

# Why a message did not leave, from our own checks; a provider's code is shown as it is.
NOT_SENT = {
    "point_unusable": N_("le numéro ou l'adresse n'est plus utilisable"),
    "discreet": N_("ce numéro ou cette adresse est en mode discret"),
    "sender_incapable": N_("aucun envoi de ce genre n'est réglé"),
    "tone": N_("un mot du texte ne doit pas partir"),
    "case_state": N_("le dossier n'est plus en prise de contact"),
    "paused": N_("les envois de ce dossier sont arrêtés"),
    "opted_out": N_("la personne ne veut plus de messages"),
    "shared_number": N_("ce numéro ou cette adresse figure dans deux dossiers"),
    "outside_hours": N_("hors des heures de contact"),
    "contact_cap": N_("le nombre de contacts par téléphone est atteint"),
    "spacing": N_("trop tôt après le dernier contact"),
    "held": N_("tous les envois sont suspendus"),
    "programme_closed": N_("la convention n'est pas ouverte"),
    "letter_not_posted": N_("la lettre d'information n'est pas arrivée"),
    "found_late": N_("message trouvé trop tard pour une réponse automatique"),
    "answered_recently": N_("une réponse automatique est déjà partie"),
    "already_confirmed": N_("déjà confirmé"),
    "expired": N_("l'heure est passée"),
    "moved": N_("le rendez-vous est déplacé"),
    "called_off": N_("le rendez-vous est annulé"),
    "superseded": N_("remplacé par un texte plus récent"),
    "never_known": N_(
        "personne ne saura s'il est parti : il ne repart pas, ne compte pas comme tentative, "
        "et garde sa place dans les limites"
    ),
    "orphan": N_("préparé par un envoi interrompu"),
    "left_before": N_("l'essai précédent était parti, finalement"),
    "lease_lost": N_("repris par un autre envoi"),
    "lease_short": N_("repris par un autre envoi"),
    "released": N_("préparé par un envoi interrompu"),
    "sender_stopped": N_("le prestataire a demandé une pause"),
    "too_late": N_("préparé par un envoi interrompu"),
    "id_of_another": N_("parti peut-être : le prestataire l'a confondu avec un autre"),
    "clock_moved": N_("parti peut-être : l'horloge de la machine a reculé entre-temps"),
    "not_sent_by_worker": N_("l'équipe ne l'a pas envoyé"),
}
_BLOCKED, _CLOSING = "blocked_", "closing_"


def reason_label(code: str) -> str:
    """Why a task was raised, in words."""
    if code.startswith(_BLOCKED):
        why = label(NOT_SENT, code.removeprefix(_BLOCKED))
        return str(gettext("un message n'est pas parti : %(why)s", why=why))
    if code.startswith(_CLOSING):
        why = label(CLOSE_REASONS, code.removeprefix(_CLOSING))
        return str(gettext("clore : %(why)s", why=why))
    return label(REASONS, code)


def page_reason(code: str) -> str:
    """The same on a page, where no command settles it."""
    return reason_label(code).partition(" : outreach ")[0]


def error_label(codes: str) -> str:
    """Why a message did not leave or arrive; several of our codes are joined by "/"."""
    return ", ".join(label(NOT_SENT, code) for code in codes.split("/"))


def label(table: dict[str, str], code: str | None) -> str:
    """The words of a code; the code itself when it has none."""
    found = table.get(code or "")
    return str(gettext(found)) if found else code or ""

"""Why something leaves, waits, is skipped or ends: codes, and their French words at the edge."""

from enum import StrEnum


class Reason(StrEnum):
    """Stable codes; kept in the database and shown through `SENTENCES`."""

    # waiting for a date
    PLANNED = "planned"
    SPACING = "spacing"
    CAP = "contact_cap"
    HOURS = "outside_hours"
    NOTICE = "letter_not_posted"
    NOTICE_DELAY = "letter_delay"
    REQUIRED = "required_step_open"
    AFTER_STEP = "after_required_step"
    VISIT = "visit_date"
    AFTER_VISIT = "after_visit"
    RETRY = "retry"
    # waiting for someone
    PAUSED = "paused"
    HELD = "held"
    NOT_STARTED = "programme_not_started"
    IN_FLIGHT = "attempt_in_flight"
    NAME = "name_to_correct"
    BACKOFF = "provider_backoff"
    UNREAD = "unread_mailbox"
    INCOMPLETE = "programme_incomplete"
    # a task instead of a message, or a message not sent
    STEP = "step"
    LANDLINE = "landline_only"
    NO_SENDER = "no_sms_sender"
    ONE_WAY = "no_one_way_text"
    NO_SLOTS = "no_slots"
    SHARED = "shared_number"
    NO_PHONE = "no_phone"
    TO_CHECK = "number_to_check"
    OPTED_OUT = "opted_out"
    DISCREET = "discreet"
    NO_EMAIL = "no_email"
    NO_SMTP = "no_smtp"
    NO_VISIT = "no_visit_dated"
    VISIT_TOO_CLOSE = "visit_too_close"
    ALREADY = "already_done"
    # the end
    COMPLETE = "complete"
    PROGRAMME_END = "programme_end"
    CLOSED = "decided_close"


SENTENCES: dict[Reason, str] = {
    Reason.PLANNED: "c'est la date prévue par le scénario",
    Reason.SPACING: "on laisse quelques jours après le dernier contact",
    Reason.CAP: "le nombre de contacts par téléphone est atteint",
    Reason.HOURS: "les messages partent seulement aux heures de contact",
    Reason.NOTICE: "la lettre d'information n'est pas encore postée",
    Reason.NOTICE_DELAY: "on laisse à la lettre le temps d'arriver",
    Reason.REQUIRED: "une étape précédente n'est pas terminée",
    Reason.AFTER_STEP: "on attend la fin d'une étape précédente, ou son délai",
    Reason.VISIT: "c'est la date de la visite",
    Reason.AFTER_VISIT: "on décide après la visite",
    Reason.RETRY: "le message précédent n'est pas arrivé",
    Reason.PAUSED: "les envois sont en pause",
    Reason.HELD: "tous les envois sont suspendus",
    Reason.NOT_STARTED: "la convention n'a pas commencé",
    Reason.IN_FLIGHT: "un envoi est en cours de vérification",
    Reason.NAME: "le nom de la personne est à corriger",
    Reason.INCOMPLETE: "il manque à la convention un nom ou un numéro que le texte demande",
    Reason.BACKOFF: "l'opérateur demande d'attendre",
    Reason.UNREAD: "les réponses ne peuvent plus être lues : rien ne part sans elles",
    Reason.STEP: "c'est l'étape prévue par le scénario",
    Reason.LANDLINE: "la personne n'a qu'un téléphone fixe",
    Reason.NO_SENDER: "aucun envoi de SMS n'est réglé",
    Reason.ONE_WAY: "ce SMS attend une réponse et l'envoi est à sens unique",
    Reason.NO_SLOTS: "aucun créneau de rendez-vous à proposer",
    Reason.SHARED: "ce numéro ou cette adresse figure dans deux dossiers",
    Reason.NO_PHONE: "aucun téléphone",
    Reason.TO_CHECK: "le numéro est à vérifier",
    Reason.OPTED_OUT: "la personne ne veut plus de messages",
    Reason.DISCREET: "ce numéro ou cette adresse est en mode discret",
    Reason.NO_EMAIL: "aucune adresse e-mail",
    Reason.NO_SMTP: "aucun envoi d'e-mail n'est réglé",
    Reason.NO_VISIT: "aucune visite n'est datée",
    Reason.VISIT_TOO_CLOSE: "la visite est trop proche pour prévenir la veille",
    Reason.ALREADY: "cette étape est déjà faite",
    Reason.COMPLETE: "toutes les étapes sont faites",
    Reason.PROGRAMME_END: "la convention est terminée",
    Reason.CLOSED: "la fin du scénario a été décidée",
}

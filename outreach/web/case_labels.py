"""The words of a case: its states, its people, its contacts and the steps of its messages."""

from outreach.web.labels import N_

SHOWN_STATES = {
    "to_check": N_("À vérifier"),
    "ineligible": N_("Hors convention"),
    "waiting": N_("En attente de place"),
    "letter": N_("Lettre à poster"),
    "contacting": N_("Prise de contact"),
    "paused": N_("En pause"),
    "in_contact": N_("Contact établi"),
    "diagnosed": N_("Diagnostic en cours"),
    "handed_over": N_("Passage de relais à faire"),
    "closed": N_("Clos"),
}
STATE_TONES = {
    "to_check": "sun",
    "ineligible": "none",
    "waiting": "sky",
    "letter": "sun",
    "contacting": "leaf",
    "paused": "sun",
    "in_contact": "leaf",
    "diagnosed": "leaf",
    "handed_over": "leaf",
    "closed": "none",
}
KINDS = {
    "mobile": N_("Mobile"),
    "landline": N_("Fixe"),
    "email": N_("E-mail"),
    "postal": N_("Adresse"),
}
HEALTHS = {
    "ok": N_("utilisable"),
    "suspect": N_("ne reçoit pas toujours"),
    "invalid": N_("ne reçoit pas"),
    "to_confirm": N_("à confirmer"),
    "wrong_person": N_("quelqu'un d'autre"),
    "opted_out": N_("ne plus écrire"),
}
HEALTH_TONES = {
    "ok": "leaf",
    "suspect": "sun",
    "invalid": "clay",
    "to_confirm": "sun",
    "wrong_person": "clay",
    "opted_out": "clay",
}
SOURCES = {
    "landlord": N_("donné par le bailleur"),
    "worker": N_("donné par l'équipe"),
    "person": N_("donné par la personne"),
}
CAN_READ = {
    "unknown": N_("on ne sait pas si elle lit facilement"),
    "yes": N_("lit facilement"),
    "a_little": N_("lit un peu"),
    "no": N_("ne lit pas"),
}
STEPS = {
    "letter": N_("Lettre"),
    "sms": N_("SMS"),
    "email": N_("E-mail"),
    "call": N_("Appel"),
    "visit": N_("Visite"),
    "decide": N_("Décision"),
    "message": N_("SMS à envoyer"),
    "check_number": N_("Numéro à vérifier"),
}
FIRST_LETTER = N_("Lettre d'information")
CATEGORIES = {
    "telephone": N_("téléphone"),
    "courrier": N_("courrier"),
    "visite": N_("visite"),
    "autre": N_("autre"),
}
GUARANTORS = {
    "non": N_("aucun"),
    "oui": N_("oui"),
    "visale": N_("Visale"),
    "ful": N_("FUL"),
    "locapass": N_("Loca-Pass"),
    "inconnu": N_("on ne sait pas"),
}
# Why a run is over; what the rules say themselves stands in `sequences.rules.reasons`.
ENDS = {
    "opted_out": N_("la personne a dit STOP"),
    "opted_out_at_provider": N_("la personne a dit STOP"),
    "declined": N_("la personne ne souhaite pas"),
    "refused": N_("la personne ne souhaite pas"),
    "decided_close": N_("l'équipe a clos le dossier"),
    "complete": N_("toutes les étapes sont faites"),
    "programme_end": N_("la convention est terminée"),
}
CAME_BY = {
    "call": N_("Appel reçu"),
    "voicemail": N_("Message vocal reçu"),
    "visit": N_("Passage à l'accueil"),
    "sms": N_("SMS reçu ailleurs"),
    "email": N_("E-mail reçu ailleurs"),
    "letter": N_("Lettre reçue"),
}

# What a household brings, in the words that stand on it.
PAPERS = {
    "reminder": N_("Lettre de relance"),
    "formal_notice": N_("Mise en demeure"),
    "payment_order": N_("Commandement de payer"),
    "summons": N_("Assignation"),
    "judgment": N_("Jugement ou ordonnance"),
    "quit_order": N_("Commandement de quitter les lieux"),
    "other_paper": N_("Autre courrier"),
}
PAPER_HINTS = {
    "formal_notice": N_("du bailleur, souvent en recommandé"),
    "payment_order": N_("d'un commissaire de justice"),
    "summons": N_("convocation devant le juge"),
    "quit_order": N_("d'un commissaire de justice, après un jugement"),
}
# Why an entry is struck out.
STRIKES = {
    "misread": N_("ce courrier n'existe pas, ou n'est pas ce qui a été noté"),
    "twice": N_("il est noté deux fois"),
    "not_theirs": N_("il concerne un autre foyer"),
    "corrected": N_("corrigé"),
}

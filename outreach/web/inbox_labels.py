"""The words of conversations: what people mean, what happened, what stands in the way."""

from outreach.web.labels import N_

INTENTS = {
    "distress": N_("à prendre tout de suite"),
    "stop": N_("ne plus écrire"),
    "wrong_person": N_("quelqu'un d'autre"),
    "start": N_("veut reprendre"),
    "hostile": N_("en colère"),
    "callback": N_("demande un appel"),
    "appointment": N_("rendez-vous"),
    "dispute": N_("conteste"),
    "paid": N_("dit avoir payé"),
    "help": N_("demande de l'aide"),
    "who": N_("qui êtes-vous ?"),
    "language": N_("une autre langue"),
    "not_now": N_("plus tard"),
    "no": N_("dit non"),
    "yes": N_("dit oui"),
    "thanks": N_("remercie"),
    "other": N_("à lire"),
}
INTENT_TONES = {
    "distress": "clay",
    "stop": "clay",
    "wrong_person": "clay",
    "hostile": "sun",
    "dispute": "sun",
    "not_now": "sun",
    "no": "sun",
    "callback": "leaf",
    "appointment": "leaf",
    "help": "leaf",
    "yes": "leaf",
}
# What sort of danger; read by those alone who may read the alert.
KINDS = {
    "suicide": N_("danger : suicide"),
    "violence": N_("danger : violence"),
    "child": N_("danger : enfant"),
    "health": N_("danger : santé"),
    "shelter": N_("danger : sans toit"),
    "hunger": N_("danger : faim"),
    "other": N_("danger"),
}
GROUPS = {
    "alerts": N_("Alertes"),
    "to_answer": N_("À répondre, le plus ancien d'abord"),
    "to_attach": N_("À rattacher"),
    "awaiting": N_("En attente de la personne"),
}
MARKS = {
    "alert.raised": N_("Alerte"),
    "appointment.agreed": N_("Rendez-vous convenu"),
    "appointment.cancelled": N_("Rendez-vous annulé"),
    "appointment.done": N_("Le rendez-vous a eu lieu"),
    "appointment.missed": N_("La personne n'est pas venue au rendez-vous"),
    "appointment.moved": N_("Rendez-vous déplacé"),
    "appointment.proposed": N_("Rendez-vous proposé"),
    "visit.card_left": N_("« Un mot de l'AHU » laissé dans la boîte aux lettres"),
    "visit.overdue": N_("Visite qui dure : l'alerte est donnée"),
    "visit.alarm_answered": N_("Quelqu'un s'occupe de l'alerte"),
    "visit.alarm_passed_on": N_("Toujours sans sortie notée : la coordination est prévenue"),
    "visit.incident": N_("Incident pendant une visite : visites et envois suspendus"),
    "visit.agreed": N_("Visite convenue, inscrite à l'agenda"),
    "visit.cancelled": N_("Visite annulée"),
    "visit.moved": N_("Visite déplacée dans l'agenda"),
    "visit.proposed": N_("Visite inscrite à l'agenda"),
    "case.opened": N_("Dossier ouvert"),
    "contact.corrected": N_("Coordonnées corrigées"),
    "contact.discreet": N_("Mode discret"),
    "contact.disowned": N_("Un numéro n'est pas le sien"),
    "contact.open": N_("Fin du mode discret"),
    "pause.ended": N_("Envois repris"),
    "pause.postponed": N_("Pause prolongée"),
    "person.corrected": N_("Identité ou langue corrigée"),
    "reply.attached": N_("Message rattaché à cette personne"),
    "sequence.again": N_("Envois repris au premier message"),
    "sequence.started": N_("Envois prévus : premier contact"),
    "stop.confirmed": N_("C'était un STOP"),
    "stop.denied": N_("Ce n'était pas un STOP"),
    "thread.answered": N_("Traité"),
    "thread.reopened": N_("Remis à traiter"),
    "visit.announced": N_("Visite annoncée"),
    "letter.handed_over": N_("Lettre remise à l'envoi"),
    "letter.not_handed_over": N_("Lettre pas remise : le dossier d'envoi n'a pas répondu"),
    "visit.to_reconfirm": N_("Visite à reconfirmer"),
    "paper.noted": N_("Courrier apporté : %(what)s"),
    "paper.corrected": N_("Courrier apporté, corrigé : %(what)s"),
    "paper.struck": N_("Courrier apporté, rayé : noté par erreur"),
    "blocked.stop": N_("Ne plus écrire : numéros et adresses bloqués"),
    "blocked.refusal": N_("Ne souhaite pas : numéros et adresses bloqués"),
    "blocked.wrong_person": N_("Numéro bloqué : quelqu'un d'autre y répond"),
    "blocked.lifted": N_("START : la personne accepte de nouveau les messages"),
}
HANDLED = {
    "nothing": N_("Sans réponse à donner"),
    "postponed": N_("Reporté"),
    "stop": N_("Ne plus écrire, noté"),
}
# What a person is asked before a message leaves.
ASKS = {
    "outside_hours": N_("C'est en dehors de 8 h à 20 h, ou un jour de repos."),
    "tone": N_("Le texte contient des mots qui peuvent blesser, ou en révéler trop à qui lirait."),
    "safe_to_write": N_(
        "Ce texte donne un numéro d'aide. Quelqu'un d'autre lit peut-être ce téléphone : avez-vous "
        "demandé à la personne si vous pouvez lui écrire sans risque ?"
    ),
}
# What stops a message typed by hand, and what to do.
BLOCKS = {
    "point_unusable": N_(
        "Ce numéro ou cette adresse n'est pas utilisable, ou pas encore confirmé. Vérifiez-le dans "
        "le dossier, ou appelez."
    ),
    "discreet": N_(
        "Ce numéro ou cette adresse est en mode discret : n'y écrivez pas. Appelez aux heures "
        "convenues."
    ),
    "sender_incapable": N_(
        "Aucun envoi de ce genre n'est réglé : prévenez l'administration technique."
    ),
    "tone": N_("Reformulez : ces mots ne partent jamais par écrit."),
    "case_state": N_("Le dossier n'est pas en cours : on n'écrit plus en premier."),
    "opted_out": N_(
        "La personne ne veut plus de messages. Si elle écrit de nouveau, vous pourrez lui répondre "
        "par le même moyen."
    ),
    "shared_number": N_(
        "Ce numéro ou cette adresse figure dans deux dossiers : n'y écrivez pas en premier."
    ),
    "contact_cap": N_(
        "Le nombre de contacts par téléphone est atteint : attendez qu'elle écrive, ou quelques "
        "jours."
    ),
    "spacing": N_(
        "Trop tôt : on laisse trois jours au moins entre deux messages que la personne n'a pas "
        "demandés."
    ),
    "held": N_("Tous les envois sont suspendus : seule une réponse à un message peut partir."),
    "programme_closed": N_("La convention n'est pas ouverte : on n'écrit pas en premier."),
    "letter_not_posted": N_(
        "La lettre d'information n'est pas encore arrivée : on n'écrit pas avant elle."
    ),
}
BARS = {
    "no_case": N_("Ce fil n'a pas de dossier : rattachez-le d'abord."),
    "state": N_("Dans cet état du dossier, la suite se fait à la main."),
    "running": N_("Rien n'est en pause : les envois suivent leur cours."),
    "ended": N_("Le scénario est fini pour cette personne : rien ne peut reprendre."),
    "stopped": N_("La personne ne veut plus de messages : personne ne peut reprendre les envois."),
    "alert": N_("Une alerte est ouverte : décidez-la d'abord."),
    "stop_probable": N_("Dites d'abord si son message était un STOP."),
    "unread": N_("Un message attend : répondez, ou dites qu'il n'y a pas de réponse à donner."),
    "meeting": N_("Une rencontre est convenue : les envois attendent qu'elle ait eu lieu."),
    "task": N_("Autre chose est à décider d'abord : voyez la tâche."),
}
READY = {
    "COLERE": N_("La personne est en colère"),
    "REGLE": N_("« J'ai payé »"),
    "PLUSTARD": N_("« Plus tard »"),
    "APPEL": N_("Elle demande un appel"),
    "RENCONTRE": N_("Elle veut bien se voir"),
    "SEUL": N_("Demander si quelqu'un d'autre lit"),
    "ECOUTE": N_("3919, violences"),
    "ENFANT": N_("119, un enfant"),
    "SECOURS": N_("17, danger tout de suite"),
}
# How the words of a person reached us, when that is no message.
CAME_AS = {
    "sms": N_("SMS"),
    "email": N_("e-mail"),
    "call": N_("appel"),
    "voicemail": N_("message vocal"),
    "visit": N_("passage"),
    "letter": N_("lettre"),
}

"""What Flask-Security says, in our own French: sentence and tone."""

from outreach.web.labels import N_

MESSAGES: dict[str, tuple[str, str]] = {
    "API_ERROR": (N_("La demande est illisible. Recommencez."), "clay"),
    "ANONYMOUS_USER_REQUIRED": (N_("Vous êtes déjà dans votre compte."), "sun"),
    "DISABLED_ACCOUNT": (
        N_("Ce compte est fermé. Demandez à l'administration technique de le rouvrir."),
        "clay",
    ),
    "INVALID_PASSWORD": (N_("Ce n'est pas le bon mot de passe."), "clay"),
    "INVALID_RECOVERY_CODE": (
        N_("Ce code de secours n'est pas le bon, ou il a déjà servi."),
        "clay",
    ),
    "INVALID_REDIRECT": (N_("Cette adresse n'est pas chez nous."), "clay"),
    "PASSWORD_CHANGE": (
        N_("Votre mot de passe est changé. Vos autres appareils sont déconnectés."),
        "leaf",
    ),
    "PASSWORD_IS_THE_SAME": (N_("Choisissez un mot de passe différent de l'actuel."), "clay"),
    "PASSWORD_NOT_PROVIDED": (N_("Écrivez votre mot de passe."), "clay"),
    "REAUTHENTICATION_REQUIRED": (
        N_("Avant de toucher à la sécurité du compte, confirmez que c'est bien vous."),
        "sun",
    ),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Merci, vous pouvez continuer."), "leaf"),
    "RETYPE_PASSWORD_MISMATCH": (
        N_("Les deux mots de passe sont différents : écrivez deux fois le même."),
        "clay",
    ),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        N_("Le code de votre téléphone vous sera demandé à chaque connexion."),
        "leaf",
    ),
    "TWO_FACTOR_DISABLED": (N_("Le code du téléphone ne vous sera plus demandé."), "leaf"),
    "TWO_FACTOR_INVALID_TOKEN": (
        N_("Ce code n'est pas le bon, ou il vient de changer. Essayez avec le suivant."),
        "clay",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("Vous êtes dans votre compte."), "leaf"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("Choisissez une des façons proposées."), "clay"),
    "TWO_FACTOR_PERMISSION_DENIED": (
        N_("La connexion s'est interrompue en route. Recommencez."),
        "sun",
    ),
    "UNAUTHENTICATED": (N_("Connectez-vous pour ouvrir cette page."), "sun"),
    "WEBAUTHN_CREDENTIAL_DELETED": (N_("La clé d'accès est retirée."), "leaf"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (N_("Cette clé d'accès est déjà enregistrée."), "clay"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (
        N_("Cette clé d'accès ne convient pas ici : essayez-en une autre, ou le mot de passe."),
        "clay",
    ),
    "WEBAUTHN_EXPIRED": (N_("La demande a trop attendu. Recommencez."), "sun"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (
        N_("Cette clé d'accès n'est pas celle de ce compte."),
        "clay",
    ),
    "WEBAUTHN_NAME_INUSE": (
        N_("Une de vos clés porte déjà ce nom : donnez-en un autre."),
        "clay",
    ),
    "WEBAUTHN_NAME_NOT_FOUND": (N_("Cette clé d'accès était déjà retirée."), "sun"),
    "WEBAUTHN_NAME_REQUIRED": (N_("Donnez un nom à la clé, pour la reconnaître."), "clay"),
    "WEBAUTHN_NO_VERIFY": (
        N_("La clé d'accès n'a pas pu être vérifiée. Recommencez."),
        "clay",
    ),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (N_("Cette clé d'accès n'ouvre aucun compte."), "clay"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (
        N_("La clé d'accès est enregistrée. Elle suffit pour vous connecter."),
        "leaf",
    ),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (
        N_("Cette clé d'accès n'est pas enregistrée ici. Connectez-vous par mot de passe."),
        "clay",
    ),
}


def configuration() -> dict[str, object]:
    """The same as Flask-Security reads it."""
    return {f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()}

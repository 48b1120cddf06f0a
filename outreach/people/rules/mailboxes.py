"""Who runs a mailbox: providers of personal ones, and words that name an office, not a person."""

# Providers that give mailboxes to private people in France and in the tenants' countries.
_PERSONAL = """
    aliceadsl.fr bbox.fr caramail.com caramail.fr cegetel.net club-internet.fr free.fr gmx.fr
    laposte.net mailo.com neuf.fr netcourrier.com nordnet.fr numericable.fr numericable.com
    orange.fr sfr.fr tele2.fr voila.fr wanadoo.fr bouyguestelecom.fr dartybox.com
    gmail.com googlemail.com icloud.com me.com mac.com msn.com ymail.com rocketmail.com
    proton.me protonmail.com protonmail.ch pm.me tuta.com tutanota.com tutamail.com mail.com
    email.com zoho.com fastmail.com hushmail.com inbox.com posteo.net posteo.de mailbox.org
    t-online.de web.de freenet.de skynet.be telenet.be bluewin.ch libero.it tiscali.it virgilio.it
    alice.it tin.it sapo.pt iol.pt mail.pt uol.com.br bol.com.br terra.com.br
    mail.ru bk.ru inbox.ru list.ru rambler.ru ya.ru ukr.net i.ua meta.ua bigmir.net
    wp.pl o2.pl onet.pl interia.pl op.pl abv.bg mail.bg seznam.cz centrum.cz azet.sk
    mynet.com mail.com.tr menara.ma topnet.tn qq.com 163.com 126.com naver.com rediffmail.com
"""
# Kept for examples by RFC 2606: rehearsals must look ordinary.
_EXAMPLES = frozenset({"example.org", "example.com", "example.net"})
_DOMAINS = frozenset(_PERSONAL.split()) | _EXAMPLES
# Names that exist under many endings (hotmail.fr, yahoo.co.uk, outlook.com.tr…).
_FAMILIES = frozenset(
    {"aol", "gmx", "hotmail", "live", "outlook", "windowslive", "yahoo", "yandex"}
)
_OFFICES = """
    accueil admin administration agence assistance association cabinet comptabilite compta
    contact contacts direction drh gestion hello info infos information magasin mairie office
    paie personnel postmaster rh recrutement reception secretariat service services siege social
    societe standard support webmaster
"""
_ROLES = frozenset(_OFFICES.split())
_NOBODY = frozenset({"noreply", "no-reply", "nepasrepondre", "ne-pas-repondre", "donotreply"})


def looks_like_employer(domain: str) -> bool:
    """Whether no provider of personal mailboxes is known by that lower-case domain."""
    family, _, ending = domain.partition(".")
    known_family = family in _FAMILIES and len(ending) <= 6
    return domain not in _DOMAINS and not known_family


def is_role(local: str) -> bool:
    """Whether the part before the @ names an office ("contact", "rh"), not a person."""
    return local.casefold() in _ROLES


def is_nobody(local: str) -> bool:
    """Whether nobody reads that mailbox ("noreply")."""
    return local.casefold() in _NOBODY

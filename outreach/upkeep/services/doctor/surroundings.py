"""Checks that need no database: settings, the key's file, the providers' addresses."""

import socket
import stat
from collections.abc import Iterator
from urllib.parse import urlsplit

from outreach.endpoints import SenderKind
from outreach.settings import SmsMode
from outreach.upkeep.services.doctor.finding import Check, Finding, Patient

_PATIENCE = 3.0  # seconds for one connection
_ABOUT_SMS = "voir docs/how-to/go-live-with-twilio.md"


def sms_mode(patient: Patient) -> Iterator[Finding]:
    """Whether SMS leave by themselves, and whether anybody can answer them."""
    settings = patient.settings
    if settings.sms is SmsMode.MANUAL:
        said = "Les SMS sont préparés, puis envoyés à la main du mobile de l'association."
        yield Finding("sms_manual", said, f"Pour un envoi automatique : {_ABOUT_SMS}", note=True)
    if settings.sms is SmsMode.SIMULATOR:
        said = "Aucun SMS ne part : OUTREACH_SMS vaut simulator."
        yield Finding("sms_simulator", said, "OUTREACH_SMS=manual ou twilio", note=True)
    if settings.sms is SmsMode.TWILIO and settings.sender_kind is SenderKind.ALPHANUMERIC:
        said = "Personne ne peut répondre aux SMS : l'expéditeur est un nom."
        fix = "OUTREACH_TWILIO_SENDER : un numéro +33… ou un service MG…"
        yield Finding("sms_one_way", said, fix, note=True)


def public_address(patient: Patient) -> Iterator[Finding]:
    """Replies and receipts come by it; over plain http anybody could read them."""
    settings = patient.settings
    if settings.real_provider and urlsplit(settings.public_url).scheme != "https":
        said = "Le prestataire ne peut pas nous joindre en sécurité : l'adresse n'est pas en https."
        yield Finding("public_url", said, "OUTREACH_PUBLIC_URL=https://…")


def secret_key(patient: Patient) -> Iterator[Finding]:
    """Pages sign with it."""
    if patient.settings.secret_key is None:
        said = "Il manque la clé qui signe les pages : « outreach serve » ne démarre pas."
        fix = "OUTREACH_SECRET_KEY : une longue suite de caractères au hasard"
        yield Finding("secret_key", said, fix)


def mail(patient: Patient) -> Iterator[Finding]:
    """E-mails that leave, and the mailbox that hears the answers."""
    settings = patient.settings
    if settings.smtp_url is None:
        said = "Aucun e-mail ne part : ces étapes du scénario sont sautées."
        yield Finding("smtp", said, "OUTREACH_SMTP_URL et OUTREACH_EMAIL_FROM", note=True)
    elif settings.imap_url is None:
        said = "Des e-mails partent, mais personne ne lit les réponses."
        yield Finding("imap", said, "OUTREACH_IMAP_URL=imaps://compte:mdp@serveur/INBOX")


def key_file(patient: Patient) -> Iterator[Finding]:
    """Whoever reads that file reads everything."""
    path = patient.key_file
    if path is not None and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        said = "D'autres comptes de cette machine peuvent lire la clé des données."
        yield Finding("key_permissions", said, f"chmod 600 {path}")


def clock(patient: Patient) -> Iterator[Finding]:
    """A clock that was moved is for trials."""
    if patient.settings.starts_at is not None:
        said = "L'horloge est déplacée (OUTREACH_NOW ou --at) : ce n'est qu'un essai."
        yield Finding("clock_moved", said, "Retirez OUTREACH_NOW", note=True)


def network(patient: Patient) -> Iterator[Finding]:
    """Whether each server that the settings name takes a connection; nothing is said to it."""
    for name, (host, port) in _servers(patient).items():
        try:
            socket.create_connection((host, port), _PATIENCE).close()
        except OSError:
            said = f"Le serveur de {name} ne répond pas."
            yield Finding("unreachable", said, f"Vérifiez {name}, le réseau et le pare-feu")


def _servers(patient: Patient) -> dict[str, tuple[str, int]]:
    settings = patient.settings
    mails = {"OUTREACH_SMTP_URL": settings.smtp_url, "OUTREACH_IMAP_URL": settings.imap_url}
    found = {name: (server.host, server.port) for name, server in mails.items() if server}
    if settings.sms is SmsMode.TWILIO:
        parts = urlsplit(settings.twilio_api_url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found["OUTREACH_TWILIO_API_URL"] = (parts.hostname or "", port)
    return found


SURROUNDINGS: tuple[Check, ...] = (*(sms_mode, public_address, secret_key, mail, key_file, clock),)

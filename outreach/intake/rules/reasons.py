"""What is noticed about a row: stable codes, and one French sentence each, without any value."""

from collections.abc import Iterable
from enum import StrEnum


class Code(StrEnum):
    """One remark about one row of a landlord's file."""

    # The row is rejected.
    MISSING_REFERENCE = "missing_reference"
    BAD_REFERENCE = "bad_reference"
    MISSING_NAME = "missing_name"
    MISSING_ENTRY_DATE = "missing_entry_date"
    BAD_ENTRY_DATE = "bad_entry_date"
    MISSING_FIRST_MISSED = "missing_first_missed"
    BAD_FIRST_MISSED = "bad_first_missed"
    NO_CONTACT = "no_contact"
    DUPLICATE_REFERENCE = "duplicate_reference"
    DUPLICATE_ROW = "duplicate_row"
    CONFLICTING_ROW = "conflicting_row"
    SHIFTED_ROW = "shifted_row"
    TOTAL_ROW = "total_row"
    # The row is accepted; somebody has something to check.
    CHECK_NUMBER = "check_number"
    BAD_PHONE = "bad_phone"
    BAD_SECOND_PHONE = "bad_second_phone"
    NO_PHONE = "no_phone"
    OVERSEAS_PHONE = "overseas_phone"
    FOREIGN_PHONE = "foreign_phone"
    LABELLED_PHONE = "labelled_phone"
    SECOND_PHONE_TO_CONFIRM = "second_phone_to_confirm"
    BAD_EMAIL = "bad_email"
    SECOND_EMAIL_TO_CONFIRM = "second_email_to_confirm"
    EMPLOYER_EMAIL_TO_CONFIRM = "employer_email_to_confirm"
    BAD_POSTCODE = "bad_postcode"
    INCOMPLETE_ADDRESS = "incomplete_address"
    LONG_ADDRESS = "long_address"
    DAMAGED_ADDRESS = "damaged_address"
    DAMAGED_NAME = "damaged_name"
    MISSING_FIRST_NAME = "missing_first_name"
    NAMES_MAYBE_SWAPPED = "names_maybe_swapped"
    SEVERAL_PEOPLE = "several_people"
    UNKNOWN_LANGUAGE = "unknown_language"
    LANGUAGE_TO_CONFIRM = "language_to_confirm"
    GUARANTOR_TO_CHECK = "guarantor_to_check"
    ATTEMPTS_TO_CHECK = "attempts_to_check"
    VISIT_REMARK_TO_REVIEW = "visit_remark_to_review"
    SAME_PERSON = "same_person"
    SHARED_NUMBER = "shared_number"
    SHARED_EMAIL = "shared_email"


_SENTENCES = {
    Code.MISSING_REFERENCE: "La référence du bailleur manque.",
    Code.BAD_REFERENCE: "La référence a été abîmée par le tableur ou dépasse 60 caractères.",
    Code.MISSING_NAME: "Le nom manque.",
    Code.MISSING_ENTRY_DATE: "La date d'entrée manque.",
    Code.BAD_ENTRY_DATE: "La date d'entrée est illisible ou n'existe pas au calendrier.",
    Code.MISSING_FIRST_MISSED: "La date du premier impayé manque.",
    Code.BAD_FIRST_MISSED: (
        "La date du premier impayé est illisible ou n'existe pas au calendrier."
    ),
    Code.NO_CONTACT: "Ni téléphone, ni e-mail, ni adresse postale utilisable.",
    Code.DUPLICATE_REFERENCE: (
        "Cette référence désigne déjà une autre personne, plus haut dans le fichier."
    ),
    Code.DUPLICATE_ROW: "Cette ligne répète une ligne plus haut dans le fichier.",
    Code.CONFLICTING_ROW: (
        "La même personne figure plus haut avec la même référence et d'autres données."
    ),
    Code.SHIFTED_ROW: "La ligne a plus de cellules que d'en-têtes : ses colonnes sont décalées.",
    Code.TOTAL_ROW: "Cette ligne est un total ou une note, pas un locataire.",
    Code.CHECK_NUMBER: "Un numéro de téléphone est à vérifier.",
    Code.BAD_PHONE: "Le premier téléphone est inutilisable.",
    Code.BAD_SECOND_PHONE: "Le second téléphone est inutilisable.",
    Code.NO_PHONE: "Aucun numéro de téléphone.",
    Code.OVERSEAS_PHONE: "Le téléphone semble être un numéro d'outre-mer : à confirmer.",
    Code.FOREIGN_PHONE: "Le téléphone est un numéro étranger : à confirmer.",
    Code.LABELLED_PHONE: "Une mention accompagne le téléphone : à qui est-il ?",
    Code.SECOND_PHONE_TO_CONFIRM: (
        "Le second téléphone ne sert qu'une fois confirmé comme celui de la personne."
    ),
    Code.BAD_EMAIL: "L'adresse e-mail est inutilisable.",
    Code.SECOND_EMAIL_TO_CONFIRM: "Une seconde adresse e-mail est à confirmer.",
    Code.EMPLOYER_EMAIL_TO_CONFIRM: (
        "L'adresse e-mail semble professionnelle : à confirmer avant tout envoi."
    ),
    Code.BAD_POSTCODE: "Le code postal n'a pas cinq chiffres valables : pas de courrier.",
    Code.INCOMPLETE_ADDRESS: "L'adresse postale est incomplète : pas de courrier.",
    Code.LONG_ADDRESS: "Une ligne d'adresse dépasse 38 caractères.",
    Code.DAMAGED_ADDRESS: "Un caractère de l'adresse s'est perdu : à corriger avant un courrier.",
    Code.DAMAGED_NAME: (
        "Un caractère du nom s'est perdu : les messages automatiques attendent sa correction."
    ),
    Code.MISSING_FIRST_NAME: "Le prénom manque : les messages automatiques attendent.",
    Code.NAMES_MAYBE_SWAPPED: "Le nom et le prénom sont peut-être inversés.",
    Code.SEVERAL_PEOPLE: "La ligne semble nommer plusieurs personnes.",
    Code.UNKNOWN_LANGUAGE: "La langue indiquée n'est pas reconnue.",
    Code.LANGUAGE_TO_CONFIRM: "La langue indiquée par le bailleur est à confirmer.",
    Code.GUARANTOR_TO_CHECK: "La mention du garant n'est pas reconnue : à vérifier.",
    Code.ATTEMPTS_TO_CHECK: "Le nombre de tentatives du bailleur est illisible : à vérifier.",
    Code.VISIT_REMARK_TO_REVIEW: "Une remarque pour la visite attend une relecture.",
    Code.SAME_PERSON: "La même personne semble figurer sous une autre référence.",
    Code.SHARED_NUMBER: "Un numéro figure sur plusieurs lignes : pas de message automatique.",
    Code.SHARED_EMAIL: "Une adresse e-mail figure sur plusieurs lignes.",
}


def sentence(code: Code) -> str:
    """The French sentence of a code; it never holds a value of the row."""
    return _SENTENCES[code]


def sentences(codes: Iterable[Code]) -> tuple[str, ...]:
    """The sentences of several codes, in their order."""
    return tuple(map(sentence, codes))

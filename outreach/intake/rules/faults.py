"""Why a whole file is refused, in words for the person who gave it."""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong with a file; `FileError` carries the sentence."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_A_TABLE = "not_a_table"
    OLD_EXCEL = "old_excel"
    PROTECTED = "protected"
    BROKEN = "broken"
    UNCLOSED_QUOTE = "unclosed_quote"
    MISSING_COLUMNS = "missing_columns"
    DUPLICATE_COLUMN = "duplicate_column"


_SENTENCES = {
    Fault.EMPTY: "Le fichier est vide.",
    Fault.TOO_BIG: "Le fichier est trop gros : 10 Mo au plus.",
    Fault.TOO_MANY_ROWS: "Le fichier a trop de lignes : 5 000 au plus.",
    Fault.NOT_A_TABLE: (
        "Le fichier n'est pas un tableau reconnu. Enregistrez-le en CSV ou en XLSX, avec une "
        "ligne d'en-têtes (reference, nom, prenom, telephone…)."
    ),
    Fault.OLD_EXCEL: (
        "Le fichier est un ancien classeur Excel (.xls). Enregistrez-le en XLSX ou en CSV."
    ),
    Fault.PROTECTED: "Le classeur est protégé par un mot de passe. Enregistrez-le sans protection.",
    Fault.BROKEN: "Le classeur est abîmé et illisible. Enregistrez-le de nouveau en XLSX.",
    Fault.UNCLOSED_QUOTE: "Un guillemet ouvert n'est pas refermé.",
    Fault.MISSING_COLUMNS: "Des colonnes manquent.",
    Fault.DUPLICATE_COLUMN: "Une colonne figure deux fois.",
}


class FileError(Exception):
    """A file that cannot be read as a whole; `str()` is the French sentence, with no cell value."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        self.fault = fault
        super().__init__(f"{_SENTENCES[fault]} {detail}".strip())

"""Papers to look at: read back by other people's libraries."""

from io import BytesIO
from pathlib import Path

from pdfua import validate
from pypdf import PdfReader

from outreach.documents.letters import Addressed, Letter, Sender, Sheet

ADDRESS = (
    "Camille Exemple",
    "APPT 12 ETG 3",
    "BAT B RES DES GRANDS HETRES",
    "3 BIS AV DES DROITS DE L HOMME",
    "BP 40123",
    "45100 ORLEANS CEDEX 2",
)
SENDER = Sender("Association AHU", ("1 rue de l’Exemple, 45000 Orléans",), "Zoé", "02 38 00 00 00")


def letter(
    *texts: tuple[str, str], link: str = "", addressed: Addressed = Addressed.BY_HAND
) -> Letter:
    """A letter of some languages."""
    sheets = tuple(Sheet(language, text, "Orléans, le 2 mars 2026") for language, text in texts)
    return Letter("AHU-2026-0001", "Camille Exemple", ADDRESS, SENDER, sheets, link, addressed)


def reader(pdf: bytes) -> PdfReader:
    """The file, opened by a library that did not make it."""
    return PdfReader(BytesIO(pdf))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, its no-break spaces made plain."""
    return [" ".join(page.extract_text().split()) for page in reader(pdf).pages]


def faults(pdf: bytes, folder: Path) -> list[str]:
    """What an independent checker of PDF/UA says against a file."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    return [f"{found.rule_id}: {found.message}" for found in validate(str(path)).findings]


def fonts(pdf: bytes) -> dict[str, bool]:
    """The fonts of a file, and whether each travels with it."""
    found: dict[str, bool] = {}
    for page in reader(pdf).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            deep = font.get_object()["/DescendantFonts"][0].get_object()
            embedded = {"/FontFile", "/FontFile2", "/FontFile3"} & set(deep["/FontDescriptor"])
            found[str(deep["/BaseFont"]).partition("+")[2]] = bool(embedded)
    return found

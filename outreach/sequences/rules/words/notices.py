"""What colleagues are told on their phone, by language then code; never about a tenant."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.sequences.rules.fields import Fields, ScriptError
from outreach.sequences.rules.words.toml import emit

OVERDUE, STILL_OVERDUE, INCIDENT = "visit_overdue", "visit_still_overdue", "visit_incident"
CODES = (OVERDUE, STILL_OVERDUE, INCIDENT)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """One text in one language: an e-mail, and the SMS that says the same."""

    code: str
    subject: str = field(repr=False)
    text: str = field(repr=False)
    body: str = field(repr=False)


def parse_notices(language: str, table: Mapping[str, object]) -> dict[str, NoticeText]:
    """Return one `notices/<language>.toml`; raise ScriptError with every fault."""
    faults: list[str] = []
    top = Fields(table, f"notices/{language}.toml", faults)
    if top.text("language", required=True) != language:
        top.fault("language", "cette langue n'est pas celle du nom du fichier")
    notices = {code: _notice(code, fields) for code, fields in top.rest()}
    for code in notices.keys() ^ set(CODES):
        top.fault(code, "ce texte manque" if code in CODES else "texte inconnu")
    if faults:
        raise ScriptError(tuple(faults))
    return notices


def canonical_notices(language: str, notices: Mapping[str, NoticeText]) -> str:
    """Return the texts of one language in their one form."""
    tables = {
        code: {name: getattr(notices[code], name) for name in ("subject", "text", "body")}
        for code in CODES
        if code in notices
    }
    return emit({"language": language, **tables})


def _notice(code: str, fields: Fields) -> NoticeText:
    notice = NoticeText(
        code,
        fields.text("subject", required=True),
        fields.text("text", required=True),
        fields.text("body", required=True),
    )
    fields.close()
    return notice

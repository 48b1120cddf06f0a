"""Fixed answers: the short texts that leave outside a sequence, by language and code."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.fields import Fields, ScriptError
from outreach.sequences.rules.words.toml import emit

CODES = (
    "ACK",
    "STOP",
    "START",
    "WRONG",
    "INFOS",
    "WHO",
    "SUICIDE",
    "TOIT",
    "SUITE",
    "LANG",
    "RDV",
    "RDVJ",
    "RDVOK",
)
# The purposes of design.md §5.4 that a fixed text may have.
PURPOSES = ("reminder", "automatic_answer", "confirmation", "answer", "human_first")
UNPROMPTED = ("reminder", "human_first")  # may leave by a one-way sender: they need a twin


@dataclass(frozen=True, slots=True)
class Answer:
    """One fixed text. `prompted`: the person wrote first; `ucs2`: known to cost more.

    `email`: what leaves by e-mail instead, where the SMS speaks of a number; `subject`: of that
    e-mail, the same for every text of a language: screens show it to anybody.
    """

    code: str
    purpose: str
    exposure: Exposure
    prompted: bool
    text: str
    one_way: str = ""
    ucs2: bool = False
    email: str = ""
    subject: str = ""

    def two_way(self, by_email: bool) -> str:
        """The text for somebody who can answer it, by SMS or by e-mail."""
        return (self.email if by_email else "") or self.text


def parse_answers(language: str, table: Mapping[str, object]) -> dict[str, Answer]:
    """Return the answers of one `answers/<language>.toml`; raise ScriptError with every fault."""
    faults: list[str] = []
    top = Fields(table, f"answers/{language}.toml", faults)
    if top.text("language", required=True) != language:
        top.fault("language", "cette langue n'est pas celle du nom du fichier")
    subject = top.text("subject")
    answers = {code: _answer(code, fields, subject) for code, fields in top.rest()}
    if faults:
        raise ScriptError(tuple(faults))
    return answers


def canonical_answers(language: str, answers: Mapping[str, Answer]) -> str:
    """Return the answers of one language in their one form, shipped codes first."""
    order = [code for code in CODES if code in answers]
    order += sorted(code for code in answers if code not in CODES)
    subject = subject_of(answers)
    head = {"language": language, **({"subject": subject} if subject else {})}
    return emit({**head, **{code: _table(answers[code]) for code in order}})


def subject_of(answers: Mapping[str, Answer]) -> str:
    """What the e-mails of one language are about; "" when its file does not say."""
    return next((answer.subject for answer in answers.values()), "")


def _answer(code: str, fields: Fields, subject: str) -> Answer:
    answer = Answer(
        code,
        fields.code("purpose", PURPOSES),
        Exposure(fields.code("exposure", list(Exposure), Exposure.OPEN)),
        fields.flag("prompted"),
        fields.text("text", required=True),
        fields.text("one_way"),
        fields.flag("ucs2"),
        fields.text("email"),
        subject,
    )
    fields.close()
    return answer


def _table(answer: Answer) -> dict[str, object]:
    table: dict[str, object] = {
        "purpose": answer.purpose,
        "exposure": str(answer.exposure),
        "prompted": answer.prompted,
    }
    if answer.ucs2:
        table["ucs2"] = True
    table["text"] = answer.text
    if answer.one_way:
        table["one_way"] = answer.one_way
    if answer.email:
        table["email"] = answer.email
    return table

"""What the person wrote, without what their program quoted; when in doubt, everything."""

import re

from mailparser_reply.parser import EmailMessage  # type: ignore[import-untyped]

_READ = 20_000  # characters looked at: more is not typed by hand, and would take seconds
_LANGUAGES = ["fr", "en", "es", "de", "it", "nl", "pl"]
# The library's patterns for "On … wrote:" and for "From: Sent: To:" blocks. Only these: its
# signature patterns take "- deux enfants" for a signature.
_HEADERS: re.Pattern[str] = EmailMessage("", languages=_LANGUAGES).HEADER_REGEX
_OURS = re.compile(
    r"""
    ^[-_*= ]{2,}\s?(?:message\ d['’]origine|message\ original|message\ transféré
        |original\ message|forwarded\ message|mensagem\ original|orijinal\ mesaj
        |الرسالة\ الأصلية)\s?[-_*= ]{2,}$
    | ^\*?(?:de|from|von|kimden|من)\*?\ ?:.{0,200}\n(?:.{0,200}\n){0,2}?
        \*?(?:envoyé|date|sent|gesendet|gönderildi|enviada|à|to|objet|subject|تاريخ)\*?\ ?:
    | ^[^\n]{0,200}<[^<>\s@]{1,64}@[^<>\s@]{1,200}>[^\n]{0,60}:\ ?$
    """,
    re.MULTILINE | re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"^\s?>")
_ATTRIBUTED = re.compile(r"@|\b\d{4}\b|\b\d{1,2}[:h]\d{2}\b")
_OPENS = re.compile(r"^(?:le|on|am|el|il|em|op|w dniu|dnia|في)\b.*\d", re.IGNORECASE)
_PHONE = re.compile(
    r"^(?:envoyé (?:de|depuis|à partir)|sent from|get outlook|obtenir outlook|télécharger outlook"
    r"|provenance\s?: courrier|enviado (?:do|desde|de|a partir)|أُ?رسلت? من"
    r"|.{0,30}(?:['’]?(?:umdan|ımdan|imden|dan|den)) gönderildi)\b.{0,80}$",
    re.IGNORECASE,
)


def written(whole: str) -> str:
    """The part of `whole` that its sender typed; all of it when nothing else would be left."""
    text = whole[:_READ].replace("\r\n", "\n").replace("\xa0", " ").replace("\u202f", " ")
    text = "\n".join(line.strip() for line in text.split("\n"))
    lines = _without_quotes(_before_history(text).split("\n"))
    kept = "\n".join(_without_signature(lines)).strip()
    kept = re.sub(r"\n{3,}", "\n\n", kept)
    return kept or whole.strip()


def _before_history(text: str) -> str:
    """`text` up to the header of the message it answers; whole when the answer stands below."""
    starts = [found.start() for found in (one.search(text) for one in (_HEADERS, _OURS)) if found]
    above = text[: min(starts)] if starts else text
    return above if _typed(above) else text


def _typed(text: str) -> bool:
    return any(line and not _QUOTED.match(line) for line in text.split("\n"))


def _without_quotes(lines: list[str]) -> list[str]:
    """Lines that are not quoted, nor say who is quoted just below."""
    kept: list[str] = []
    for line in lines:
        if _QUOTED.match(line):
            _drop_attribution(kept)
            kept.append("")
        else:
            kept.append(line)
    return kept


def _drop_attribution(kept: list[str]) -> None:
    """Take "Le 2 mars 2026 à 10:12, X <x@…> a écrit :" off the end, on up to three lines."""
    while kept and not kept[-1]:
        kept.pop()
    if not kept or not kept[-1].endswith(":"):
        return
    for size in (1, 2, 3):
        if len(kept) < size or not kept[-size]:
            return
        if _ATTRIBUTED.search(" ".join(kept[-size:])):
            wrapped = len(kept) > size and _OPENS.match(kept[-size - 1])
            del kept[-size - 1 if wrapped else -size :]
            return


def _without_signature(lines: list[str]) -> list[str]:
    """Lines before ``-- `` (RFC 3676 §4.3), without the line that a telephone adds."""
    body = lines[: lines.index("--")] if "--" in lines[1:] else lines
    return [line for line in body if not _PHONE.match(line)]

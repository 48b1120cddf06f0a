"""The words of an e-mail, whatever its charset, its nesting or its damage."""

import re
from collections.abc import Iterator
from email.message import Message
from html.parser import HTMLParser
from typing import TypeAlias

Part: TypeAlias = "Message[str, str]"

LONGEST = 100_000  # characters we keep of one text
_BREAKS = frozenset({"br", "div", "h1", "h2", "h3", "h4", "hr", "li", "p", "table", "tr", "ul"})
_SILENT = frozenset({"head", "script", "style", "title"})


def words(mail: Part) -> tuple[str, int]:
    """The text that `mail` shows and how many attachments or pictures it holds besides."""
    plain: list[str] = []
    rich: list[str] = []
    media = 0
    for part in _leaves(mail):
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            media += 1
        elif kind == "text/plain":
            plain.append(decoded(part))
        elif kind == "text/html":
            rich.append(html_to_text(decoded(part)))
        else:
            media += 1
    text = "\n".join(plain)
    return (text if text.strip() else "\n".join(rich))[:LONGEST], media


def _leaves(mail: Part) -> Iterator[Part]:
    """The parts that hold content; a message inside the message is one of them."""
    if not mail.is_multipart() or mail.get_content_maintype() == "message":
        yield mail
        return
    for part in mail.get_payload():
        if isinstance(part, Message):
            yield from _leaves(part)


def decoded(part: Part) -> str:
    """A text part's characters; what its charset can't explain is read as best it can."""
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    try:
        charset = part.get_content_charset() or "utf-8"
    except (LookupError, ValueError):
        charset = "utf-8"
    for name in (charset, "utf-8"):
        try:
            return data.decode(name).replace("\r\n", "\n")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace").replace("\r\n", "\n")


def storable(text: str) -> str:
    """`text` without what no database takes: null characters and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


class _Reader(HTMLParser):
    """Keeps the text; a quotation becomes lines that start with ``>``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [""]
        self._quoted = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag == "blockquote":
            self._quoted += 1
            self._new_line()
        elif tag in _BREAKS:
            self._new_line(forced=tag == "br")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)
            self._new_line()
        elif tag in _BREAKS:
            self._new_line()
        if tag == "p":
            self._new_line(forced=True)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        text = re.sub(r"[ \t\r\n]+", " ", data)
        if not self.lines[-1]:
            text = text.lstrip(" ")
            if text and self._quoted:
                text = "> " + text
        self.lines[-1] += text

    def _new_line(self, forced: bool = False) -> None:
        if self.lines[-1] or forced:
            self.lines.append("")


def html_to_text(html: str) -> str:
    """The words of an HTML page, line by line; unreadable HTML loses its tags and nothing else."""
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # the library's answer to some broken declarations
        return re.sub(r"<[^<>]*>", " ", html)
    text = "\n".join(line.rstrip() for line in reader.lines)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    # An unclosed <title> or <style> would swallow everything: then show the words without tags.
    return text or re.sub(r"<[^<>]*>", " ", html).strip()

"""A message as plain comparable text: one spelling for what a thumb can type in ten ways."""

import re
import unicodedata

# Apostrophes first: NFKC would turn the spacing accents into a space and a combining mark.
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'"))
# Turkish dotless and dotted i, Persian keyboards' kaf and yeh, and Arabic letters that people
# swap freely (alef maqsura and yeh, teh marbuta and heh, alef wasla and alef).
_LETTERS = str.maketrans(
    {"ı": "i", "İ": "i", "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"}
    | {"ى": "ي", "ة": "ه", "ٱ": "ا", "ک": "ك", "ی": "ي", "ـ": None}
)
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(r"[^\S\n]+")
_BETWEEN = re.compile(r"[,،.!?;؟؛\n]+")
_TOKEN = re.compile(
    r"(?P<phone>\+?\d(?:[ .-]?\d){7,14}(?!\d))"
    r"|(?P<date>\d{1,2}/\d{1,2}(?:/\d{2,4})?(?!\d))"
    r"|(?P<hour>\d{1,2} ?[h:](?: ?\d{2}(?!\d)|(?![^\W_])))"
    r"|(?P<word>[^\W_]+'?)"
    r"|(?P<end>[.!?;؟\n]+)"
    r"|(?P<sign>[^\w\s])"
)
# Letters that French elides before a vowel, given back their full word.
ELISIONS = {letter: letter + "e" for letter in "jdlmtsn"} | {
    short: short + "e" for short in ("qu", "jusqu", "lorsqu", "puisqu")
}
BREAK = "."
PHONE, DATE, HOUR, NUMBER = "#phone", "#date", "#hour", "#num"


def normalise(text: str) -> str:
    """Fold a message: lower case, no accents nor hidden controls, Latin digits, one letter for
    three or more in a row. Emoji stay. Any string in, a string out.
    """
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return _SPACES.sub(" ", _ELONGATED.sub(r"\1", "".join(map(_fold, text)))).strip()


def tokens(normalised: str) -> list[str]:
    """Split folded text into words, emoji, sentence breaks (`.`) and figures (`#hour`…)."""
    return [token for match in _TOKEN.finditer(normalised) for token in _read(match)]


def clauses(text: str) -> list[str]:
    """The parts of a message as its commas, stops and line breaks separate them, none empty."""
    return [part for part in map(str.strip, _BETWEEN.split(text)) if part]


def word_count(text: str) -> int:
    """How many words a person would count, blank-separated; signs alone do not count."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def is_sign(token: str) -> bool:
    """Whether a token is an emoji or another sign, neither a word nor a break nor a figure."""
    return len(token) == 1 and not token.isalnum() and token != BREAK


def _fold(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Mn", "Cf", "Me") or "\U0001f3fb" <= char <= "\U0001f3ff":  # skin tones
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return " " if category == "Cc" and char != "\n" else char


def _read(match: re.Match[str]) -> list[str]:
    kind, text = match.lastgroup, match.group()
    if kind == "word":
        return [_elision(text)]
    if kind == "end":
        return [] if text.startswith("..") else [BREAK]  # an ellipsis goes on, it does not end
    if kind == "sign":
        return [text] if unicodedata.category(text) == "So" else []
    return ["#" + (kind or "")]


def _elision(word: str) -> str:
    if word == "c'":  # without its apostrophe a lone "c" is SMS for "c'est": see the spellings
        return "ce"
    word = word.rstrip("'")
    return ELISIONS.get(word, word)

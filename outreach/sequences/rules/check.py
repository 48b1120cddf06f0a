"""What is wrong with the words, before anybody receives them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from outreach.messages.rules.render import (
    PLACEHOLDER,
    RenderError,
    for_sms,
    placeholders,
    render,
)
from outreach.messages.rules.segments import costly, measure
from outreach.messages.rules.tone import Lexicon, chosen, find, invitations
from outreach.sequences.rules.answers import CODES, UNPROMPTED, Answer, subject_of
from outreach.sequences.rules.library import Library
from outreach.sequences.rules.script import Script, Text
from outreach.sequences.rules.words.samples import Sample, samples
from outreach.sequences.rules.words.wordings import (
    FRENCH,
    NEEDED,
    Wording,
    of_answers,
    of_notices,
    of_prints,
    of_script,
)

LEFTWARD = frozenset({"ar", "fa", "he", "ps", "ur"})  # written from right to left
MOST_SEGMENTS = 4  # languages other than French
LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:fr|com|org|net|eu|info|io|ly|me|link)\b", re.I)
Samples = Callable[[str], Iterable[Sample]]
Lexicons = Mapping[str, Lexicon]


class Code(StrEnum):
    """What kind of fault; stable, for scripts that read the report."""

    STRAY_BRACE = "stray_brace"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"
    MISSING_PLACEHOLDER = "missing_placeholder"
    MISSING_LANGUAGE = "missing_language"
    MISSING_TEXT = "missing_text"
    MISSING_ONE_WAY = "missing_one_way"
    MISSING_ANSWER = "missing_answer"
    MISSING_LEXICON = "missing_lexicon"
    THREAT = "threat"
    REVEALS = "reveals"
    AMBER = "amber"
    TOO_LONG = "too_long"
    COSTLY = "costly"
    LINK = "link"
    INVITES_REPLY = "invites_reply"
    BACKWARDS = "backwards"


REASONS = {
    Code.THREAT: "menace ou recouvrement",
    Code.REVEALS: "révèle trop à qui lirait ce texte",
    Code.AMBER: "à éviter tant que la personne n'en a pas parlé",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: file, step or answer, language, code, and one French sentence.

    `field`: which wording of the step, "" when it is not one of them.
    """

    where: str
    step: str
    language: str
    code: Code
    message: str
    field: str = ""

    @property
    def alone(self) -> str:
        """The sentence without its place, for whoever reads it beside the text."""
        sentence = self.message.removeprefix(f"{self.step}, {self.field} : ")
        return sentence[:1].upper() + sentence[1:]


@dataclass(frozen=True, slots=True)
class Row:
    """The cost of one wording with one sample; no encoding nor segments when it is no SMS."""

    where: str
    step: str
    language: str
    field: str
    sample: str
    characters: int
    encoding: str | None = None
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All faults and all costs; `+` joins two reports."""

    problems: tuple[Problem, ...] = ()
    rows: tuple[Row, ...] = ()

    def __add__(self, other: "Report") -> "Report":
        """Return both reports as one."""
        return Report(self.problems + other.problems, self.rows + other.rows)


def check(library: Library, sample: Samples = samples) -> Report:
    """Return the report of every script, printed text and answer of `library`."""
    report = Report()
    for script in library.scripts.values():
        report += check_script(script, library.lexicons, sample)
    languages = {language for script in library.scripts.values() for language in script.texts}
    report += _inspected(of_prints(library.prints), library.lexicons, sample)
    report += _inspected(of_notices(library.notices), library.lexicons, sample)
    return report + check_answers(library.answers, library.lexicons, languages, sample)


def check_script(script: Script, lexicons: Lexicons, sample: Samples = samples) -> Report:
    """Return the report of one script; a coordinator sees it before publishing."""
    missing = (*_languages(script), *_missing_texts(script))
    return Report(missing) + _inspected(of_script(script), lexicons, sample)


def check_answers(
    answers: Mapping[str, Mapping[str, Answer]],
    lexicons: Lexicons,
    languages: Iterable[str] = (FRENCH,),
    sample: Samples = samples,
) -> Report:
    """Return the report of the fixed answers; each of `languages` must have them all."""
    missing = (*_missing_answers(answers, languages), *_missing_twins(answers))
    return Report(missing) + _inspected(of_answers(answers), lexicons, sample)


def _inspected(wordings: Iterable[Wording], lexicons: Lexicons, sample: Samples) -> Report:
    report, unread = Report(), set[str]()
    for wording in wordings:
        if not {wording.language, FRENCH} <= lexicons.keys():
            unread.add(wording.language)
            continue
        report += _inspect(wording, chosen(lexicons, wording.language), sample)
    return report + Report(tuple(_lexicon_problem(language) for language in sorted(unread)))


@lru_cache(maxsize=4096)  # pure: a draft is read again after each change, and little of it changed
def _inspect(wording: Wording, lexicons: tuple[Lexicon, ...], sample: Samples) -> Report:
    problems = list(_fixed(wording, lexicons[0]))
    fatal = {Code.STRAY_BRACE, Code.UNKNOWN_PLACEHOLDER}
    tried: list[tuple[Sample, Row]] = []
    if not any(problem.code in fatal for problem in problems):
        for values in sample(wording.language):
            text = render(wording.text, values.values)
            leaving = for_sms(text, wording.language) if wording.sms else text
            tried.append((values, _row(wording, values, leaving)))
            problems += _tone(wording, leaving, lexicons)
    problems += _length(wording, tried)
    return Report(tuple(dict.fromkeys(problems)), tuple(row for _, row in tried))


def _fixed(wording: Wording, lexicon: Lexicon) -> Iterator[Problem]:
    """What shows before any value is put in."""
    yield from _placeholders(wording)
    plain = PLACEHOLDER.sub("", wording.text)
    if wording.first and (link := LINK.search(plain)):
        yield _problem(wording, Code.LINK, f"pas de lien dans un premier SMS (« {link[0]} »)")
    if wording.one_way and (words := invitations(plain, lexicon)):
        yield _problem(wording, Code.INVITES_REPLY, f"invite à répondre : {_quoted(words)}")
    if wording.sms and wording.language in LEFTWARD and _starts_rightward(wording):
        sentence = "commence par un nom ou un mot en lettres latines : s'affichera à l'envers"
        yield _problem(wording, Code.BACKWARDS, sentence)
    plain_french = wording.sms and wording.language == FRENCH and not wording.ucs2
    if plain_french and (signs := costly(for_sms(plain))):
        yield _problem(wording, Code.COSTLY, f"coûte double à cause de {_quoted(signs)}")


def _starts_rightward(wording: Wording) -> bool:
    """A phone takes a text's direction from its first letter (UAX #9, rules P2 and P3).

    What is the same in every language, such as the choice of one, is no text of this language.
    """
    if wording.text == wording.reference:
        return False
    sides = map(unicodedata.bidirectional, PLACEHOLDER.sub("a", wording.text))
    return next((side for side in sides if side in {"L", "R", "AL"}), "R") == "L"


def _placeholders(wording: Wording) -> Iterator[Problem]:
    try:
        used = placeholders(wording.text)
    except RenderError:
        yield _problem(wording, Code.STRAY_BRACE, "accolade isolée")
        return
    for name in sorted(used - wording.known):
        yield _problem(wording, Code.UNKNOWN_PLACEHOLDER, f"variable inconnue ici : {{{name}}}")
    wanted = frozenset(PLACEHOLDER.findall(wording.reference)) & wording.known
    wanted |= {"tel"} if wording.one_way else frozenset()
    for name in sorted(wanted - used):
        yield _problem(wording, Code.MISSING_PLACEHOLDER, f"variable absente : {{{name}}}")


def _tone(wording: Wording, text: str, lexicons: tuple[Lexicon, ...]) -> Iterator[Problem]:
    for finding in find(text, wording.exposure, wording.prompted, lexicons):
        code = Code(finding.list)
        yield _problem(wording, code, f"« {finding.term} » : {REASONS[code]}")


def _length(wording: Wording, tried: Iterable[tuple[Sample, Row]]) -> Iterator[Problem]:
    """The longest of the samples that cost too much; a name alone is never too much in French."""
    over = []
    for sample, row in tried:
        short = wording.language == FRENCH and sample.gsm and not wording.ucs2
        most = 1 if short else MOST_SEGMENTS
        if row.segments is not None and row.segments > most:
            over.append((row.characters, row.segments, most, sample.name))
    if over:
        characters, segments, most, name = max(over)
        sentence = f"{characters} caractères, {segments} SMS au lieu de {most} (essai « {name} »)"
        yield _problem(wording, Code.TOO_LONG, sentence)


def _row(wording: Wording, sample: Sample, text: str) -> Row:
    place = (wording.where, wording.step, wording.language, wording.field, sample.name)
    if not wording.sms:
        return Row(*place, len(text))
    cost = measure(text)
    return Row(*place, cost.characters, cost.encoding, cost.segments)


def _languages(script: Script) -> Iterator[Problem]:
    if FRENCH not in script.texts:
        yield Problem(
            f"{script.slug}/{FRENCH}.toml",
            "",
            FRENCH,
            Code.MISSING_LANGUAGE,
            "Le français manque : il sert de modèle aux autres langues.",
        )


def _missing_texts(script: Script) -> Iterator[Problem]:
    for language, texts in script.texts.items():
        for step in script.steps:
            text = texts.get(step.id, Text())
            for name in NEEDED[step.kind]:
                if not getattr(text, name):
                    twin = name == "one_way"
                    yield Problem(
                        f"{script.slug}/{language}.toml",
                        step.id,
                        language,
                        Code.MISSING_ONE_WAY if twin else Code.MISSING_TEXT,
                        f"{step.id} : le texte « {name} » manque.",
                        name,
                    )


def _missing_answers(
    answers: Mapping[str, Mapping[str, Answer]], languages: Iterable[str]
) -> Iterator[Problem]:
    for language in sorted({FRENCH, *languages, *answers}):
        texts, where = answers.get(language, {}), f"answers/{language}.toml"
        for code in (code for code in CODES if code not in texts):
            message = f"{code} : cette réponse manque."
            yield Problem(where, code, language, Code.MISSING_ANSWER, message)
        if texts and not subject_of(texts):
            message = "L'objet des e-mails (« subject ») manque."
            yield Problem(where, "", language, Code.MISSING_TEXT, message, "subject")


def _missing_twins(answers: Mapping[str, Mapping[str, Answer]]) -> Iterator[Problem]:
    for language, texts in answers.items():
        for code, answer in texts.items():
            if answer.purpose in UNPROMPTED and not answer.one_way:
                where = f"answers/{language}.toml"
                message = f"{code} : le texte « one_way » manque."
                yield Problem(where, code, language, Code.MISSING_ONE_WAY, message)


def _lexicon_problem(language: str) -> Problem:
    message = "Les mots à ne pas écrire manquent dans cette langue ou en français : rien n'est lu."
    return Problem(f"words/{language}.toml", "", language, Code.MISSING_LEXICON, message)


def _problem(wording: Wording, code: Code, sentence: str) -> Problem:
    message = f"{wording.step}, {wording.field} : {sentence}."
    place = (wording.where, wording.step, wording.language)
    return Problem(*place, code, message, wording.field)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"« {word} »" for word in dict.fromkeys(words))

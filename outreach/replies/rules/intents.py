"""From a message to what it says: searched in the lexicon, then weighed by a few plain tables."""

from collections.abc import Iterable, Sequence

from outreach.replies.rules.alarms import LIGHT, SIGN, SILENT, Sign, raised
from outreach.replies.rules.language import UNKNOWN, guess_language
from outreach.replies.rules.lexicon import DISTRESS, Hit, Lexicon
from outreach.replies.rules.reading import Intent, Kind, Reading, Surety
from outreach.replies.rules.text import clauses, word_count

# A long story of which nothing is understood, and nothing is light: let somebody have a look.
_LONG = 13  # words
_CLAUSE = 4  # words: "je suis fatigué" alone is no cry, nor is half a sentence
_SHORT_STOP = 3  # care.md §2: at most three words that start with STOP are a STOP
_HOME = "fr"
_SIGNS = 2  # small words of another language that make a sentence of it
_DISCREET = "discreet"  # the section of "not on this phone": no intent of its own
_SCRIPTS = frozenset({"ar", "uk", "ru", "mul"})  # readable from a single word

_MINOR = frozenset({Intent.YES, Intent.NO, Intent.THANKS})
# Nothing that a colleague would know how to answer: faint signs of danger weigh more then.
_SILENT = frozenset({Intent.DISTRESS, Intent.LANGUAGE})
_QUIET = _MINOR | _SILENT | {Intent.HELP}
# What is left unsaid once something stronger is said: "je suis au travail, appelez-moi ce soir"
# asks for a call, and politeness or a bare yes adds nothing to any other wish.
_ABSORBS = {
    Intent.DISTRESS: {Intent.HELP, Intent.NOT_NOW},
    Intent.STOP: {Intent.NOT_NOW},
    Intent.CALLBACK: {Intent.NOT_NOW, Intent.APPOINTMENT},
    Intent.APPOINTMENT: {Intent.NOT_NOW},
    Intent.PAID: {Intent.NOT_NOW},
    Intent.DISPUTE: {Intent.PAID},
    Intent.HELP: {Intent.NOT_NOW},
    Intent.WRONG_PERSON: {Intent.NOT_NOW},
    Intent.NO: {Intent.YES, Intent.THANKS},
    Intent.YES: {Intent.THANKS},
}


def classify(text: str, lexicon: Lexicon) -> Reading:
    """Read one message of any length or script; never fails, never empty ("other")."""
    words = lexicon.speller.read(text)
    plain = [word.word for word in words]
    spoken = guess_language(text, plain, lexicon.markers)
    found = _unmasked(lexicon.search(words, "" if spoken == UNKNOWN else spoken))
    hits = _plain([hit for hit in found if _root(hit) != SIGN])
    language = guess_language(text, plain, lexicon.markers, (h.rule.language for h in hits))
    discreet = any(_root(hit) == _DISCREET for hit in hits) and not _is_stop_phrase(hits)
    stop, wrong = _stop(hits, text, discreet), _surety(hits, "wrong_person")
    intents = _intents(hits)
    alarmed = _alarmed(lexicon, found, intents, len(plain)) | _said_aside(text, lexicon)
    if alarmed:
        intents.add(Intent.DISTRESS)
    if discreet and Intent.DISTRESS not in intents:
        intents.add(Intent.STOP)
    return Reading(
        intents=_weigh(intents, stop, _foreign(language, plain, lexicon)),
        kinds=_kinds(hits, alarmed),
        stop=stop,
        wrong=wrong,
        start=_surety(hits, "start"),
        discreet=discreet,
        first_person=_first_person(hits),
        threat=any(hit.rule.section == "hostile.threat" for hit in hits),
        asks_origin=any(hit.rule.section == "who.origin" for hit in hits),
        language=language,
        choice=next((_leaf(h) for h in hits if _root(h) == "choice"), None),
    )


def _said_aside(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The kinds of danger that a part of the message speaks of when it is read on its own.

    "Je dors plus, arrêtez vos SMS": what stands beside a cry must not drown it.
    """
    parts = clauses(text)
    return frozenset().union(*(_danger(part, lexicon) for part in parts if len(parts) > 1))


def _danger(clause: str, lexicon: Lexicon) -> frozenset[str]:
    words = lexicon.speller.read(clause)
    if len(words) < _CLAUSE:
        return frozenset()
    spoken = guess_language(clause, [word.word for word in words], lexicon.markers)
    language = "" if spoken == UNKNOWN else spoken
    if not _may_alarm(lexicon, _unmasked(lexicon.search(words, language, dark=True))):
        return frozenset()
    found = _unmasked(lexicon.search(words, language))
    hits = _plain([hit for hit in found if _root(hit) != SIGN])
    alarmed = _alarmed(lexicon, found, _intents(hits), 0)
    return frozenset(kind.value for kind in _kinds(hits, alarmed))


def _may_alarm(lexicon: Lexicon, found: Sequence[Hit]) -> bool:
    """Whether these hits would speak of danger if nothing else were said; mostly they do not."""
    if any(_root(hit) == DISTRESS for hit in found):
        return True
    return bool(raised(lexicon.alarms, _signs(found), SILENT))


def _root(hit: Hit) -> str:
    return hit.rule.section.partition(".")[0]


def _leaf(hit: Hit) -> str:
    return hit.rule.section.rpartition(".")[2]


def _unmasked(hits: Sequence[Hit]) -> list[Hit]:
    """Drop what an innocent phrase covers ("mort de rire"), in its own section or one inside.

    Never further: an innocent sign of violence must not hide a roof that is missing.
    """
    masks = [hit for hit in hits if hit.rule.way == "not"]
    return [
        hit
        for hit in hits
        if hit.rule.way != "not" and not any(_covers(mask, hit) for mask in masks)
    ]


def _plain(hits: Sequence[Hit]) -> list[Hit]:
    """Leave the hints out when the message says something plainly: they are for the rest."""
    said = {intent.value for intent in Intent} - {intent.value for intent in _MINOR}
    if any(_root(hit) in said for hit in hits if hit.rule.way != "hint"):
        return [hit for hit in hits if hit.rule.way != "hint"]
    return list(hits)


def _covers(mask: Hit, hit: Hit) -> bool:
    ours, theirs = hit.rule.section, mask.rule.section
    if ours != theirs and not ours.startswith(theirs + "."):
        return False
    if hit.rule.way == "first_person" and mask.rule.pattern.loose:
        return False
    return mask.meets(hit)


def _surety(hits: Iterable[Hit], intent: str) -> Surety:
    ways = {hit.rule.way for hit in hits if _root(hit) == intent}
    if not ways:
        return Surety.NONE
    return Surety.CERTAIN if "certain" in ways else Surety.PROBABLE


def _stop(hits: Sequence[Hit], text: str, discreet: bool) -> Surety:
    leads = any(hit.rule.section == "stop.leading" for hit in hits)
    if leads and word_count(text) <= _SHORT_STOP:
        return Surety.CERTAIN
    said = _surety(hits, "stop")
    return Surety.PROBABLE if discreet and said is Surety.NONE else said


def _is_stop_phrase(hits: Iterable[Hit]) -> bool:
    """Whether the whole message is one: "plus de SMS" alone says nothing of who reads."""
    return any(hit.rule.section == "stop" and hit.rule.way == "certain" for hit in hits)


def _intents(hits: Iterable[Hit]) -> set[Intent]:
    roots = {_root(hit) for hit in hits}
    return {intent for intent in Intent if intent.value in roots}


def _weigh(found: set[Intent], stop: Surety, foreign: bool) -> tuple[Intent, ...]:
    kept = set(found)
    if kept - _MINOR:
        kept -= _MINOR
    for intent in found & kept:
        kept -= _ABSORBS.get(intent, set())
    if Intent.CALLBACK in kept and stop is Surety.PROBABLE:
        # "Arrêtez les SMS, appelez-moi plutôt" wants a call; `stop` stays as the surety.
        kept.discard(Intent.STOP)
    if not kept:
        return (Intent.LANGUAGE if foreign else Intent.OTHER,)
    return tuple(intent for intent in Intent if intent in kept)


def _foreign(language: str, words: Iterable[str], lexicon: Lexicon) -> bool:
    """Whether the language is itself the message: one Latin word may be anybody's."""
    if language in (_HOME, UNKNOWN):
        return False
    small = lexicon.markers.get(language, frozenset())
    return language in _SCRIPTS or sum(word in small for word in words) >= _SIGNS


def _alarmed(
    lexicon: Lexicon, found: Iterable[Hit], intents: set[Intent], length: int
) -> frozenset[str]:
    signs, silence = _signs(found), _silence(intents)
    kinds = raised(lexicon.alarms, signs, silence)
    if Intent.HOSTILE in intents:  # blows and despair are what anger talks of
        kinds -= {Kind.VIOLENCE.value, Kind.OTHER.value}
    if kinds or silence < SILENT or length < _LONG or any(s.family == LIGHT for s in signs):
        return kinds
    return frozenset({Kind.OTHER.value})


def _silence(intents: set[Intent]) -> int:
    return (intents <= _QUIET) + (intents <= _SILENT)


def _signs(hits: Iterable[Hit]) -> list[Sign]:
    return [Sign(_leaf(hit), hit.start, hit.end) for hit in hits if _root(hit) == SIGN]


def _kinds(hits: Iterable[Hit], alarmed: Iterable[str]) -> tuple[Kind, ...]:
    leaves = {_leaf(hit) for hit in hits if _root(hit) == DISTRESS} | set(alarmed)
    named = tuple(kind for kind in Kind if kind.value in leaves and kind is not Kind.OTHER)
    return named or ((Kind.OTHER,) if leaves else ())


def _first_person(hits: Iterable[Hit]) -> frozenset[Kind]:
    explicit = (h for h in hits if _root(h) == DISTRESS and h.rule.way == "first_person")
    reported = any(hit.rule.section == "reported" for hit in hits)
    return frozenset() if reported else frozenset(Kind(_leaf(hit)) for hit in explicit)

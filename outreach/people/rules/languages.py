"""The language a landlord noted, as a code. Never guessed from a name (that would be origin)."""

from outreach.people.rules.text import clean, fold

# ISO 639 code: the words found in files (French, the language's own, country codes in use).
_WORDS: dict[str, str] = {
    "fr": "fr fra fre francais francaise francophone french",
    "ar": "ar ara arabe arabophone arabic العربية عربي عربية darija",
    "tr": "tr tur turc turque turcophone turkish türkçe turkce",
    "pt": "pt por portugais portugaise lusophone portuguese português bresilien br",
    "en": "en eng anglais anglaise anglophone english gb",
    "ro": "ro ron rum roumain roumaine romanian română moldave",
    "ru": "ru rus russe russophone russian русский",
    "uk": "uk ukr ua ukrainien ukrainienne ukrainian українська",
    "es": "es spa espagnol espagnole hispanophone spanish español castillan",
    "it": "it ita italien italienne italian italiano",
    "de": "de deu ger allemand allemande german deutsch",
    "pl": "pl pol polonais polonaise polish polski",
    "bg": "bg bul bulgare bulgarian български",
    "sq": "sq sqi alb albanais albanaise albanian shqip",
    "sr": "sr srp serbe serbian srpski",
    "hy": "hy hye arm armenien armenienne armenian հայերեն",
    "ka": "ka kat geo georgien georgienne georgian ქართული",
    "fa": "fa fas per persan farsi dari persian فارسی",
    "ps": "ps pus pachto pachtou pashto پښتو",
    "ur": "ur urd ourdou urdu اردو",
    "bn": "bn ben bengali bangla বাংলা",
    "ta": "ta tam tamoul tamil தமிழ்",
    "hi": "hi hin hindi हिन्दी",
    "zh": "zh zho chi cn chinois chinoise mandarin chinese 中文",
    "vi": "vi vie vietnamien vietnamienne vietnamese",
    "so": "so som somali soomaali",
    "am": "am amh amharique amharic አማርኛ",
    "ti": "ti tir tigrinya tigrigna ትግርኛ",
    "ku": "ku kur kurde kurdish kurmandji kurdî",
    "kab": "kab ber berbere kabyle tamazight",
    "wo": "wo wol wolof",
    "ff": "ff ful peul pular poular fula",
    "snk": "snk soninke",
    "bm": "bm bam bambara",
    "ln": "ln lin lingala",
    "sw": "sw swa swahili comorien",
    "mg": "mg mlg malgache malagasy",
    "mn": "mn mon mongol mongolian монгол",
}
CODES = tuple(_WORDS)  # every language that a worker may choose
_CODES = {fold(word): code for code, words in _WORDS.items() for word in words.split()}


_DENIALS = frozenset({"pas", "non", "ni", "sauf"})


def read_language(text: str) -> str | None:
    """The ISO 639 code ("arabe", "AR", "pt-BR"), "" for an empty cell, None when unknown."""
    whole = fold(clean(text))
    if whole in _CODES or not whole:
        return _CODES.get(whole, "")
    words = whole.split()
    if _DENIALS.intersection(words):  # "ne parle pas français"
        return None
    # "arabe (marocain)", "langue : turc", "FR/AR": the first one named. A code inside a sentence
    # may be an ordinary word ("so", "it"), so codes count only among codes.
    shortest = 2 if max(map(len, words)) <= 3 else 4
    named = (_CODES[word] for word in words if word in _CODES and len(word) >= shortest)
    return next(named, None)

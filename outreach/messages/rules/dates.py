"""Days and hours in words, as messages say them: short, without a month (domain.md §3.10)."""

from datetime import date, datetime

from babel.dates import format_date

_AT = {"fr": " à ", "en": " at ", "ar": " الساعة ", "pt": " às ", "tr": " saat "}


def day_words(instant: datetime, language: str) -> str:
    """``mardi 14``; `instant` is local. Figures are 0-9 in every language."""
    day = instant.date()
    match language:
        case "en":
            return f"{format_date(day, 'EEEE', 'en')} {day.day}"
        case "tr":
            # "ayın 14'ü" would need a suffix on the figure: the day's name follows it instead.
            return format_date(day, "d MMMM EEEE", "tr")
        case "fr" if day.day == 1:
            return f"{format_date(day, 'EEEE', 'fr')} 1er"
        case _:
            return f"{format_date(day, 'EEEE', language)} {day.day}"


def hour_words(instant: datetime, language: str) -> str:
    """``10 h 30`` in French, ``10:30`` elsewhere; `instant` is local."""
    if language == "fr":
        minutes = f" {instant.minute:02d}" if instant.minute else ""
        return f"{instant.hour} h{minutes}"
    return f"{instant.hour}:{instant.minute:02d}"


def slot_words(instant: datetime, language: str) -> str:
    """``mardi 14 à 10 h 30``: never two figures side by side; `instant` is local."""
    joint = _AT.get(language, ", ")
    return joint.join((day_words(instant, language), hour_words(instant, language)))


def letter_date(day: date, language: str) -> str:
    """``le 2 mars 2026``, ``le 1er mars 2026``; in other languages the day as they write it."""
    words = format_date(day, "d MMMM y", language)
    if language != "fr":
        return words
    return "le " + (words.replace("1 ", "1er ", 1) if day.day == 1 else words)

"""What is counted, in words: French has no plural before two, nor for none ("0 lettre")."""

from flask_babel import get_translations

from outreach.web.typography import french

_PLURAL = 2  # what is counted from here on has an s


def counted(one: str, many: str, count: int) -> str:
    """Which of two forms a count takes on a page, its placeholders still in it."""
    return french(_form(one, many, count))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The form with its values; it bears the name that collectors of texts look for."""
    return _form(one, many, num) % {"num": num, **values}


def _form(one: str, many: str, count: int) -> str:
    catalogue = get_translations()
    if not catalogue.info():  # the source is French
        return one if abs(count) < _PLURAL else many
    return str(catalogue.ungettext(one, many, count))

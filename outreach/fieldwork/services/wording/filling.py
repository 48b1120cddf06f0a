"""The words of a paper filled in: French first, then the person's language if it has one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outreach.messages.rules.render import for_page, isolated_values, placeholders, render

BLANK = "……"
FRENCH = "fr"
# In a line that runs to the left, these keep the order of their own words.
_WHOLE = ("siege", "bailleur")


@dataclass(frozen=True, slots=True)
class Filled:
    """The texts by language, and the names of what they leave blank."""

    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()


def fill(
    templates: Mapping[str, str], language: str, values_in: Callable[[str], Mapping[str, str]]
) -> Filled:
    """Fill the templates of French and of `language`; what has no value is left blank."""
    texts: dict[str, str] = {}
    missing: set[str] = set()
    for code in dict.fromkeys((FRENCH, language)):
        template = templates.get(code)
        if not template:
            continue
        values = values_in(code)
        blank = {name for name in placeholders(template) if not values.get(name)}
        missing |= blank
        filled = render(template, {**values, **dict.fromkeys(blank, BLANK)})
        whole = isolated_values(filled, [values.get(name, "") for name in _WHOLE], code)
        texts[code] = for_page(whole, code).strip()
    return Filled(texts, tuple(sorted(missing)))

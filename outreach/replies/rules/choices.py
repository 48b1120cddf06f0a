"""A bare figure means nothing by itself: it answers the last question that was open."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from outreach.replies.rules.reading import Intent, Reading

Menu: TypeAlias = Mapping[str, Intent]

# "Vous préférez : 1 = un appel, 2 = un rendez-vous, 3 = plus tard, 4 = non merci ?"
WISHES: Menu = {
    "1": Intent.CALLBACK,
    "2": Intent.APPOINTMENT,
    "3": Intent.NOT_NOW,
    "4": Intent.NO,
}
# "Rendez-vous possible : 1 = {j1}, 2 = {j2}, 3 = {j3}, 0 = autre jour."
SLOTS: Menu = dict.fromkeys("0123", Intent.APPOINTMENT)
# "Pour changer : répondez 0."
CHANGE: Menu = {"0": Intent.APPOINTMENT}

# The steps of the shipped script whose SMS asks for a figure.
MENUS: Mapping[str, Menu] = {"S2": WISHES, "S3": SLOTS}


def with_menu(reading: Reading, menu: Menu) -> Reading:
    """The same reading, its figure understood by the menu of the question it answers.

    Unchanged when the message is no figure, or a figure that was not offered.
    """
    if reading.choice is None or reading.choice not in menu:
        return reading
    return replace(reading, intents=(menu[reading.choice],))

"""Fields that read what people write: days and hours, typed or chosen."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, TimeField

_DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"]
_HOURS = ["%H:%M", "%Hh%M", "%H h %M", "%Hh", "%H h", "%H:%M:%S"]


class DayField(DateField):  # type: ignore[misc]
    """A day, from a calendar or typed as people write it."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, format=_DAYS, **more)
        self.flags.quiet = True  # never called optional: it stands filled in

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say what to write when it can't be read."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError:
            raise ValueError(_l("Écrivez un jour, par exemple 02/03/2026.")) from None


class HourField(TimeField):  # type: ignore[misc]
    """A time of day, from a clock or typed as people write it."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, format=_HOURS, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say what to write when it can't be read."""
        try:
            super().process_formdata([text.strip().lower() for text in valuelist])
        except ValueError:
            raise ValueError(_l("Écrivez une heure, par exemple 10:30.")) from None


class WholeField(IntegerField):  # type: ignore[misc]
    """A whole number between two bounds; nothing typed is none."""

    def __init__(self, label: Any, limits: tuple[int, int], **more: Any) -> None:
        super().__init__(label, **more)
        self._limits = limits
        self.flags.quiet = True
        self.flags.min, self.flags.max = limits

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say what to write when it is no such number."""
        least, most = self._limits
        text = "".join(valuelist[0].split()) if valuelist else ""
        self.data = int(text) if text.isdecimal() and len(text) < 10 else None
        if self.data is None or not least <= self.data <= most:
            wanted = _("Écrivez un nombre entier de %(least)s à %(most)s.", least=least, most=most)
            raise ValueError(wanted)

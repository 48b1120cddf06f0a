"""What every command is handed: the settings and the parts, made when first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from outreach.cli.errors import MisuseError, NotReadyError

if TYPE_CHECKING:  # a command that needs neither settings nor database must start fast
    from outreach.parts import Parts
    from outreach.settings import Settings


ACTOR = "cli"  # how the journal names whoever types commands


class Frame:
    """One run of one command; `at` is the text of ``--at``."""

    def __init__(self, at: str | None = None) -> None:
        self._at = at

    @cached_property
    def settings(self) -> Settings:
        """The settings; raises `SettingsError`, or `MisuseError` for an unreadable ``--at``."""
        from outreach.settings import SettingsError, load

        try:
            return load(self._at)
        except SettingsError as error:
            if self._at is not None:  # name what was typed
                raise MisuseError(str(error).replace("OUTREACH_NOW", "--at", 1)) from None
            raise

    @cached_property
    def parts(self) -> Parts:
        """The parts, on a database that `init` made; raises `SettingsError`, `NotReadyError`."""
        if not self.has_database:
            raise NotReadyError("Il n'y a pas encore de base : lancez d'abord « outreach init ».")
        from outreach.cli.logs import set_up_logs
        from outreach.parts import assemble

        parts = assemble(self.settings)
        set_up_logs(parts.clock)  # else the log would mix with the answers on stdout
        return parts

    @property
    def has_database(self) -> bool:
        """Whether there is a database to open; a PostgreSQL one is taken to exist."""
        path = self.settings.sqlite_path
        return path is None or path.exists()

    def close(self) -> None:
        """Close what was opened."""
        if "parts" in self.__dict__:
            self.parts.database.dispose()

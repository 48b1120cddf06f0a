"""What stops a command, and the exit code each cause has (design.md §7)."""


class CommandError(Exception):
    """A command stops; its message is the French line to print."""

    code = 1


class RefusedError(CommandError):
    """A rule refuses."""


class FindingError(CommandError):
    """What was checked is not in order; the message may be empty when the findings are shown."""


class MisuseError(CommandError):
    """An argument, a file or a setting must be corrected."""

    code = 2


class NotFoundError(CommandError):
    """What was named does not exist."""

    code = 3


class NotReadyError(CommandError):
    """The database or a provider can't be reached, or is not ready."""

    code = 4


class FaultError(CommandError):
    """A mistake of ours (EX_SOFTWARE of sysexits.h); none of the five codes means that."""

    code = 70

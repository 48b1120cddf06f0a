"""The one place where a door is asked to send."""

from outreach.channels.base import Act, Channel, Outcome, Outgoing, Result


def call(door: Channel, message: Outgoing) -> Outcome:
    """One call; what a door raised against its contract may have left, and so counts as such."""
    try:
        return door.send(message)
    except Exception as error:
        return Outcome(Result.UNCERTAIN, code=type(error).__name__[:20], act=Act.NONE)

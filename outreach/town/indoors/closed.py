"""What the doors of a town without a network have in common: nothing comes through the web."""

from outreach.channels.base import ChannelError, Hook, Inbound, Receipt


class WithoutHooks:
    """Half of a door: the calls that only a web server makes."""

    def verify(self, hook: Hook) -> bool:
        """No hook is ours."""
        return False

    def read_status(self, hook: Hook, key: str) -> Receipt:
        """Raises ChannelError: the operator calls us without a network."""
        raise ChannelError("La ville simulée n'appelle pas par le réseau.")

    def read_inbound(self, hook: Hook) -> Inbound:
        """Raises ChannelError, likewise."""
        raise ChannelError("La ville simulée n'appelle pas par le réseau.")

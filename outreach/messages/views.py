"""What a provider tells us of our own messages."""

from flask import Blueprint, Response

from outreach.channels.base import Medium
from outreach.messages.services.callbacks import note
from outreach.messages.services.means import Means
from outreach.web.hooks import proven


def status_hooks(means: Means, public_url: str) -> Blueprint:
    """Status callbacks: their address carries our attempt key."""
    hooks = Blueprint("status_hooks", __name__)

    @hooks.post("/hooks/twilio/status/<key>")
    def status(key: str) -> Response:
        """Keep every word, even about a key we do not know, and apply it forward only."""
        door = means.doors[Medium.SMS]
        note(means, door.read_status(proven(door, public_url), key))
        return Response(status=204)

    return hooks

"""What people write to us by SMS, as the provider brings it."""

from flask import Blueprint, Response

from outreach.channels.base import Medium
from outreach.replies.services.ears import Ears
from outreach.replies.services.receive import FoundBy, receive
from outreach.web.hooks import proven

# Nothing to say by this way: the answer, if there is one, leaves through the gate.
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


def message_hooks(ears: Ears, public_url: str) -> Blueprint:
    """Inbound messages: stored, then acknowledged; a sender emits whatever was reserved."""
    hooks = Blueprint("message_hooks", __name__)

    @hooks.post("/hooks/twilio/messages")
    def message() -> Response:
        """Take one in; the same one again changes nothing."""
        door = ears.means.doors[Medium.SMS]
        inbound = door.read_inbound(proven(door, public_url))
        receive(ears, inbound, FoundBy.HOOK, door.name)
        return Response(_EMPTY_TWIML, mimetype="text/xml")

    return hooks

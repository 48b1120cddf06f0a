"""A provider's call: the address it signed, and the proof that it comes from the provider."""

from urllib.parse import urlsplit

import structlog
from flask import abort, request

from outreach.channels.base import Channel, Hook

log = structlog.get_logger(__name__)


def proven(door: Channel, public_url: str) -> Hook:
    """The call being answered, once its signature is right; else 403 and nothing else happens."""
    hook = Hook(
        url=public_url.rstrip("/") + _target(),
        headers=dict(request.headers),
        form=tuple(request.form.items(multi=True)),
    )
    if not door.verify(hook):
        log.warning("hook.refused", endpoint=request.endpoint)
        abort(403)
    return hook


def _target() -> str:
    """Path and query exactly as they came: a proxy changes the rest, and Twilio signed these."""
    raw = str(request.environ.get("RAW_URI") or request.environ["REQUEST_URI"])
    parts = urlsplit(raw)
    return parts.path + (f"?{parts.query}" if parts.query else "")

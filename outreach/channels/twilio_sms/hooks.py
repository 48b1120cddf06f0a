"""Twilio's web hooks: proof of origin first, then their fields in our words."""

import logging
from collections.abc import Mapping, Sequence

from twilio.request_validator import (  # type: ignore[import-untyped]
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from outreach.channels.base import ChannelError, Hook, Inbound, Medium, Progress, Receipt
from outreach.channels.twilio_sms.codes import act_after, progress_of

_log = logging.getLogger(__name__)

_TOO_MANY = 4  # digits: Twilio takes ten segments at most


class _Fields(dict[str, list[str]]):
    """Form fields in the shape that the SDK's validator reads: repeated names kept."""

    def getall(self, name: str) -> list[str]:
        """Every value of `name`."""
        return self[name]


def signed_by(token: str, hook: Hook) -> bool:
    """Whether `hook` carries Twilio's signature made with `token` over its URL and fields.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security. The newer settings header only
    names the algorithm; one the SDK does not know is refused.
    """
    headers = {name.lower(): value for name, value in hook.headers.items()}
    signature = headers.get(SIGNATURE_HEADER.lower(), "")
    if not signature:
        return False
    algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER.lower(), ""))
    fields = _Fields()
    for name, value in hook.form:
        fields.setdefault(name, []).append(value)
    try:
        return bool(RequestValidator(token).validate(hook.url, fields, signature, algorithm))
    except ValueError:  # a URL whose port is no number
        return False


def receipt(form: Sequence[tuple[str, str]], key: str) -> Receipt:
    """A status hook's fields as a receipt for attempt `key`; ChannelError without a SID or status.

    Fields: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status.
    """
    fields = dict(form)
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    word = fields.get("MessageStatus") or fields.get("SmsStatus") or ""
    if not sid or not word:
        raise ChannelError("Accusé de réception sans identifiant ou sans état.")
    return told(key, sid, word, fields.get("ErrorCode", ""), fields.get("NumSegments", ""))


def told(key: str, sid: str, word: str, code: str, segments: str) -> Receipt:
    """What Twilio says of one of our messages, from a hook or from its listing."""
    progress = progress_of(word)
    if progress is Progress.UNKNOWN:
        _log.warning("unknown message status %r", word[:40])
    code = "" if code in ("", "0", "None") else code
    act = act_after(progress, code)
    return Receipt(key, sid, progress, word, code, act, counted(segments))


def counted(segments: str | None) -> int | None:
    """A number of segments; Twilio's 0 means "not known yet"."""
    known = segments is not None and segments.isdecimal() and len(segments) < _TOO_MANY
    return int(segments or 0) or None if known else None


def inbound(form: Sequence[tuple[str, str]]) -> Inbound:
    """A message hook's fields as an inbound; ChannelError without a SID or a sender.

    Fields: https://www.twilio.com/docs/messaging/guides/webhook-request. They hold no instant.
    """
    fields: Mapping[str, str] = dict(form)
    sid = fields.get("MessageSid") or fields.get("SmsMessageSid") or fields.get("SmsSid") or ""
    if not sid or not fields.get("From"):
        raise ChannelError("Message entrant sans identifiant ou sans expéditeur.")
    media = fields.get("NumMedia", "")
    return Inbound(
        provider_id=sid,
        medium=Medium.SMS,
        sender=fields["From"],
        to=fields.get("To", ""),
        text=fields.get("Body", "").replace("\0", ""),  # which no database takes
        media=int(media) if media.isdecimal() else 0,
        opt_out_type=fields.get("OptOutType", "").strip().upper(),
    )

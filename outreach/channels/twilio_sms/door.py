"""SMS through Twilio's Programmable Messaging, with the official SDK."""

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from twilio.base.exceptions import TwilioRestException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from outreach.channels.base import (
    Act,
    Batch,
    Capability,
    ChannelError,
    Found,
    History,
    Hook,
    Inbound,
    Medium,
    Outcome,
    Outgoing,
    Receipt,
    Result,
    Sought,
)
from outreach.channels.twilio_sms import hooks, listing
from outreach.channels.twilio_sms.classify import classify, silence
from outreach.channels.twilio_sms.codes import act_for, progress_of
from outreach.channels.twilio_sms.wire import DEFAULT_API, Wire

_log = logging.getLogger(__name__)

_NUMBER = re.compile(r"\+[1-9]\d{6,14}|\d{3,8}")  # E.164 or short code
_SERVICE = re.compile(r"MG[0-9A-Za-z]{32}")
_ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +&_-]{1,11}")
_LONGEST_VALIDITY = 36_000  # seconds: Twilio's own limit on ValidityPeriod


class TwilioSms:
    """One Twilio sender. `confirms_stop` is left to each inbound's `opt_out_type`.

    `sender` is an E.164 number, a short code, a Messaging Service (`MG…`) or an alphanumeric name
    (one-way). `timeouts` are seconds: (connect, read). Raises ChannelError for another sender.
    """

    name = "twilio_sms"

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        public_url: str,
        api_url: str = DEFAULT_API,
        timeouts: tuple[float, float] = (3.0, 20.0),
    ) -> None:
        self._service = sender if _SERVICE.fullmatch(sender) else ""
        two_way = bool(self._service or _NUMBER.fullmatch(sender))
        if not two_way and not _ALPHANUMERIC.fullmatch(sender):
            raise ChannelError("L'expéditeur Twilio n'est ni un numéro, ni MG…, ni un nom court.")
        self.capability = Capability(Medium.SMS, two_way=two_way, can_find=True)
        self._sender = sender
        self._token = auth_token
        self._callback = f"{public_url.rstrip('/')}/hooks/twilio/status/"
        self._wire = Wire(api_url, timeouts)
        self._client = Client(account_sid, auth_token, http_client=self._wire)
        self._listing = listing.Listing(self._client, self._wire)
        self._unlisted = False  # whether it was said that the server lists nothing

    def send(self, message: Outgoing) -> Outcome:
        """One POST to Messages, never repeated; the callback's address carries our key."""
        validity = int(message.valid_for.total_seconds())
        origin = {"messaging_service_sid" if self._service else "from_": self._sender}
        try:
            made = self._client.messages.create(
                to=message.to,
                body=message.body,
                status_callback=self._callback + message.key,
                validity_period=max(1, min(validity, _LONGEST_VALIDITY)),
                **origin,
            )
            if not listing.is_name(made.sid):
                return Outcome(Result.UNCERTAIN, code="no_sid")
            segments = hooks.counted(str(made.num_segments or ""))
            return Outcome(Result.ACCEPTED, provider_id=made.sid, segments=segments)
        except Exception as error:  # whatever happened, the message may have left
            outcome = classify(error, self._wire.headers, self._wire.status)
            _log.info("send %s: %s %s", message.key, outcome.result, outcome.code)
            return outcome

    def find(self, sought: Sought) -> Found:
        """List what Twilio holds for this recipient and pick ours by time and text.

        Where another message stands that is none of ours, nothing is told: it may be this one, in
        words that were changed, cut or taken away on the way, or dated by another zone's clock.

        Not by ``DateSent``: Twilio leaves it empty on messages it has not sent yet. Nor by sender:
        it may have left by another one, if the setting was changed since.
        """
        try:
            horizon = listing.back_to_call(sought.called_at, listing.DOUBT)
            messages = self._listing.read(sought.now, horizon, {"to": sought.to})
            one = messages.match(sought)
            if one is None:
                return Found(asked=not messages.unexplained(sought))
            word, code = str(one.status or ""), str(one.error_code or "")
            return Found(
                True, one.sid, progress_of(word), code, act_for(code) if code else Act.NONE
            )
        except Exception as error:
            _log.warning("find %s: %s", sought.key, type(error).__name__)
            return Found(asked=False)

    def history(self, since: datetime, now: datetime) -> History:
        """List what Twilio holds from our sender, down to an hour before `since`."""
        filters = {} if self._service else {"from_": self._sender}
        try:
            horizon = listing.back_to_call(since)
            messages = self._listing.read(now, horizon, filters, listing.PAGES_OF_HISTORY)
            return History(True, listing.sent(messages, self._service, now))
        except Exception as error:
            _log.warning("history: %s", type(error).__name__)
            return History(asked=False)

    def verify(self, hook: Hook) -> bool:
        """Whether the hook carries this account's signature."""
        return hooks.signed_by(self._token, hook)

    def read_status(self, hook: Hook, key: str) -> Receipt:
        """Translate a status hook; ChannelError when it names no message or no status."""
        return hooks.receipt(hook.form, key)

    def read_inbound(self, hook: Hook) -> Inbound:
        """Translate an inbound hook; ChannelError when it names no message or no sender."""
        return hooks.inbound(hook.form)

    def poll(self, cursor: str, now: datetime) -> Batch:
        """Messages to our sender since `cursor`, a day of overlap included: the safety sweep.

        Twilio does not repeat a hook that found us down. The cursor is in the provider's clock.
        """
        if not self.capability.two_way:
            return Batch(cursor=cursor)
        filters = {} if self._service else {"to": self._sender}
        seen = listing.read_cursor(cursor)
        try:
            messages = self._listing.read(now, listing.back_to_sweep(seen, now), filters)
            items = listing.arrivals(messages, self._service)
            # Nobody wrote yet: all was read up to now, however long we are away afterwards.
            latest = listing.newest(messages.found) or seen or now + messages.offset
            return Batch(items, listing.write_cursor(latest))
        except Exception as error:
            batch = silence(error, cursor, had_list=seen is not None)
            return self._unlistened(batch, error)

    def _unlistened(self, batch: Batch, error: Exception) -> Batch:
        """Say why nothing was told; once, when that is how this server is."""
        if batch.listed:
            _log.warning("sweep: %s", type(error).__name__)
        elif not self._unlisted:
            self._unlisted = True
            _log.info("sweep: this server has no list of messages, only its hooks bring them")
        return batch

    def states(self, keys: Mapping[str, str], now: datetime) -> Sequence[Receipt]:
        """Fetch each message; one that can't be fetched is left out and asked again later.

        After two silences in a row the rest waits too: each would cost a whole time-out.
        """
        told: list[Receipt] = []
        silences = 0
        for key, sid in keys.items():
            try:
                told += self._state(key, sid)
                silences = 0
            except Exception as error:
                _log.warning("state %s: %s", key, type(error).__name__)
                silences += 1
            if silences == 2:
                break
        return told

    def _state(self, key: str, sid: str) -> list[Receipt]:
        """What Twilio says of one message, nothing when it knows none."""
        try:
            one = self._client.messages(sid).fetch()
        except TwilioRestException:
            return []
        if not one.status:
            return []
        code, segments = str(one.error_code or ""), str(one.num_segments or "")
        return [hooks.told(key, sid, str(one.status), code, segments)]

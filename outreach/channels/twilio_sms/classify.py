"""What one call amounted to: only what proves that nothing left may be called not sent."""

import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import (  # type: ignore[import-untyped]
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from outreach.channels.base import Act, Batch, Outcome, Result
from outreach.channels.twilio_sms.codes import (
    UNCERTAIN_STATUS,
    UNPROCESSED_CODES,
    UNPROCESSED_STATUS,
    act_for,
)

# Raised before a byte of the request could leave (`NameResolutionError` is a NewConnectionError;
# a certificate is refused during the handshake).
_NEVER_LEFT: tuple[tuple[type[BaseException], str], ...] = (
    (NewConnectionError, "no_connection"),  # before its parent, ConnectTimeoutError
    (ConnectTimeoutError, "connect_timeout"),
    (ConnectTimeout, "connect_timeout"),
    (ssl.SSLCertVerificationError, "certificate"),
)

_NOT_IMPLEMENTED = 501
_ODD = "odd"  # a code that no database need take
_LONGEST_WAIT = 86_400  # seconds
_DIGITS = 9  # more say no more than "very long"
_REFUSING = frozenset({401, 403, 407, 408, 429})


def classify(error: BaseException, headers: Mapping[str, str], status: int = 0) -> Outcome:
    """The outcome behind an exception of the SDK; anything unforeseen is uncertain.

    `status`: of the answer, where there was one. The exception's own may be what the body says.
    """
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return answered(status or int(error.status), str(error.code or ""), headers)
    causes = list(_wrapped(error))
    for kind, word in _NEVER_LEFT:
        if any(isinstance(cause, kind) for cause in causes):
            act = Act.SENDER_DOWN if word == "certificate" else Act.NONE
            return Outcome(Result.NOT_SENT, code=word, act=act)
    word = type(error).__name__ if isinstance(error, RequestException) else "unexpected"
    return Outcome(Result.UNCERTAIN, code=word)


def silence(error: BaseException, cursor: str, *, had_list: bool) -> Batch:
    """What a sweep that ended in `error` brought: nothing, and why.

    A server without a list of messages (404, 405, 501, or an answer that is none) is not away:
    its hooks are the way in. Credentials and limits are a refusal, and so is a list that is gone
    from a server that had one (`had_list`), or what can't be read from one asked before (`cursor`).
    """
    status = _status(error)
    if isinstance(error, RequestException) or (status >= 500 and status != _NOT_IMPLEMENTED):
        return Batch(cursor=cursor, asked=False)
    unreadable = isinstance(error, TwilioException | ValueError | AttributeError) and not cursor
    gone = status >= 300 and not had_list
    if status not in _REFUSING and (gone or (unreadable and status < 300)):
        return Batch(cursor=cursor, listed=False)
    return Batch(cursor=cursor, asked=False, refused=True)


def _status(error: BaseException) -> int:
    """The HTTP status that an exception of the SDK carries, 0 when it carries none."""
    carried = [getattr(error, "status", None)]
    carried += [getattr(one, "status_code", None) for one in error.args]
    return next((int(one) for one in carried if isinstance(one, int)), 0)


def answered(status: int, code: str, headers: Mapping[str, str]) -> Outcome:
    """The outcome of an HTTP answer that is not a success."""
    code = (code or str(status)) if code.isascii() and code.isprintable() else _ODD
    if not 400 <= status < 500 or status in UNCERTAIN_STATUS:
        return Outcome(Result.UNCERTAIN, code=code)
    wait = _retry_after(headers)
    if code in UNPROCESSED_CODES:
        return Outcome(Result.NOT_SENT, code=code, act=act_for(code), retry_after=wait)
    if status in UNPROCESSED_STATUS and act_for(code) is Act.HOLD:
        act = UNPROCESSED_STATUS[status]
        return Outcome(Result.NOT_SENT, code=code, act=act, retry_after=wait)
    if status == 429:
        return Outcome(Result.NOT_SENT, code=code, act=act_for(code), retry_after=wait)
    return Outcome(Result.REFUSED, code=code, act=act_for(code))


def _wrapped(error: BaseException) -> Iterator[BaseException]:
    """The exceptions that `error` carries inside itself.

    Not ``__context__``: that chain also holds what the caller was already handling, and an old
    refused connection must not turn a lost answer into "never sent".
    """
    waiting, seen = [error], set[int]()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        inside = (*current.args, getattr(current, "reason", None))
        waiting += [one for one in inside if isinstance(one, BaseException)]


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """``Retry-After`` as a span (RFC 9110 §10.2.3: seconds, or a date read against ``Date``)."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:_DIGITS]), _LONGEST_WAIT))
    asked, here = instant(value), instant(headers.get("Date", ""))
    return max(asked - here, timedelta(0)) if asked and here else None


def instant(value: str) -> datetime | None:
    """An RFC 2822 date as an aware UTC instant, None when it can't be read."""
    try:
        parsed = parsedate_to_datetime(value)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None

"""Reading Twilio's list of messages: pages, the provider's clock, and which one is ours."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from twilio.rest import Client  # type: ignore[import-untyped]

from outreach.channels.base import Act, Inbound, Medium, Sent, Sought, normalised
from outreach.channels.twilio_sms.classify import instant
from outreach.channels.twilio_sms.codes import act_for, progress_of
from outreach.channels.twilio_sms.wire import Wire

# How far a message may seem older than our call: clocks differ, ours may have been set between the
# call and the question, and Twilio dates to the second. Too wide risks an older message of the same
# text, that somebody else sent.
MARGIN = timedelta(hours=1)
# How far back something that none of our messages accounts for casts doubt: it may be the one that
# is sought, by a clock that was taken for another zone's.
DOUBT = timedelta(days=1)
# How far back a sweep looks again: a message may be listed after a newer one.
OVERLAP = timedelta(hours=24)
FIRST_SWEEP = timedelta(days=7)
_NAME = re.compile(r"[!-~]{1,255}")
_PAGE_SIZE = 200
_PAGES = 100
PAGES_OF_HISTORY = 2_000  # after a restore: all that left, to anybody


class Listing:
    """Pages of messages, newest first, with the provider's clock beside ours."""

    def __init__(self, client: Client, wire: Wire) -> None:
        self._client = client
        self._wire = wire

    def read(
        self,
        now: datetime,
        back_to: Callable[[timedelta], datetime],
        filters: Mapping[str, str],
        pages: int = _PAGES,
    ) -> "Messages":
        """Messages down to `back_to(offset)`, an instant of the provider's clock.

        `now` is ours and `offset` the provider's clock minus ours, known from its first answer
        (without a ``Date`` header the clocks are taken to agree). Raises what the SDK raises.
        """
        page = self._client.messages.page(page_size=_PAGE_SIZE, **filters)
        offset = (instant(self._wire.headers.get("Date", "")) or now) - now
        return Messages(list(self._pages(page, back_to(offset), pages)), offset)

    def _pages(self, page: Any, horizon: datetime, pages: int) -> Iterator[Any]:
        """Every message down to the first page that is older than `horizon` as a whole."""
        for _ in range(pages):
            batch = self._listed(page)
            yield from (one for one in batch if not _older(one, horizon))
            following = page.next_page_url
            if not following or (batch and all(_older(one, horizon) for one in batch)):
                return
            page = self._client.messages.get_page(following)
        raise ListingTooLongError

    def _listed(self, page: Any) -> list[Any]:
        """The messages of a page. The SDK takes any answer with one field for an empty list."""
        if not isinstance(json.loads(self._wire.text).get("messages"), list):
            raise NoListError
        return list(page)


class NoListError(ValueError):
    """An answer that lists no messages: it does not say that there are none."""


class ListingTooLongError(Exception):
    """More pages than we read: the absence of a message can't be told."""


class Messages:
    """What a listing held; `offset` is the provider's clock minus ours."""

    def __init__(self, found: list[Any], offset: timedelta) -> None:
        self.found = found
        self.offset = offset

    def ours(self, one: Any) -> datetime | None:
        """When `one` was created, in our clock."""
        return one.date_created - self.offset if one.date_created else None

    def match(self, sought: Sought) -> Any | None:
        """The newest outbound message that can only be the sought one, None when absent.

        The provider may put a notice before the text of a trial account, hence "ends with".
        """
        text = normalised(sought.body)
        horizon = back_to_call(sought.called_at)(self.offset)
        for one in self.found:
            if one.sid in sought.bound or not _outbound(one) or not text or _older(one, horizon):
                continue
            if is_name(one.sid) and normalised(one.body or "").endswith(text):
                return one
        return None

    def unexplained(self, sought: Sought) -> bool:
        """Whether something left for that recipient by no attempt that we know of."""
        return any(
            one.sid not in sought.bound and _outbound(one) and not _automatic(one)
            for one in self.found
            if one.to in (None, "", sought.to)  # a list may hold more than was asked for
        )


def sent(messages: Messages, service: str, now: datetime) -> tuple[Sent, ...]:
    """The outbound messages of a listing, oldest first; one without a date left `now` at latest."""
    return tuple(
        Sent(
            provider_id=one.sid,
            to=one.to or "",
            body=one.body or "",
            at=messages.ours(one) or now,
            progress=progress_of(str(one.status or "")),
            code=str(one.error_code or ""),
            act=act_for(str(one.error_code)) if one.error_code else Act.NONE,
        )
        for one in reversed(messages.found)
        if one.sid and _outbound(one)
        if not service or one.messaging_service_sid in (None, "", service)
    )


def arrivals(messages: Messages, service: str) -> tuple[Inbound, ...]:
    """The inbound messages of a listing, oldest first: an odd one must not hide the others."""
    return tuple(
        Inbound(
            provider_id=one.sid if is_name(one.sid) else _made_up(one),
            medium=Medium.SMS,
            sender=one.from_ or "",
            to=one.to or "",
            text=one.body or "",
            at=messages.ours(one),
            media=int(one.num_media) if str(one.num_media).isdecimal() else 0,
        )
        for one in reversed(messages.found)
        if _inbound(one)
        if not service or one.messaging_service_sid in (None, "", service)
    )


def _made_up(one: Any) -> str:
    """A name for what has none: the same each time that it is listed."""
    words = repr((one.sid, one.from_, one.body, one.date_created)).encode("utf-8", "replace")
    return f"unnamed-{sha256(words).hexdigest()[:32]}"


def newest(found: Iterable[Any]) -> datetime | None:
    """The latest creation instant, in the provider's clock."""
    return max((one.date_created for one in found if one.date_created), default=None)


def read_cursor(cursor: str) -> datetime | None:
    """The provider's instant a cursor holds; None the first time or when it can't be read."""
    try:
        value = datetime.fromisoformat(json.loads(cursor)["newest"])
    except (ValueError, TypeError, KeyError):
        return None
    return value if value.tzinfo else None


def write_cursor(instant_seen: datetime) -> str:
    """A cursor: the newest creation instant seen, in the provider's clock."""
    return json.dumps({"newest": instant_seen.isoformat()})


def back_to_call(
    called_at: datetime, margin: timedelta = MARGIN
) -> Callable[[timedelta], datetime]:
    """How far back a message that we called for at `called_at` (our clock) may be dated.

    The offset only widens: a ``Date`` that is ahead may be a cache's or a proxy's, whose clock is
    not the one that dates messages.
    """
    return lambda offset: called_at + min(offset, timedelta(0)) - margin


def back_to_sweep(seen: datetime | None, now: datetime) -> Callable[[timedelta], datetime]:
    """How far back a sweep looks: a day before the newest seen, or a week the first time.

    A cursor from a later instant than the provider's present (its clock was set back) is cut.
    """
    if seen is None:
        return lambda offset: now + offset - FIRST_SWEEP
    return lambda offset: min(seen, now + offset) - OVERLAP


def _older(one: Any, horizon: datetime) -> bool:
    return one.date_created is not None and one.date_created < horizon


def is_name(sid: object) -> bool:
    """Whether this can be a message's name, which receipts and lists will call it by."""
    return isinstance(sid, str) and _NAME.fullmatch(sid) is not None


def _inbound(one: Any) -> bool:
    return str(one.direction or "").lower().startswith("inbound")


def _outbound(one: Any) -> bool:
    return not _inbound(one)


def _automatic(one: Any) -> bool:
    """The provider's own answer to a STOP or a HELP: we never send in this way."""
    return str(one.direction or "").lower() == "outbound-reply"

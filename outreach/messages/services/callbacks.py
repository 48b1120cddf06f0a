"""A provider's word on one of our messages, taken in as it comes."""

from outreach.channels.base import Receipt
from outreach.messages.services import receipts
from outreach.messages.services.means import Means


def note(means: Means, receipt: Receipt) -> bool:
    """Keep a receipt and apply it, in one transaction; False when it changes nothing."""
    now = means.clock.now()
    with means.database.write() as session:
        return receipts.take(session, receipt, now, means.follow)

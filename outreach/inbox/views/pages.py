"""Every page of the inbox, under one name."""

from flask import Blueprint

from outreach.inbox.views.acts import add_acts
from outreach.inbox.views.answering import add_answering
from outreach.inbox.views.attaching import add_attaching
from outreach.inbox.views.queue import add_queue
from outreach.inbox.views.resuming import add_resuming
from outreach.inbox.views.stopping import add_stopping
from outreach.inbox.views.thread import add_thread
from outreach.replies.services.ears import Ears


def inbox_pages(ears: Ears) -> Blueprint:
    """À traiter, the threads, and what is done from them."""
    pages = Blueprint("inbox", "outreach.inbox", template_folder="templates")
    add_queue(pages, ears.means)
    for add in (add_thread, add_answering, add_acts, add_resuming, add_stopping, add_attaching):
        add(pages, ears)
    return pages

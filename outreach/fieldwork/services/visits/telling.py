"""What colleagues are told of a visit."""

from collections.abc import Mapping

from outreach.messages.rules.render import render
from outreach.messages.services.sending.notices import Words
from outreach.sequences.services.studio.shelf import shipped_words


def words_of(code: str, values: Mapping[str, str]) -> Words:
    """A shipped notice with its values, in French like every page of the team."""
    text = shipped_words().notices["fr"][code]
    subject, body, short = (
        render(template, values) for template in (text.subject, text.body, text.text)
    )
    return Words(subject, body, short)

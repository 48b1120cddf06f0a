"""What to say to a voicemail: the script's words, which reveal nothing (care.md §4)."""

from outreach.messages.rules.render import RenderError, render
from outreach.programmes.models import Programme
from outreach.replies.services.ears import Answers
from outreach.sequences.services.wording import programme_values
from outreach.staff.models import Staff

VOICEMAIL = "VOCAL"
_LANGUAGE = "fr"


def voicemail_words(answers: Answers, programme: Programme, staff: Staff) -> str:
    """The message as whoever calls says it; "" when the agreement names no number to call back."""
    text = answers[_LANGUAGE][VOICEMAIL].text
    try:
        return render(text, {**programme_values(programme), "ts": staff.first_name})
    except RenderError:
        return ""

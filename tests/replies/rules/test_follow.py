"""What a reading asks for: at most one safe text, and what a human must do."""

import pytest

from outreach.replies.rules.follow import choose_answer, what_follows
from outreach.replies.rules.intents import classify
from outreach.replies.rules.lexicon import Lexicon

ANSWERS = [
    ("STOP", "STOP"),
    ("plus de SMS", "STOP"),
    ("pas de sms", "STOP"),
    ("STOP plus de SMS", None),
    ("stop téléphone surveillé", None),
    ("stop je meurs", None),
    ("START", "START"),
    ("mauvais numéro", "WRONG"),
    ("il n'habite plus ici", "ACK"),
    ("INFOS", "INFOS"),
    ("d'où vous avez mon numéro", "INFOS"),
    ("qui êtes-vous ?", "WHO"),
    ("allez vous faire foutre", None),
    ("c'est payé", None),
    ("plus tard", None),
    ("merci", None),
    ("j'ai payé mais je m'en sors plus, appelez-moi", None),
    ("arrêtez de m'envoyer des messages chaque semaine", None),
    ("arrêtez les sms, appelez-moi plutôt", None),
    ("oui", "ACK"),
    ("non", "ACK"),
    ("I speak only Arabic", "ACK"),
    ("je veux mourir", "ACK"),
    ("je suis à la rue", "ACK"),
    ("mon mari me frappe", "ACK"),
    ("stop je veux plus vivre dans cette vie", "ACK"),
    ("??", "ACK"),
]
DANGER = [
    ("je veux mourir", "SUICIDE"),
    ("je dors dans ma voiture", "TOIT"),
    ("mon mari m'a frappée, je veux mourir", "ACK"),
    ("à quoi bon", "ACK"),
    ("mon fils dit qu'il veut mourir", "ACK"),
    ("je fais un malaise", "ACK"),
]


@pytest.mark.parametrize(("text", "code"), ANSWERS)
def test_the_one_safe_answer(text: str, code: str | None, lexicon: Lexicon) -> None:
    assert choose_answer(classify(text, lexicon)) == code


@pytest.mark.parametrize(("text", "code"), DANGER)
def test_a_help_line_is_named_only_on_plain_words(text: str, code: str, lexicon: Lexicon) -> None:
    assert choose_answer(classify(text, lexicon), danger_texts=True) == code


@pytest.mark.parametrize(
    ("text", "task", "reason"),
    [
        ("STOP", "decide", "stop"),
        ("je vais me tuer", "decide", "alert"),
        ("stop je meurs", "decide", "alert"),
        ("il n'habite plus ici", "check_number", "wrong_person"),
        ("arrêtez les sms, appelez-moi plutôt", "call", "callback"),
        ("je ne veux plus de vos messages ni rien", "decide", "stop_probable"),
        ("le premier qui vient chez moi je le démonte", "decide", "threat"),
        ("oui", "call", "yes"),
        ("non merci", "decide", "no"),
        ("plus tard", "decide", "later"),
        ("bonjour", "decide", "reply"),
    ],
)
def test_the_task_for_a_human(text: str, task: str, reason: str, lexicon: Lexicon) -> None:
    follows = what_follows(classify(text, lexicon))
    assert (follows.task, follows.reason) == (task, reason)


def test_a_stop_refuses_and_ends_a_no_only_ends(lexicon: Lexicon) -> None:
    stop, no = (what_follows(classify(text, lexicon)) for text in ("STOP", "non"))
    assert stop.opt_out
    assert stop.end_sequence
    assert not no.opt_out
    assert no.end_sequence


def test_a_probable_stop_refuses_nothing_by_itself(lexicon: Lexicon) -> None:
    follows = what_follows(classify("laissez-moi tranquille", lexicon))
    assert not follows.opt_out
    assert not follows.end_sequence


def test_only_a_certain_wrong_number_is_blocked(lexicon: Lexicon) -> None:
    assert what_follows(classify("mauvais numéro", lexicon)).block_number
    assert not what_follows(classify("elle n'habite plus ici", lexicon)).block_number


def test_a_stop_within_a_cry_for_help_is_honoured_and_raises_the_alert(lexicon: Lexicon) -> None:
    follows = what_follows(classify("STOP il me frappe", lexicon))
    assert follows.alert

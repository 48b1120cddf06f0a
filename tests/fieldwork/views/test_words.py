"""Every code that a page of tasks may show has French words, and none of them a command."""

import pytest

from outreach.cases.models import CaseState, CloseReason
from outreach.fieldwork.rules import Problem, Sequel, Waits
from outreach.fieldwork.services.outcomes import Closed
from outreach.fieldwork.services.worklist.effect import Effect, Other
from outreach.fieldwork.views import tasks_words as words
from outreach.tasks.rules import When
from outreach.web import labels
from tests.fieldwork.views.conftest import MONDAY, Office


def test_every_stretch_of_time_and_all_that_waits_has_words() -> None:
    assert set(When) <= words.WHENS.keys()
    assert set(words.WAITS) == set(Waits)
    assert set(words.SEQUELS) == set(Sequel)


@pytest.mark.parametrize("problem", sorted(set(Problem) - {Problem.UNKNOWN, Problem.OUTCOME}))
def test_every_refusal_has_its_sentence(office: Office, problem: Problem) -> None:
    with office.web.app.test_request_context():
        sentence = words.problem_label(problem, "paused")
    assert sentence.endswith(".")
    assert "outreach" not in sentence


def test_a_page_names_no_command(office: Office) -> None:
    with office.web.app.test_request_context():
        told = {labels.page_reason(code) for code in labels.REASONS}
        assert labels.page_reason("missing_adil") == "téléphone de l'ADIL à renseigner"
    assert not [text for text in told if "outreach" in text]


def test_an_effect_is_told_whole(office: Office) -> None:
    effect = Effect(
        Closed(1, sequel=Sequel.HELD),
        state=CaseState.CLOSED,
        close_reason=CloseReason.STOPPED,
        stops=True,
        counts=1,
        blocks="number",
        raised=(Other("decide", "vacant", MONDAY),),
        dropped=(Other("letter", "", MONDAY),),
    )
    with office.web.app.test_request_context():
        assert list(words.effects(effect)) == [
            "Les envois automatiques s'arrêtent : seul un humain peut les reprendre.",
            "Les envois restent arrêtés : une autre tâche de ce dossier attend.",
            "Le dossier passe à « Clos (ne plus contacter) ».",
            "Plus rien ne part vers ce numéro.",
            "Cela compte comme une tentative de contact.",
            "Une tâche s'ouvre : Décision à prendre (le logement paraît inoccupé).",
            "N'est plus à faire : Lettre à poster.",
        ]

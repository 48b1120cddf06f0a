"""Small houses with a page that anyone may open."""

import pytest

from tests.house import pages
from tests.house.source import house


@pytest.mark.parametrize(
    "source",
    [
        "@pages.get('/dossiers')\ndef cases(): ...",
        "@pages.route('/')\n@cached\ndef cases(): ...",
        "@open_to(ALL)\n@pages.post('/dossiers')\ndef cases(): ...",  # guards nothing: outside
        "@pages.get(rule='/hooks')\ndef cases(): ...",
        "app.add_url_rule('/dossiers', view_func=cases)",
    ],
)
def test_a_page_that_says_not_who_may_open_it_is_caught(source: str) -> None:
    assert len(list(pages.guarded_routes(house(cases__views=source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "@pages.get('/dossiers')\n@open_to(Role.WORKER)\ndef cases(): ...",
        "@pages.get('/a')\n@pages.get('/b')\n@access.open_to(ANYONE)\ndef cases(): ...",
        "@app.post('/hooks/twilio/messages')\ndef messages(): ...",
        "@app.get('/healthz')\ndef health(): ...",
        "@property\ndef get(self): ...",
    ],
)
def test_a_page_that_says_who_may_open_it_passes(source: str) -> None:
    assert list(pages.guarded_routes(house(app=source))) == []

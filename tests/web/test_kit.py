"""The kit by itself: refusals that help, headers, forms that keep what was typed."""

import re
from pathlib import Path

import pytest
from flask import render_template
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

import outreach
from outreach.staff.models import Role
from outreach.web.counting import ngettext
from outreach.web.forms import Form
from tests.web.desk import Desk


class _Form(Form):
    name = StringField("Prénom", [DataRequired("Écrivez le prénom : il sert à saluer.")])
    secret = PasswordField("Mot de passe")


@pytest.fixture
def _page(desk: Desk) -> None:
    @desk.app.route("/essai", methods=["GET", "POST"])
    def sample() -> tuple[str, int]:
        form = _Form()
        wrong = form.is_submitted() and not form.validate()
        page = '{% extends "web/page.html" %}{% block content %}<script nonce="{{ csp_nonce() }}">'
        page += "</script><form>{{ parts.faults(form) }}{{ parts.field(form.name, 'Un indice') }}"
        page += "{{ parts.field(form.secret) }}{{ form.name.data }}|</form>{% endblock %}"
        template = desk.app.jinja_env.from_string(page)
        return render_template(template, form=form), 422 if wrong else 200


@pytest.mark.usefixtures("_page")
def test_a_page_runs_only_what_carries_its_own_nonce(desk: Desk) -> None:
    client = desk.sign_in(Role.WORKER)
    answers = [client.get("/essai"), client.get("/essai")]
    nonces = [re.findall(r'<script nonce="(\w{26})">', answer.text)[0] for answer in answers]
    assert nonces[0] != nonces[1]
    for answer, nonce in zip(answers, nonces, strict=True):
        policy = answer.headers["Content-Security-Policy"]
        assert f"script-src 'self' 'nonce-{nonce}';" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("_page")
def test_a_form_keeps_what_was_typed_and_says_what_to_do(desk: Desk) -> None:
    client = desk.sign_in(Role.WORKER)
    answer = client.send("/essai", {"name": "  ", "secret": " p "})
    assert answer.status_code == 422
    assert "Écrivez le prénom\u00a0: il sert à saluer." in answer.text
    assert 'aria-describedby="name-aide name-erreur"' in answer.text
    assert 'aria-required="true"' in answer.text
    assert " required" not in answer.text
    kept = client.send("/essai", {"name": "  <Zoé>  "})
    assert 'value="&lt;Zoé&gt;"' in kept.text


@pytest.mark.usefixtures("_page")
def test_a_form_without_its_protection_is_refused_with_advice(desk: Desk) -> None:
    answer = desk.sign_in(Role.WORKER).post("/essai", data={"name": "Zoé"})
    assert answer.status_code == 400
    assert "ouverte depuis trop longtemps" in answer.text


def test_an_unknown_page_helps_and_says_nothing_of_anybody(desk: Desk) -> None:
    answer = desk.sign_in(Role.WORKER).get("/nulle-part")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "n’existe pas" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src")
    assert desk.stranger().get("/nulle-part").status_code == 404


def test_files_of_ours_may_be_kept_because_their_address_tells_their_content(desk: Desk) -> None:
    page = desk.sign_in(Role.WORKER).get("/nulle-part").text
    for address in re.findall(r'(?:href|src)="(/static[^"]+)"', page):
        answer = desk.stranger().get(address)
        answer.close()
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"]
    bare = desk.stranger().get("/static/kit.css")
    bare.close()
    assert "immutable" not in bare.headers["Cache-Control"]
    assert not re.findall(r'(?:href|src)="(?:https?:)?//', page)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 lettre"), (1, "1 lettre"), (2, "2 lettres"), (11, "11 lettres")]
)
def test_none_is_counted_as_one_is(desk: Desk, count: int, said: str) -> None:
    with desk.app.test_request_context():
        template = desk.app.jinja_env.from_string(
            '{{ ngettext("%(num)s lettre", "%(num)s lettres", count) }}'
        )
        assert template.render(count=count) == said
        assert ngettext("%(num)s lettre", "%(num)s lettres", count) == said


def test_nothing_is_counted_by_the_rules_of_english() -> None:
    """The library's own function says "0 lettres"."""
    sources = Path(outreach.__file__).parent.rglob("*.py")
    theirs = re.compile(r"flask_babel import .*ngettext|flask_babel\.ngettext")
    assert [path.name for path in sources if theirs.search(path.read_text("utf-8"))] == []

"""No template holds a bare sentence: what people read goes through gettext."""

import re
from pathlib import Path

import pytest

import outreach

TEMPLATES = sorted(Path(outreach.__file__).parent.rglob("templates/**/*.html"))
_CODE = re.compile(
    r"{#.*?#}|{%-?\s*block \w+_class.*?endblock\s*-?%}|{%-?\s*trans\b.*?endtrans\s*-?%}"
    r"|{%.*?%}|{{.*?}}|<script.*?</script>|<!--.*?-->",
    re.S,
)
_SHOWN = re.compile(r'\s(?:aria-label|title|alt|placeholder|value|content)="([^"]*)"')
# What a choice or a button with words of its own sends: nobody reads it.
_SENT = re.compile(
    r'(<(?:button|input[^>]*\stype="(?:radio|checkbox|hidden)")[^>]*?)\svalue="[^"]*"'
)
_TAG = re.compile(r"<[^>]*>", re.S)
_WORD = re.compile(r"[^\W\d_]{2,}")
# Names, units and values that are the same in every language.
_SAME = {"AHU", "SMS", "utf", "width", "device", "initial", "scale", "light", "dark", "noindex"}
_SAME |= {"nofollow", "nbsp", "min"}


def bare(text: str) -> list[str]:
    """The words of a template that no catalogue would find."""
    plain = _SENT.sub(r"\1", _CODE.sub("", text))
    shown = " ".join(_SHOWN.findall(plain))
    return [word for word in _WORD.findall(_TAG.sub(" ", plain) + shown) if word not in _SAME]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parent.name + "/" + path.name)
def test_every_sentence_can_be_translated(path: Path) -> None:
    assert bare(path.read_text(encoding="utf-8")) == []


def test_a_bare_sentence_is_seen() -> None:
    assert bare("<p>Bonjour</p>{{ _('Merci') }}") == ["Bonjour"]
    assert bare('<a title="Fermer">{% trans %}Merci{% endtrans %}</a>') == ["Fermer"]
    assert bare('<a class="btn" href="/x">{{ name }}</a>') == []
    assert bare('<input type="radio" name="x" value="main" title="Choisir">') == ["Choisir"]
    assert bare('<input type="submit" value="Choisir">') == ["Choisir"]

"""`outreach scripts check`, `export` and `load`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal


@pytest.fixture
def folder(terminal: Terminal) -> Path:
    """The shipped words, exported to a folder where they can be changed."""
    assert terminal.type("scripts", "export", "mots").code == 0
    return terminal.folder / "mots"


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_shipped_words_have_no_fault_and_need_no_database(terminal: Terminal) -> None:
    ran = terminal.type("scripts", "check")
    assert (ran.code, ran.err) == (0, "")
    assert "Rien à signaler" in ran.out
    assert not terminal.database.exists()


def test_the_shipped_words_are_reported_as_json(terminal: Terminal) -> None:
    ran = terminal.type("scripts", "check", "--json")
    assert (ran.code, ran.err) == (0, "")
    report = json.loads(ran.out)
    assert report["findings"] == []
    assert {row["language"] for row in report["texts"]} >= {"fr", "en", "ar", "tr", "pt"}


def test_a_red_word_is_a_finding(terminal: Terminal, folder: Path) -> None:
    _change(folder / "premier-contact" / "fr.toml", "au sujet de votre logement", "pour payer")
    ran = terminal.type("scripts", "check", "mots")
    assert ran.code == 1
    assert ran.out.startswith("premier-contact/fr.toml : S1, text : « payer »")
    assert ran.err == "1 constat.\n"
    found = json.loads(terminal.type("scripts", "check", "mots", "--json").out)["findings"]
    assert [(one["step"], one["code"]) for one in found] == [("S1", "threat")]


def test_one_script_can_be_checked_alone(terminal: Terminal, folder: Path) -> None:
    assert terminal.type("scripts", "check", str(folder / "premier-contact")).code == 0


def test_a_broken_file_is_a_finding_with_its_line(terminal: Terminal, folder: Path) -> None:
    (folder / "premier-contact" / "fr.toml").write_text('language = "fr"\n[S1\n')
    ran = terminal.type("scripts", "check", "mots")
    assert (ran.code, ran.err) == (1, "1 constat.\n")
    assert ran.out == "premier-contact/fr.toml, ligne 2 : TOML illisible.\n"
    found = json.loads(terminal.type("scripts", "check", "mots", "--json").out)["findings"]
    assert found[0]["code"] == "unreadable"


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_folder_without_script_is_a_mistake(ready: Terminal, command: str) -> None:
    (ready.folder / "vide").mkdir()
    for name in ("vide", "nulle-part"):
        ran = ready.type("scripts", command, name)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"{name} : ")


def test_an_export_is_the_canonical_form(terminal: Terminal, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.toml")}
    assert terminal.type("scripts", "export", "mots").code == 0
    terminal.type("init")
    assert terminal.type("scripts", "load", "mots").err.endswith("inchangé, version 1.\n")
    assert terminal.type("scripts", "export", "encore").code == 0
    after = {path: path.read_bytes() for path in (terminal.folder / "encore").rglob("*.toml")}
    assert {path.name for path in before} == {path.name for path in after}
    assert sorted(before.values()) == sorted(after.values())


def test_an_export_does_not_erase_someone_s_work(terminal: Terminal, folder: Path) -> None:
    file = folder / "premier-contact" / "fr.toml"
    _change(file, "au sujet de votre logement", "bientôt")
    ran = terminal.type("scripts", "export", "mots")
    assert (ran.code, ran.out) == (1, "")
    assert "premier-contact/fr.toml" in ran.err
    assert "bientôt" in file.read_text(encoding="utf-8")
    assert terminal.type("scripts", "export", "mots", "--force").code == 0
    assert "bientôt" not in file.read_text(encoding="utf-8")


def test_changed_words_are_published_as_a_new_version(ready: Terminal, folder: Path) -> None:
    _change(folder / "premier-contact" / "fr.toml", "au sujet de votre logement", "cette semaine")
    ran = ready.type("scripts", "load", "mots")
    assert (ran.code, ran.out, ran.err) == (0, "", "premier-contact : version 2.\n")
    assert ready.type("scripts", "load", "mots").err.endswith("inchangé, version 2.\n")
    start = ["--start", "2026-03-02", "--json"]
    told = json.loads(ready.type("rehearse", "premier-contact", *start).out)
    assert "cette semaine" in told[1]["text"]
    ready.type("scripts", "export", "publié")
    exported = (ready.folder / "publié" / "premier-contact" / "fr.toml").read_text(encoding="utf-8")
    assert "cette semaine" in exported


def test_a_finding_stops_the_publication(ready: Terminal, folder: Path) -> None:
    _change(folder / "premier-contact" / "fr.toml", "au sujet de votre logement", "pour payer")
    ran = ready.type("scripts", "load", "mots")
    assert (ran.code, ran.out) == (1, "")
    assert "« payer »" in ran.err
    assert ran.err.endswith("Rien n'est publié : 1 constat.\n")


def test_a_folder_can_t_loosen_the_lists_it_is_held_against(ready: Terminal, folder: Path) -> None:
    _change(folder / "premier-contact" / "fr.toml", "au sujet de votre logement", "pour payer")
    (folder / "words" / "fr.toml").write_text('language = "fr"\n')
    ran = ready.type("scripts", "load", "mots")
    assert ran.code == 1
    assert "« payer »" in ran.err


def test_lists_of_a_folder_are_said_not_to_be_loaded(ready: Terminal, folder: Path) -> None:
    _change(folder / "answers" / "fr.toml", "Merci", "Grand merci")
    ran = ready.type("scripts", "load", "mots")
    assert ran.code == 0
    assert ran.err.startswith("Seuls les scénarios se chargent")


def test_an_unreadable_script_is_not_published(ready: Terminal, folder: Path) -> None:
    (folder / "premier-contact" / "script.toml").write_text("slug = 1\n")
    ran = ready.type("scripts", "load", "mots")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("Rien n'est publié : corrigez ces fichiers.\n")

"""The words on disk: read with faults that say where, written in one form."""

from pathlib import Path

import pytest

from outreach.sequences.rules.fields import ScriptError
from outreach.sequences.rules.library import canonical_library
from outreach.sequences.services.files import read_scripts, write_scripts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped words, copied where a test may break them."""
    write_scripts(read_scripts(), tmp_path)
    return tmp_path


def broken(folder: Path, name: str, old: str, new: str) -> tuple[str, ...]:
    path = folder / name
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ScriptError) as caught:
        read_scripts(folder)
    return caught.value.faults


def test_what_is_exported_is_loaded_the_same(folder: Path) -> None:
    assert read_scripts(folder) == read_scripts()


def test_exporting_twice_writes_the_same_bytes(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.toml")}
    assert set(write_scripts(read_scripts(folder), folder)) == set(before)
    assert {path: path.read_bytes() for path in before} == before
    assert len(before) == len(canonical_library(read_scripts()))


def test_a_misspelt_field_is_named_with_its_file_and_step(folder: Path) -> None:
    faults = broken(folder, "premier-contact/fr.toml", "one_way = ", "oneway = ")
    assert faults == ("premier-contact/fr.toml, S1, oneway : champ inconnu ici.",)


def test_broken_toml_has_its_line(folder: Path) -> None:
    faults = broken(folder, "premier-contact/fr.toml", "[info]\n", "[info\n")
    assert faults == ("premier-contact/fr.toml, ligne 3 : TOML illisible.",)


def test_broken_answers_and_lists_are_named(folder: Path) -> None:
    (folder / "words" / "fr.toml").write_bytes(b'language = "fr"\nthreat = ["\xe9"]\n')
    faults = broken(folder, "answers/tr.toml", 'purpose = "confirmation"', 'purpose = "gift"')
    assert [fault.split(" : ")[0] for fault in faults] == [
        "answers/tr.toml, STOP, purpose",
        "words/fr.toml",
    ]


def test_a_folder_and_its_slug_have_one_name(folder: Path) -> None:
    (folder / "premier-contact").rename(folder / "autre")
    with pytest.raises(ScriptError, match=r"autre/script\.toml, slug : "):
        read_scripts(folder)


def test_one_script_alone_takes_the_shipped_answers_and_lists(folder: Path) -> None:
    alone = read_scripts(folder / "premier-contact")
    assert alone == read_scripts()


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nulle-part"):
        read_scripts(tmp_path / "nulle-part")

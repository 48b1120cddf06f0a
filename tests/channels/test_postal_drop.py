"""Letters in a folder: whole, in order, once; also when whoever takes them is quick."""

import csv
import threading
from pathlib import Path

import pytest

from outreach.channels.base import ChannelError, PostalDoor, PostalItem, Result
from outreach.channels.postal_drop import HEADER, PostalDrop

ADDRESS = ("Camille Exemple", "8 RUE DES CARMES", "45000 ORLEANS")


def item(key: str = "AHU-2026-0001-1", name: str = ADDRESS[0], pdf: bytes = b"%PDF") -> PostalItem:
    return PostalItem(key, (name, *ADDRESS[1:]), pdf, 2)


def shown(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name[0] != ".")


def test_a_letter_is_a_file_and_a_line(tmp_path: Path) -> None:
    door: PostalDoor = PostalDrop(tmp_path)
    assert not door.has("AHU-2026-0001-1")
    assert door.hand_over(item()).result is Result.ACCEPTED
    assert door.has("AHU-2026-0001-1")
    assert shown(tmp_path) == ["AHU-2026-0001-1.csv", "AHU-2026-0001-1.pdf"]
    assert (tmp_path / "AHU-2026-0001-1.pdf").read_bytes() == b"%PDF"
    with (tmp_path / "AHU-2026-0001-1.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows == [list(HEADER), ["AHU-2026-0001-1.pdf", "2", *ADDRESS, "", "", ""]]


def test_a_letter_that_was_taken_away_is_not_put_there_again(tmp_path: Path) -> None:
    PostalDrop(tmp_path).hand_over(item())
    for path in tmp_path.glob("AHU*"):
        path.unlink()
    again = PostalDrop(tmp_path)
    assert again.has("AHU-2026-0001-1")
    assert again.hand_over(item(pdf=b"another")).result is Result.ACCEPTED
    assert shown(tmp_path) == []


def test_a_crash_before_the_files_are_shown_loses_none(tmp_path: Path) -> None:
    door = PostalDrop(tmp_path)
    door.hand_over(item())
    parts = tmp_path / ".remises"
    for kind in ("csv", "pdf"):  # as the folder stands between the marker and the files
        (tmp_path / f"AHU-2026-0001-1.{kind}").rename(parts / f"AHU-2026-0001-1.{kind}.part")
    assert not door.has("AHU-2026-0001-1")
    door.hand_over(item(pdf=b"another"))
    assert (tmp_path / "AHU-2026-0001-1.pdf").read_bytes() == b"%PDF"
    assert door.has("AHU-2026-0001-1")


def test_two_hands_put_one_letter_there(tmp_path: Path) -> None:
    doors = [PostalDrop(tmp_path) for _ in range(4)]
    hands = [threading.Thread(target=door.hand_over, args=(item(),)) for door in doors]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert shown(tmp_path) == ["AHU-2026-0001-1.csv", "AHU-2026-0001-1.pdf"]


def test_a_folder_that_went_away_is_told_and_nothing_left(tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    door = PostalDrop(folder)
    folder.rmdir()
    outcome = door.hand_over(item())
    assert (outcome.result, outcome.code) == (Result.NOT_SENT, "FileNotFoundError")
    with pytest.raises(ChannelError):
        PostalDrop(folder)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+33", "-1", "@a"])
def test_a_name_is_no_formula(tmp_path: Path, name: str) -> None:
    PostalDrop(tmp_path).hand_over(item(name=name))
    assert f";'{name};" in (tmp_path / "AHU-2026-0001-1.csv").read_text(encoding="utf-8-sig")

"""`outreach init`: from nothing to ready, again and again, by several at once."""

import stat
from concurrent.futures import ThreadPoolExecutor

from tests.cli.conftest import Ran, Terminal


def test_everything_is_made_and_said_on_stderr(terminal: Terminal) -> None:
    ran = terminal.type("init")
    assert (ran.code, ran.out) == (0, "")
    assert "Clé des données créée" in ran.err
    assert "1 scénario chargé : premier-contact/1." in ran.err
    assert "Programme LL-45 créé" in ran.err
    key = terminal.database.parent / "data.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_repeating_it_changes_nothing(ready: Terminal) -> None:
    key = (ready.database.parent / "data.key").read_bytes()
    ready.type("programme", "set", "--capacity", "3")
    ran = ready.type("init")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("Base prête")
    assert ran.err.count("\n") == 1
    assert (ready.database.parent / "data.key").read_bytes() == key
    assert '"capacity": 3' in ready.type("programme", "show", "--json").out


def test_keys_of_the_settings_need_no_file(terminal: Terminal) -> None:
    terminal.env["OUTREACH_DATA_KEYS"] = "A" * 43 + "="
    ran = terminal.type("init")
    assert ran.code == 0
    assert "Clé" not in ran.err
    assert not (terminal.database.parent / "data.key").exists()


def test_a_lost_key_is_not_replaced(ready: Terminal) -> None:
    (ready.database.parent / "data.key").unlink()
    ran = ready.type("init")
    assert (ran.code, ran.out) == (2, "")
    assert "remettez le fichier" in ran.err
    assert not (ready.database.parent / "data.key").exists()


def test_several_at_once_make_one_of_each(terminal: Terminal) -> None:
    def run(_: int) -> Ran:
        return terminal.spawn("init")

    with ThreadPoolExecutor(3) as pool:
        ran = list(pool.map(run, range(3)))
    assert [one.code for one in ran] == [0, 0, 0], [one.err for one in ran]
    assert sum("Clé des données créée" in one.err for one in ran) == 1
    assert sum("Programme LL-45 créé" in one.err for one in ran) == 1


def test_postgresql_is_made_ready_too(terminal: Terminal, postgres_url: str) -> None:
    terminal.env["OUTREACH_DATABASE_URL"] = postgres_url
    ran = terminal.type("init")
    assert (ran.code, ran.out) == (2, "")
    assert "à remplir avec PostgreSQL" in ran.err
    terminal.env["OUTREACH_DATA_KEYS"] = "A" * 43 + "="
    assert terminal.type("init").code == 0
    assert "20 foyers" in terminal.type("programme", "show").out


def test_postgresql_before_init_is_told_to_be_upgraded(
    terminal: Terminal, postgres_url: str
) -> None:
    terminal.env["OUTREACH_DATABASE_URL"] = postgres_url
    terminal.env["OUTREACH_DATA_KEYS"] = "A" * 43 + "="
    ran = terminal.type("programme", "show")
    assert (ran.code, ran.out) == (4, "")
    assert "lancez « outreach init »" in ran.err


def test_a_folder_that_can_t_be_made_is_named(terminal: Terminal) -> None:
    (terminal.folder / "var").write_text("a file")
    ran = terminal.type("init")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("var : c'est un fichier, il faut un dossier.\n")

"""`outreach doctor`."""

import json

from tests.cli.conftest import Terminal

FIELDS = ["code", "sentence", "fix", "note"]


def test_a_new_installation_is_told_what_is_missing(ready: Terminal) -> None:
    ran = ready.type("doctor", "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert all(list(one) == FIELDS and one["fix"] for one in told)
    assert {"programme_contact_name", "secret_key", "worker"} <= {one["code"] for one in told}


def test_every_finding_comes_with_its_fix_in_words(ready: Terminal) -> None:
    ran = ready.type("doctor")
    assert ran.code == 1
    lines = ran.out.splitlines()
    place = lines.index("À corriger : Programme LL-45 : il manque le téléphone de l'ADIL.")
    assert lines[place + 1] == "    outreach programme set --programme LL-45 --adil-phone …"
    assert "à corriger" in ran.err


def test_without_a_database_it_says_so(terminal: Terminal) -> None:
    ran = terminal.type("doctor", "--json")
    assert ran.code == 1
    assert [one["code"] for one in json.loads(ran.out)] == ["database"]


def test_a_bad_setting_is_a_finding_too(ready: Terminal) -> None:
    ready.env["OUTREACH_SMS"] = "pigeon"
    ran = ready.type("doctor", "--json")
    assert ran.code == 1
    (found,) = json.loads(ran.out)
    assert found["code"] == "settings"
    assert "OUTREACH_SMS" in found["sentence"]


def test_a_lost_key_is_a_finding_too(ready: Terminal) -> None:
    (ready.database.parent / "data.key").unlink()
    ran = ready.type("doctor", "--json")
    assert ran.code == 1
    assert [one["code"] for one in json.loads(ran.out)] == ["data_key"]

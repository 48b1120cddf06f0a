"""`outreach inbox` and `outreach reply`: words come in, stop the machine and wait for a human."""

from tests.cli.cases.conftest import Office

FIRST, SECOND = "AHU-2026-0001", "AHU-2026-0002"


def test_a_noted_reply_stops_the_machine_and_waits(loaded: Office) -> None:
    ran = loaded.does("reply", FIRST.lower(), stdin="Rappelez-moi demain\n")
    assert ran.out == ""
    assert ran.err == f"{FIRST} : réponse notée, les envois automatiques sont arrêtés.\n"
    assert loaded.reads("inbox") == [
        {
            "case": FIRST,
            "from": "+33639980010",
            "channel": "sms",
            "first_unanswered_at": "2026-11-23T09:00:00+01:00",
            "intents": ["callback"],
            "text": "Rappelez-moi demain",
            "alert": False,
        }
    ]
    sequence = loaded.reads("case", "show", FIRST)["sequence"]
    assert (sequence["state"], sequence["pause"]["reason"]) == ("paused", "reply")
    assert loaded.task("call", FIRST)


def test_an_alert_stands_first_on_the_screen(loaded: Office) -> None:
    loaded.does("reply", FIRST, stdin="Bonjour")
    loaded.at = "2026-11-23T10:00"
    loaded.does("reply", SECOND, "--channel", "email", stdin="je veux plus vivre")
    assert [each["case"] for each in loaded.reads("inbox")] == [SECOND, FIRST]
    lines = loaded.does("inbox").out.splitlines()
    assert lines[0] == f"ALERTE  {SECOND}  e-mail  depuis lun. 23/11/2026 10:00"
    assert lines[1] == "    je veux plus vivre"
    assert lines[2] == f"{FIRST}  SMS  depuis lun. 23/11/2026 09:00"


def test_a_task_that_is_done_empties_the_inbox(loaded: Office) -> None:
    loaded.does("reply", FIRST, stdin="Rappelez-moi")
    number = str(loaded.task("call", FIRST))
    loaded.does("task", "done", number, "--outcome", "reached")
    ran = loaded.does("inbox")
    assert (ran.out, ran.err) == ("", "Rien à traiter.\n")
    assert loaded.reads("case", "show", FIRST)["state"] == "in_contact"
    assert loaded.does("journal", "verify").code == 0


def test_nothing_to_note_and_an_unknown_case_are_said(loaded: Office) -> None:
    ran = loaded.type("reply", FIRST, stdin="  \n")
    assert (ran.code, ran.err[:15]) == (2, "Rien à noter : ")
    ran = loaded.type("reply", "AHU-2026-0999", stdin="oui")
    assert (ran.code, ran.err) == (3, "Dossier inconnu : AHU-2026-0999.\n")
    ran = loaded.type("reply", FIRST, "--channel", "pigeon", stdin="oui")
    assert ran.code == 2
    assert loaded.reads("inbox") == []

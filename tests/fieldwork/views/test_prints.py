"""Files to print: what is in them, for whom, and that printing notes nothing."""

from datetime import date

from sqlalchemy import select

from outreach.people.models import ContactPoint, Person
from outreach.programmes.models import Programme
from outreach.staff.models import Role
from outreach.tasks.models import Task, TaskKind
from tests.documents.papers import pages
from tests.fieldwork.views.conftest import MONDAY, Office
from tests.world import add_person, paris

LOT = "/taches/lettres/lettres.pdf"


def test_the_batch_of_the_day_is_one_file_with_its_posting_list(
    office: Office, two: list[int]
) -> None:
    answer = office.comes(Role.RECEPTION, "Rose").get(LOT)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="lettres-2026-03-02.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    first, camille, zoe, arabic = pages(answer.data)
    assert "Lettres du lundi 2 mars 2026" in first
    assert "2 lettres, 3 feuilles" in first
    assert "avec sa feuille en arabe" in first
    assert first.index("Camille Exemple") < first.index("Zoé Exemple")
    assert "Bonjour Camille Exemple" in camille
    assert "Orléans, le 2 mars 2026" in camille
    assert "Bonjour Zoé Exemple" in zoe
    assert "مرحبا" in arabic
    assert "ORLEANS" not in camille
    assert all(task.state == "open" for task in office.field.world.tasks())


def test_one_letter_is_printed_alone(office: Office, two: list[int]) -> None:
    answer = office.comes().get(f"/taches/{two[1]}/lettre.pdf")
    assert "lettres-AHU-2026-0002.pdf" in answer.headers["Content-Disposition"]
    assert len(pages(answer.data)) == 2
    stranger = office.web.sign_in(Role.WORKER, "Jean", team="Blois")
    assert stranger.get(f"/taches/{two[1]}/lettre.pdf").status_code == 404
    assert stranger.get(LOT).status_code == 303  # nothing of theirs to print


def test_what_was_posted_meanwhile_is_not_printed_again(office: Office, two: list[int]) -> None:
    for task_id in two:
        office.field.done(task_id, "posted", MONDAY)
    client = office.comes()
    for path in (LOT, "/taches/lettres/enveloppes.pdf?format=dl"):
        assert client.get(path).location == "/taches/lettres"
    assert "plus rien à imprimer" in client.get("/taches/lettres").text


def test_the_last_letter_has_its_words(office: Office, two: list[int]) -> None:
    task_id = office.field.raises(TaskKind.LETTER, "final_letter")
    client = office.comes()
    assert "Dernière lettre" in client.get("/taches/lettres/impression").text
    (letter,) = pages(client.get(f"/taches/{task_id}/lettre.pdf").data)
    assert "Bonjour Camille Exemple" in letter
    assert "Je ne vous enverrai plus de lettre" in letter


def test_a_visit_that_no_letter_of_the_script_announced_has_words_too(
    office: Office, two: list[int]
) -> None:
    task_id = office.field.raises(TaskKind.LETTER, "visit_letter")
    with office.field.world.database.write() as session:
        session.get_one(Task, task_id).visit_at = paris("2026-03-24 10:30")
    (letter,) = pages(office.comes().get(f"/taches/{task_id}/lettre.pdf").data)
    assert "Je m’appelle Valérie" in letter
    assert "passer vous voir mardi 24, vers 10 h 30" in letter
    assert "Je ne viendrai pas" in letter


def test_the_card_names_nobody_and_says_nothing_of_why(office: Office, two: list[int]) -> None:
    task_id = office.field.raises(TaskKind.VISIT)
    with office.field.world.database.write() as session:
        session.get_one(Task, task_id).visit_at = paris("2026-03-10 10:30")
    client = office.comes()
    assert "Un mot de l’AHU" in client.get(f"/taches/{task_id}").text
    (card,) = pages(client.get(f"/taches/{task_id}/mot.pdf").data)
    assert card.startswith("Un mot de l’AHU Bonjour, Je voulais vous voir mardi 10 vers 10 h 30")
    assert "Exemple" not in card
    assert client.get(f"/taches/{two[0]}/mot.pdf").status_code == 404
    assert office.comes(Role.RECEPTION, "Rose").get(f"/taches/{task_id}/mot.pdf").status_code == 403


def test_no_card_is_left_where_somebody_else_reads(office: Office, two: list[int]) -> None:
    task_id = office.field.raises(TaskKind.VISIT)
    with office.field.world.database.write() as session:
        session.scalars(select(ContactPoint)).first().discreet = True  # type: ignore[union-attr]
    client = office.comes()
    assert client.get(f"/taches/{task_id}/mot.pdf").status_code == 303
    page = client.get(f"/taches/{task_id}").text
    assert "aucun mot n’est laissé à la porte" in page
    assert "mot.pdf" not in page


def test_nor_where_somebody_else_reads_what_comes_to_another_of_the_household(
    office: Office, two: list[int]
) -> None:
    task_id = office.field.raises(TaskKind.VISIT)
    dominique = add_person(office.field.world, office.field.reference)
    with office.field.world.database.write() as session:
        for point in session.query(ContactPoint).filter_by(person_id=dominique):
            point.discreet = True
    client = office.comes()
    page = client.get(f"/taches/{task_id}").text
    assert "Mode discret dans ce foyer" in page
    assert "mot.pdf" not in page
    assert client.get(f"/taches/{task_id}/mot.pdf").status_code == 303


def test_a_letter_waits_for_whoever_reads_what_the_person_wrote(
    office: Office, two: list[int]
) -> None:
    office.field.hears("Qui êtes-vous ?")
    client = office.comes(Role.RECEPTION, "Rose")
    page = client.get("/taches/lettres/impression").text
    assert " checked>" not in page.partition("posting")[2]
    told = "la personne a écrit\u00a0: lisez d’abord"
    alone = f"/taches/{two[0]}", f"/taches/{two[0]}/lettre"
    for page in ("/taches/lettres/impression", "/taches/lettres", *alone):
        assert client.get(page).text.count(told) == 1, page


def test_a_letter_that_a_talk_overtook_waits_for_a_human(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted", MONDAY)
    for day in range(10, 32):
        office.field.world.tick(f"2026-03-{day} 18:50")
        if any(t.step == "lettre" for t in office.field.world.tasks()):
            break
    told, client = "dossier en pause\u00a0: part-elle encore", office.comes()
    letter = office.field.find("step")
    every = "/taches/lettres/impression", "/taches/lettres"
    alone = f"/taches/{letter}", f"/taches/{letter}/lettre"
    for page in (*every, *alone):
        assert told not in client.get(page).text
    office.field.world.clock.set(paris("2026-04-01 10:00"))
    office.field.does(TaskKind.CALL, "reached")
    office.field.raises(TaskKind.LETTER, "final_letter")  # decided since
    for page in (*every, *alone):
        assert client.get(page).text.count(told) == 1, page
    office.field.done(letter, "posted")
    assert told not in client.get(alone[0]).text, "it is too late to ask"


def test_a_letter_that_informs_goes_though_the_case_is_paused(
    office: Office, two: list[int]
) -> None:
    office.field.world.clock.set(paris("2026-03-02 15:00"))
    office.field.does(TaskKind.CALL, "reached")
    page = office.comes().get("/taches/lettres/impression").text
    assert "dossier en pause" not in page
    assert page.partition("posting")[2].count(" checked>") == 1


def test_where_somebody_else_reads_a_human_decides_about_a_letter(
    office: Office, two: list[int]
) -> None:
    def ticked(page: str) -> int:
        return page.partition("posting")[2].count(" checked>")

    client = office.comes(Role.RECEPTION, "Rose")
    assert ticked(client.get("/taches/lettres/impression").text) == 1  # Zoé has no address
    with office.field.world.database.write() as session:
        session.scalars(select(ContactPoint)).first().discreet = True  # type: ignore[union-attr]
    page = client.get("/taches/lettres/impression").text
    assert ticked(page) == 0
    assert page.count("mode discret\u00a0: décidez avant de poster") == 1
    assert "mode discret\u00a0: décidez" in client.get("/taches/lettres").text
    assert "lue par quelqu’un d’autre" in client.get(f"/taches/{two[0]}").text
    first, *_sheets = pages(client.get(LOT).data)
    assert "discret" not in first


def test_the_batch_posts_all_but_what_is_left_out(office: Office, two: list[int]) -> None:
    client = office.comes()
    client.send("/taches/lettres", {"t": [str(two[0])], "on": "2026-03-02"})
    done = {t.id: (t.state, t.done_on) for t in office.field.world.tasks() if t.id in two}
    assert done == {two[0]: ("done", date(2026, 3, 2)), two[1]: ("open", None)}


def test_a_letter_that_threatens_is_not_printed(office: Office, two: list[int]) -> None:
    with office.field.world.database.write() as session:
        agreement = session.scalars(select(Programme)).one()
        agreement.head_office = "Service contentieux, 1 rue A, 45000 Orléans"
    client = office.comes()
    assert client.get(LOT).location == "/taches/lettres"
    page = client.get("/taches/lettres/impression").text
    assert page.replace("\u202f", " ").count("« contentieux » ne doit pas partir") == 2
    assert " checked>" not in page.partition("posting")[2]
    path = f"/taches/{two[0]}/lettre.pdf"
    assert client.get(path).location == f"/taches/{two[0]}"


def test_anybody_may_be_called_a_word_that_must_not_leave(office: Office, two: list[int]) -> None:
    with office.field.world.database.write() as session:
        for person in session.scalars(select(Person)):
            person.last_name = "Huissier"
    _list, camille, *_zoe = pages(office.comes().get(LOT).data)
    assert "Bonjour Camille Huissier" in camille


def test_a_letter_that_is_called_off_is_read_again_and_not_printed(
    office: Office, two: list[int]
) -> None:
    office.field.done(two[0], "cancelled")
    client, task = office.comes(), f"/taches/{two[0]}"
    assert "Imprimer la lettre" not in client.get(task).text
    page = client.get(f"{task}/lettre").text
    assert "<h1>Lettre annulée</h1>" in page
    assert "cette lettre est annulée, elle ne part plus" in page
    assert "Ouvrir la lettre (PDF)" not in page
    told = client.get(f"{task}/lettre.pdf", follow_redirects=True)
    assert told.mimetype == "text/html"
    assert "cette lettre est annulée, elle ne part plus" in told.text


def test_a_letter_that_is_posted_says_so_where_it_is_printed_again(
    office: Office, two: list[int]
) -> None:
    assert "<h1>Lettre à imprimer</h1>" in office.comes().get(f"/taches/{two[0]}/lettre").text
    office.field.done(two[0], "posted", MONDAY)
    client = office.comes()
    page = client.get(f"/taches/{two[0]}/lettre").text
    assert "<h1>Lettre postée</h1>" in page
    assert "déjà postée" in page
    assert client.get(f"/taches/{two[0]}/lettre.pdf").mimetype == "application/pdf"

"""A street of fictitious tenants, in every state that a page may have to show."""

from dataclasses import dataclass
from datetime import date, timedelta

from outreach.channels.base import Inbound, Medium
from outreach.database import Database
from outreach.fieldwork.services.discretion import set_discreet
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.receive import FoundBy, receive
from tests.world import LIBRARY, World, add_case, add_person, make_world

ARABIC = "السلام عليكم، من أنت؟ لا أتكلم الفرنسية جيدا، هل يمكنك الاتصال بي على AHU غدا؟"
LONG = "Maximilienne-Alexandrine-Bérengère"


@dataclass
class Street:
    """The world and the references of its cases, by first name."""

    world: World
    cases: dict[str, str]

    def number(self, name: str) -> str:
        """The mobile of a tenant."""
        return f"+336399801{list(self.cases).index(name) + 10:02d}"

    def says(
        self, name: str, text: str, medium: Medium = Medium.SMS, sender: str | None = None
    ) -> int:
        """A message comes in, some minutes after the one before; gives its thread."""
        self.world.clock.advance(timedelta(minutes=7))
        ears = Ears(self.world.means, shipped_lexicon(), LIBRARY.answers)
        who = sender or (
            f"{name.lower()}@example.org" if medium is Medium.EMAIL else self.number(name)
        )
        inbound = Inbound(self.world.clock.key(), medium, who, "us", text)
        thread_id = receive(ears, inbound, FoundBy.HOOK, medium.value).thread_id
        assert thread_id is not None
        return thread_id

    def _moves_in(self, name: str, language: str = "fr") -> None:
        self.cases[name] = ""
        mail = f"{name.lower()}@example.org" if name.isascii() else None
        self.cases[name] = add_case(
            self.world, first_name=name, phone=self.number(name), email=mail, language=language
        )


def make_street(database: Database) -> Street:
    """Letters posted, first messages sent, and whatever people then did."""
    street = Street(make_world(database, "2026-03-02 09:00"), {})
    world = street.world
    for name in ("Zoe", "Ines", "Marc", "Lila", LONG, "Sacha", "Nadia"):
        street._moves_in(name)
    street._moves_in("Karim", "ar")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    add_person(world, street.cases["Ines"], phone="+33639980199")
    world.tick("2026-03-09 18:30")
    world.tick("2026-03-16 18:30")
    street.says("Zoe", "bonjour c koi ? vous pouvez m'appeler jeudi ? je finis a 16h")
    street.says("Karim", ARABIC)
    street.says("Marc", "STOP")
    street.says("Lila", "je veux mourir, je n'en peux plus")
    street.says("Ines", "Bonjour,\n\nMerci de votre message.\n\nInès", Medium.EMAIL)
    street.says(LONG, "mot" * 90 + " et une phrase qui continue encore et encore. " * 12)
    street.says("?", "c'est qui ?", sender="+33639980198")
    set_discreet(
        world.means,
        street.cases["Nadia"],
        street.number("Nadia"),
        "S-0001",
        discreet=True,
        fictitious_allowed=True,
    )
    world.tick("2026-03-17 10:30")
    return street

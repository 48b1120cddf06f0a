"""The phones of the town: a visitor answers as the tenant, and sees it arrive."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from outreach.demo.screen import REPLIES, screen_of, screens_of
from outreach.demo.seen import letters_of, seen_of
from outreach.demo.views.town import Town
from outreach.staff.views.access import open_to
from outreach.town.people.characters import Way
from outreach.town.street import Tenant

_LONGEST = 1600  # characters: what a carrier takes
_POST = "courrier"
_SHOWN = ("demo.phones", "demo.phone")


def add_phones(pages: Blueprint, town: Town) -> None:
    """The list, one phone, and what is written with it."""

    @pages.before_request
    def _asleep() -> Response | None:
        """Before the first weeks have been lived there is nothing to answer yet."""
        if town.conductor.awake.is_set() or request.endpoint not in _SHOWN:
            return None
        answer = make_response(render_template("demo/waking.html"))
        answer.headers["Refresh"] = "2"  # for whoever runs no script too
        return answer

    @pages.get("/telephones")
    @open_to(anyone=True)
    def phones() -> str:
        """Every phone, with what to try first."""
        screens = screens_of(town.street)
        return render_template("demo/phones.html", screens=screens, town=town)

    @pages.get("/telephones/<code>")
    @open_to(anyone=True)
    def phone(code: str) -> str:
        """One phone."""
        tenant = town.tenant(code)
        return _page(town, tenant)

    @pages.get("/telephones/<code>/ecran")
    @open_to(anyone=True)
    def screen(code: str) -> str:
        """Its messages alone, for the page that looks again."""
        shown = screen_of(town.street, town.tenant(code))
        return render_template("demo/_screen.html", screen=shown, view=_view())

    @pages.get("/telephones/<code>/equipe")
    @open_to(anyone=True)
    def team(code: str) -> str:
        """What the association knows of it."""
        return render_template("demo/_seen.html", **_seen(town, town.tenant(code)))

    @pages.post("/telephones/<code>")
    @open_to(anyone=True)
    def write(code: str) -> Any:
        """The person writes."""
        tenant = town.tenant(code)
        words = request.form.get("words", "").strip()
        if not words or len(words) > _LONGEST:
            return _page(town, tenant, words=words, wrong=True), 422
        tenant.taken = True  # from now on the visitor speaks for them
        if _view() == Way.EMAIL:
            town.street.write(tenant, words)
        else:
            town.street.text(tenant, words)
        town.conductor.wake()
        return redirect(url_for("demo.phone", code=code, vue=_view(), _anchor="fin"), 303)


def _view() -> str:
    asked = request.values.get("vue", Way.SMS)
    return asked if asked in (Way.SMS, Way.EMAIL, _POST) else Way.SMS


def _page(town: Town, tenant: Tenant, words: str = "", *, wrong: bool = False) -> str:
    who = tenant.household.who
    with town.means.database.read() as session:
        letters = letters_of(session, town.means, tenant, town.sender)
    return render_template(
        "demo/phone.html",
        screen=screen_of(town.street, tenant),
        screens=screens_of(town.street),
        letters=letters,
        replies=REPLIES.get(who.language, REPLIES["fr"]),
        view=_view(),
        words=words,
        wrong=wrong,
        town=town,
        **_seen(town, tenant),
    )


def _seen(town: Town, tenant: Tenant) -> dict[str, Any]:
    with town.means.database.read() as session:
        return {"seen": seen_of(session, tenant), "tenant": tenant}

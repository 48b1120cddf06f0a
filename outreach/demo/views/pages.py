"""The pages that only a demonstration has, and what it adds to every other page."""

from collections.abc import Sequence

from flask import Blueprint, Flask, render_template, request
from markupsafe import Markup

from outreach.clock import wall_now
from outreach.demo.views.phones import add_phones
from outreach.demo.views.steering import add_steering, hour_in
from outreach.demo.views.town import Town


def add_pages(app: Flask, town: Town) -> None:
    """Give an application of ours the phones, and a clock on top of each page."""
    pages = Blueprint("demo", "outreach.demo", template_folder="templates")
    add_phones(pages, town)
    add_steering(pages, town)
    app.register_blueprint(pages)

    def clock() -> Markup:
        back = request.full_path.rstrip("?") if request.method == "GET" else "/"
        still = town.conductor.still
        bar = render_template("demo/clock.html", hour=hour_in(town), still=still, back=back)
        return Markup(bar)  # noqa: S704  a template of ours, which escapes

    app.jinja_env.globals.update(demo_clock=clock, demo_codes=lambda: codes(town))


def codes(town: Town) -> Sequence[tuple[str, str]]:
    """The codes of this moment, of whoever needs one to come in."""
    now = wall_now()
    return [(each.first_name, each.code(now)) for each in town.logins if each.secret]

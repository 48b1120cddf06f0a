"""From a draft to the version that newcomers take."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.messages.services.means import Means
from outreach.sequences.services.studio.publishing import Seen, Verdict, publish_draft
from outreach.sequences.views.drafts import compared, no_draft, reviewed
from outreach.sequences.views.reading import found
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.numbers import bounded


def add_publishing(pages: Blueprint, means: Means) -> None:
    """Looking once more, and publishing."""
    address = "/scenarios/<slug>/brouillon/publier"

    @pages.get(address)
    @open_to(Role.COORDINATOR)
    def publish(slug: str) -> str | Response:
        """What changes, for whom, and what is still to be put right."""
        shown = reviewed(means, slug)
        if shown is None:
            return no_draft(slug)
        return render_template("sequences/publish.html", review=shown, **compared(shown))

    @pages.post(address)
    @open_to(Role.COORDINATOR)
    def published(slug: str) -> Response | tuple[str, int]:
        """Publish the draft as it was shown; a second click does nothing."""
        seen = Seen(
            request.form.get("revision", 0, type=bounded),
            request.form.get("number", 0, type=bounded),
        )
        answer = publish_draft(means.database, means.clock, slug, seen, means.lexicons, me().code)
        match answer.verdict:
            case Verdict.PUBLISHED:
                flash(
                    _(
                        "La version %(number)d est publiée. Les nouveaux dossiers la suivent ; "
                        "ceux en cours gardent la leur.",
                        number=answer.number,
                    )
                )
                return redirect(url_for("sequences.script", slug=slug), 303)
            case Verdict.GONE:
                current = found(means, slug).current.number
                flash(
                    _(
                        "Ce brouillon n'existe plus : il a été publié ou abandonné. La version "
                        "en vigueur est la version %(number)d.",
                        number=current,
                    ),
                    "sun",
                )
                return redirect(url_for("sequences.script", slug=slug), 303)
            case Verdict.CHANGED:
                flash(
                    _(
                        "Rien n'est publié : le brouillon ou la version publiée a changé "
                        "entre-temps. Relisez, puis publiez."
                    ),
                    "sun",
                )
                return redirect(url_for("sequences.publish", slug=slug), 303)
            case _:
                shown = reviewed(means, slug)
                if shown is None:
                    return no_draft(slug)
                page = render_template("sequences/publish.html", review=shown, **compared(shown))
                return page, 422

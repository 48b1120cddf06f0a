"""What an import did, and the rows to send back to the landlord."""

import csv
import io

from flask import Blueprint, Response, abort, render_template
from flask_babel import gettext as _

from outreach.intake.services.told import Told, told
from outreach.intake.views.words import columns_said
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to


def add_past(pages: Blueprint, means: Means) -> None:
    """One import, and its rejected rows as a file."""

    @pages.get("/importer/fait/<int:import_id>")
    @open_to(Role.COORDINATOR)
    def result(import_id: int) -> str:
        """What became of every row."""
        done = _told(means, import_id)
        return render_template(
            "intake/result.html",
            done=done,
            lines=_as_text(done),
            columns_said=columns_said,
        )

    @pages.get("/importer/fait/<int:import_id>/lignes-a-corriger.csv")
    @open_to(Role.COORDINATOR)
    def rejected_rows(import_id: int) -> Response:
        """The rows to correct: numbers and reasons, nothing about anybody."""
        answer = Response(_as_csv(_told(means, import_id)), mimetype="text/csv")
        name = f"lignes-a-corriger-{import_id}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


def _told(means: Means, import_id: int) -> Told:
    with means.database.read() as session:
        return told(session, me(), import_id) or abort(404)


def _as_csv(done: Told) -> bytes:
    """For a French spreadsheet: semicolons, and a mark that says UTF-8."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=";")
    rows.writerow([_("ligne"), _("raisons")])
    rows.writerows([each.row, " ".join(each.reasons)] for each in done.rejected)
    return out.getvalue().encode("utf-8-sig")


def _as_text(done: Told) -> str:
    """To copy into a message."""
    return "\n".join(
        _("Ligne %(row)s : %(reasons)s", row=each.row, reasons=" ".join(each.reasons))
        for each in done.rejected
    )

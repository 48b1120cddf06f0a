"""Changing an agreement: its values, what they would do, then saving them."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.messages.services.means import Means
from outreach.people.rules.numbers import BadPhone, read_phone
from outreach.programmes.forms import AgreementForm
from outreach.programmes.models import known_to
from outreach.programmes.rules.parameters import Parameters
from outreach.sequences.services.agreements.effects import Preview, preview
from outreach.sequences.services.agreements.saving import Answer, Saved, save
from outreach.sequences.services.agreements.standing import one_agreement
from outreach.sequences.views.agreements import words
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.counting import ngettext

_SAVE = "save"


def add_changing(pages: Blueprint, means: Means) -> None:
    """The form, its preview, and saving."""

    @pages.get("/conventions/<code>/modifier")
    @open_to(Role.COORDINATOR)
    def edit(code: str) -> str:
        """Every value, as it is."""
        old = _values(means, code)
        return _page(code, old, AgreementForm(old))

    @pages.post("/conventions/<code>/modifier")
    @open_to(Role.COORDINATOR)
    def change(code: str) -> Response | str | tuple[str, int]:
        """Show what the values would do; save them once that was seen."""
        old = _values(means, code)
        form = AgreementForm(old)
        if not form.validate():
            return _page(code, old, form), 422
        new = form.parameters(old)
        if request.form.get("do") == _SAVE and form.seen.data == new.stamp:
            return _saved(means, code, old, form, new)
        shown = preview(
            means,
            me(),
            code,
            lambda _old: new,
            known=known_to(me()),
            stamp=form.stamp.data,
        )
        return _shown(code, old, form, new, shown)


def _values(means: Means, code: str) -> Parameters:
    found = one_agreement(means, me(), code) or abort(404)
    return found.parameters


def _shown(
    code: str, old: Parameters, form: AgreementForm, new: Parameters, shown: Preview
) -> str | tuple[str, int]:
    wrong = _wrong(form, old, shown.saved)
    if wrong is not None:
        return _page(code, old, form, wrong=wrong, new=new), 422
    form.seen.data = new.stamp
    again = request.form.get("do") == _SAVE  # something was typed after it was shown
    return _page(code, old, form, new=new, effects=shown.effects, again=again, looked=True)


def _wrong(form: AgreementForm, old: Parameters, saved: Saved) -> str | None:
    """What to say above the form when the values can't be saved; None when they can."""
    if saved.answer is Answer.UNKNOWN:
        abort(404)
    if saved.problem is not None:
        form.tell(saved.problem)
        return ""
    if saved.answer is not Answer.STALE:
        return None
    form.stamp.data = old.stamp
    return str(
        _(
            "Quelqu'un a modifié cette convention entre-temps. Vos valeurs sont gardées "
            "ci-dessous : regardez ce qui change, puis enregistrez."
        )
    )


def _saved(
    means: Means, code: str, old: Parameters, form: AgreementForm, new: Parameters
) -> Response | tuple[str, int]:
    saved = save(
        means,
        code,
        lambda _old: new,
        actor=me().code,
        known=known_to(me()),
        stamp=form.stamp.data,
    )
    if saved.answer is Answer.STALE and new.stamp == old.stamp:  # pressed twice
        saved = Saved(Answer.SAME)
    wrong = _wrong(form, old, saved)
    if wrong is not None:
        return _page(code, old, form, wrong=wrong, new=new), 422
    if saved.answer is Answer.DONE:
        count = len(saved.fields)
        said = ngettext("une valeur change", "%(num)s valeurs changent", count)
        flash(_("Convention %(code)s enregistrée : %(said)s.", code=code.upper(), said=said))
    return redirect(url_for("programmes.agreement", code=code), 303)


def _page(code: str, old: Parameters, form: AgreementForm, **more: Any) -> str:
    new = more.pop("new", None)
    return render_template(
        "programmes/edit.html",
        code=code.strip().upper(),
        form=form,
        changes=words.changes_said(old, new) if new else [],
        fictitious=bool(new and new != old and _is_fictitious(new)),
        incomplete=bool(new and not (new.contact_name and new.contact_phone)),
        **{"wrong": "", "effects": None, "again": False, "looked": False, **more},
    )


def _is_fictitious(new: Parameters) -> bool:
    """Whether real messages would give a number that nobody can answer."""
    if current_app.config["FICTITIOUS_NUMBERS"] or not new.contact_phone:
        return False
    return isinstance(read_phone(new.contact_phone, fictitious_allowed=False), BadPhone)

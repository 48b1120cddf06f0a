"""The form every page starts from: protected, in French, and never losing what was typed."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose built-in messages are French; typed text loses the blanks around it."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' own catalogue in French, and our filter."""

        locales = ("fr_FR", "fr")

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Strip one-line and many-line text, but never a password."""
            field = unbound_field.bind(form=form, **options)
            if type(field) in (StringField, TextAreaField):
                field.filters = (*field.filters, _strip)
            return field

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            """Say "required" to those who can't see it; our own French sentence says the rest."""
            if field.flags.required:
                render_kw.setdefault("aria-required", "true")
            return super().render_field(field, {"required": False, **render_kw})


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value

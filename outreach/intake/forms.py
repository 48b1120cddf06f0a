"""The file that a landlord gave, and the agreement it belongs to."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.validators import InputRequired

from outreach.web.forms import Form


class UploadForm(Form):
    """A file to look at before anything is written."""

    programme = SelectField(
        _l("Convention"), [InputRequired(_l("Choisissez une convention dans la liste."))]
    )
    file = FileField(
        _l("Fichier du bailleur"), [FileRequired(_l("Choisissez d'abord un fichier."))]
    )

"""The form that asks for password and code once more."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField

from chassis.forms import Form, needed


class ShowAgainForm(Form):
    """Password, or the word of an issuer outside; and a code where the roles need one."""

    ticket = HiddenField()
    """Says, sealed, that an issuer vouches, so that only the code is still to be shown."""
    password = PasswordField(
        _l("Password"),
        validators=[needed(_l("Write your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        _l("Code"),
        description=_l("The 6 digits of your app, or one code from your printed sheet."),
        validators=[needed(_l("Write the code."))],
        render_kw={"autocomplete": "one-time-code", "spellcheck": "false"},
    )

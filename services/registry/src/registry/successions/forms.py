"""The form that asks to whom a post passes."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField

from chassis.forms import Form, needed


class SuccessorForm(Form):
    """Who shall have the post."""

    login = StringField(
        _l("Login of the new person"),
        validators=[needed(_l("Write the login this person shall sign in with."))],
        description=_l("For example ana.rusu, or an e-mail address. It cannot be changed later."),
    )

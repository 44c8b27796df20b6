"""The form with which a certificate is suspended."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField

from certification.certificates.formats import REASONS
from chassis.forms import Form, SelectChoice, needed


class SuspensionForm(Form):
    """Why a certificate is put out of force, and when the head was heard."""

    reason_code = RadioField(
        _l("Why is it suspended?"),
        choices=[SelectChoice(code, words) for code, words in REASONS.items()],
        validators=[needed(_l("Choose why it is suspended."))],
    )
    head_heard_on = DateField(
        _l("On which day did you hear the head of the school?"),
        description=_l("The head can say what happened before you decide."),
        validators=[needed(_l("Enter the day."))],
    )

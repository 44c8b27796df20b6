"""The form in which the head signs."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from chassis.forms import Form, SelectChoice, needed


class CommitmentForm(Form):
    """Whether the school may be listed when it has signed."""

    public_entry = RadioField(
        _l("May everybody see that your school has committed itself?"),
        description=_l(
            "The public list then says “has committed, not assessed”. You can sign either way."
        ),
        choices=[
            SelectChoice("yes", _l("Yes, list our school")),
            SelectChoice("no", _l("No, keep it to the programme")),
        ],
        validators=[needed(_l("Choose whether your school may be listed."))],
    )

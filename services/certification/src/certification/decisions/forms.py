"""The form in which the panel decides."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length

from certification.assessments.formats import OUTCOMES
from certification.decisions import rules
from chassis.forms import Form, SelectChoice, needed
from chassis.words import trimmed


class DecisionForm(Form):
    """What the panel decides, and why; the level is computed."""

    outcome = RadioField(
        _l("What do you decide?"),
        choices=[SelectChoice(code, words) for code, words in OUTCOMES.items()],
        validators=[needed(_l("Choose what you decide."))],
    )
    reasons = TextAreaField(
        _l("Why?"),
        description=_l("At least 20 letters. The school reads it. Name nobody."),
        filters=[trimmed],
        validators=[
            needed(_l("Say why.")),
            Length(
                rules.LEAST_REASONS,
                rules.MOST_REASONS,
                message=_l("Write from 20 to 4,000 letters."),
            ),
        ],
    )

    def leave_out(self, *outcomes: str) -> None:
        """Offer all outcomes but these."""
        kept = [each for each in self.outcome.choices if each.value not in outcomes]
        self.outcome.choices = kept

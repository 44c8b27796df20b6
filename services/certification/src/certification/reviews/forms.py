"""The forms in which a school begins a self-review and rates a criterion."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length

from certification.reviews import rules
from certification.reviews.model import Rating
from certification.reviews.rules import Wish
from certification.standards.rules import AWARDS, BRONZE, GOLD, SILVER, Criterion
from chassis.forms import Form, SelectChoice, needed

NA = "na"
"""The answer of the form that a criterion does not apply."""
AWARD_WORDS = {BRONZE: _l("Bronze"), SILVER: _l("Silver"), GOLD: _l("Gold")}


class TargetForm(Form):
    """What a school aims at in a round."""

    target = RadioField(
        _l("What do you aim at in this round?"),
        description=_l("Most schools begin with bronze. You can reach more than you aim at."),
        choices=[SelectChoice(each, AWARD_WORDS[each]) for each in AWARDS],
        validators=[needed(_l("Choose what you aim at."))],
    )


class RatingForm(Form):
    """How a school rates one criterion; an explanation without a level is kept as a draft."""

    row_version = HiddenField()
    level = RadioField(_l("Which of these is true for your school today?"), validate_choice=False)
    reason = StringField(
        _l("Why does it not apply to your school?"), validators=[Length(max=rules.MOST_REASON)]
    )
    commentary = TextAreaField(
        _l("How do you know?"), validators=[Length(max=rules.MOST_COMMENTARY)]
    )

    def offer(self, criterion: Criterion) -> None:
        """Offer the levels of a criterion, and that it does not apply where that may be said."""
        choices = [SelectChoice(str(level), text) for level, text in enumerate(criterion.levels)]
        if not criterion.critical:
            choices.append(SelectChoice(NA, _l("This does not apply to our school.")))
        self.level.choices = choices

    def validate_level(self, field: RadioField) -> None:
        """Take only answers that were offered, or none yet."""
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(str(_l("Choose one of the answers shown.")))

    def wish(self, criterion: str) -> Wish:
        """Return how the criterion is rated."""
        is_na = self.level.data == NA
        level = int(self.level.data) if self.level.data and not is_na else None
        return Wish(criterion, level, self.commentary.data or "", is_na, self.reason.data)


def answers_of(rating: Rating | None) -> dict[str, Any]:
    """Return a rating as answers."""
    if rating is None:
        return {"row_version": 0}
    level = NA if rating.is_na else rating.level
    return {
        "row_version": rating.row_version,
        "level": None if level is None else str(level),
        "reason": rating.reason,
        "commentary": rating.commentary,
    }

"""The form in which a person says where they learn."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, ValidationError

from chassis.forms import Form, SelectChoice, needed
from training.learners import rules

GROUPS = {
    rules.LEADERSHIP: _l("Leadership: head, focal point, deputy"),
    "teaching": _l("Teaching"),
    "support": _l("Support: office, technology, boarding, transport"),
    "governing": _l("Governing: board, parents' council"),
}
"""The groups of a school's staff, in words."""


class PlacementForm(Form):
    """Where a person learns, out of the places they belong to."""

    row_version = HiddenField()
    place = RadioField(
        _l("Where do you belong?"), validators=[needed(_l("Choose where you belong."))]
    )
    group = RadioField(
        _l("What do you do at your school?"),
        choices=[SelectChoice(value, label) for value, label in GROUPS.items()],
        validate_choice=False,
    )

    def offer(self, places: Sequence[tuple[str, str]], groups: Sequence[str]) -> None:
        """Offer these places, as `kind:id` and words, and these groups."""
        self.place.choices = [SelectChoice(value, words) for value, words in places]
        self.group.choices = [SelectChoice(each, GROUPS[each]) for each in groups]

    def validate_group(self, field: RadioField) -> None:
        """Ask for the group at a school."""
        offered = {choice.value for choice in field.choices}
        if self.is_school() and field.data not in offered:
            raise ValidationError(str(_l("Choose what you do at your school.")))

    def is_school(self) -> bool:
        """Say whether the chosen place is a school."""
        return str(self.place.data).startswith(f"{rules.SCHOOL}:")

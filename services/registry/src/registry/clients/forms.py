"""The form of a client, and what its states and tiers are called."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import Length

from chassis.forms import Form, SelectChoice, needed
from chassis.words import trimmed
from registry.clients import rules
from registry.clients.rules import State, Tier

STATES: dict[str, Any] = {State.ACTIVE: _l("May come in"), State.ENDED: _l("Ended")}
BADGES: dict[str, str] = {State.ACTIVE: "done", State.ENDED: "plain"}
TIERS: dict[str, Any] = {
    Tier.PUBLIC: _l("What everybody may know: awards, help numbers, closed schools"),
    Tier.PARTNER: _l("That, and what partners tell each other: how far schools are"),
}


class ClientForm(Form):
    """A program that shall read events."""

    name = StringField(
        _l("What do you call it?"),
        description=_l("For example: Map of schools, ministry of education"),
        filters=[trimmed],
        validators=[
            needed(_l("Enter a name.")),
            Length(rules.NAME_LETTERS[0], rules.NAME_LETTERS[-1]),
        ],
    )
    tier = RadioField(
        _l("What may it read?"),
        choices=[SelectChoice(tier, text) for tier, text in TIERS.items()],
        default=Tier.PUBLIC,
        validators=[needed(_l("Choose what it may read."))],
    )

"""What to do first when a role cannot end, in plain words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from registry.departures.rules import Remedy

REMEDIES: Mapping[str, Any] = {
    Remedy.ASK_FOR_HEAD: _l(
        "Ask your coordinator to invite another head first. When that person has accepted, "
        "this role can end."
    ),
    Remedy.INVITE_HEAD: _l(
        "Invite another head first. When that person has accepted, this role can end."
    ),
    Remedy.INVITE_SECOND: _l(
        "Invite another focal point or deputy first. When that person has accepted, this role "
        "can end."
    ),
    Remedy.OTHER_HOLDER: _l("Somebody else must have this role too before this one can end."),
}

REASONS: Mapping[str, Any] = {
    "last_second_manager": _l(
        "A school that takes part always has a head and a second person who can manage it."
    ),
    "last_head": _l("A school cannot be left without a head by itself."),
    "last_holder": _l("Nobody else has this role, and it cannot be given from here."),
}
"""Why a role cannot end, by the reason word of the refusal."""

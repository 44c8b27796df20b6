"""What levels and states are called in the public register."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.awards.rules import Level, State

LEVELS: dict[str, Any] = {
    Level.BRONZE: _l("Bronze"),
    Level.SILVER: _l("Silver"),
    Level.GOLD: _l("Gold"),
}
STATES: dict[str, Any] = {
    State.ACTIVE: _l("Valid"),
    State.DUE: _l("Valid, ends soon"),
    State.GRACE: _l("Valid, renewal under way"),
    State.EXPIRED: _l("Expired"),
    State.SUSPENDED: _l("Suspended, not valid now"),
    State.REVOKED: _l("Taken back"),
    State.COMMITTED: _l("Has committed, not assessed"),
}
BADGES: dict[str, str] = {
    State.ACTIVE: "done",
    State.DUE: "done",
    State.GRACE: "wait",
    State.EXPIRED: "plain",
    State.SUSPENDED: "danger",
    State.REVOKED: "danger",
    State.COMMITTED: "plain",
}

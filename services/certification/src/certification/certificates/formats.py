"""What states, levels and reasons of certificates are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

from certification.certificates import rules

STATES: dict[str, Any] = {
    rules.ACTIVE: _l("Valid"),
    rules.DUE: _l("Valid, ends soon"),
    rules.GRACE: _l("Renewal under way"),
    rules.EXPIRED: _l("Expired"),
    rules.SUSPENDED: _l("Suspended, not valid now"),
    rules.REVOKED: _l("Taken back"),
    rules.SUPERSEDED: _l("Replaced by a newer one"),
}
BADGES: dict[str, str] = {
    rules.ACTIVE: "done",
    rules.DUE: "done",
    rules.GRACE: "wait",
    rules.EXPIRED: "plain",
    rules.SUSPENDED: "danger",
    rules.REVOKED: "danger",
    rules.SUPERSEDED: "plain",
}
LEVELS: dict[str, Any] = {"bronze": _l("Bronze"), "silver": _l("Silver"), "gold": _l("Gold")}
REASONS: dict[str, Any] = {
    "safeguarding_request": _l("Those who protect children asked for it"),
    "surveillance_missed": _l("A yearly check was missed"),
    "withdrawn_by_school": _l("The school gave it back"),
    "other": _l("Another reason"),
}
EVENTS: dict[str, Any] = {
    rules.ACTIVE: _l("In force"),
    rules.DUE: _l("Ends soon"),
    rules.GRACE: _l("Ended; kept up while the renewal is under way"),
    rules.EXPIRED: _l("Expired"),
    rules.SUSPENDED: _l("Suspended"),
    rules.REVOKED: _l("Taken back"),
    rules.SUPERSEDED: _l("Replaced by a newer certificate"),
}

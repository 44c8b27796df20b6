"""What states and outcomes of assessments are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

from certification.assessments import rules

STATES: dict[str, Any] = {
    rules.SUBMITTED: _l("Waits for an assessor"),
    rules.SIFT: _l("Being read"),
    rules.SCHEDULED: _l("Visit planned"),
    rules.FIELDWORK: _l("At the school"),
    rules.FINDINGS_SHARED: _l("The school answers"),
    rules.MODERATION: _l("Waits for a decision"),
    rules.MINOR_GAPS: _l("Small gaps to close"),
    rules.AWARDED: _l("Awarded"),
    rules.NOT_YET: _l("Not yet"),
    rules.RETURNED: _l("Sent back to the school"),
    rules.WITHDRAWN: _l("Given up by the school"),
}
BADGES: dict[str, str] = {
    rules.SUBMITTED: "now",
    rules.MODERATION: "now",
    rules.MINOR_GAPS: "now",
    rules.AWARDED: "done",
    rules.NOT_YET: "plain",
    rules.RETURNED: "plain",
    rules.WITHDRAWN: "plain",
}
OUTCOMES: dict[str, Any] = {
    rules.AWARDED: _l("Award the certificate"),
    rules.MINOR_GAPS: _l("Small gaps must be closed first"),
    rules.NOT_YET: _l("Not yet"),
}
LEVELS: dict[str, Any] = {"bronze": _l("Bronze"), "silver": _l("Silver"), "gold": _l("Gold")}

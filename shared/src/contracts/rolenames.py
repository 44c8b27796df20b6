"""What roles are called, alike in every service."""

from typing import Any

from flask_babel import lazy_gettext as _l

ROLE_NAMES: dict[str, Any] = {
    "hq": _l("International office"),
    "ops": _l("Operator"),
    "coordinator": _l("Coordinator"),
    "safeguarding": _l("Safeguarding officer"),
    "panel": _l("Panel member"),
    "auditor": _l("Auditor"),
    "assessor": _l("Assessor"),
    "coach": _l("Coach"),
    "trainer": _l("Trainer"),
    "checker": _l("Checker"),
    "observer": _l("Observer"),
    "head": _l("Head of school"),
    "focal": _l("Safe-internet focal point"),
    "deputy": _l("Deputy focal point"),
    "staff": _l("Member of staff"),
    "owner": _l("Owner of a venue"),
    "youth": _l("Peer expert"),
}

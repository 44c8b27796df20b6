"""When a role that is given for a time may be given for longer."""

from datetime import datetime

from chassis.errors import Refused
from registry.roles.rules import ENDS_SOON, ROLES, months_later


def renewed(role: str, state: str, valid_until: datetime | None, now: datetime) -> datetime:
    """Return until when a role is good once it is renewed, counted from its old end.

    Raises:
        Refused: `wrong_state`; `no_end` for a role that is given for good; `too_early`.

    """
    if state != "active":
        raise Refused("This role is not held.", reason="wrong_state", state=state)
    months = ROLES[role].months
    if valid_until is None or months is None:
        raise Refused("This role has no end.", reason="no_end")
    if valid_until - now > ENDS_SOON:
        raise Refused("This role does not end soon.", reason="too_early")
    return months_later(valid_until, months)

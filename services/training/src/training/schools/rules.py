"""Who belongs to a school, and who manages its training."""

from typing import Protocol

from chassis.errors import Forbidden, Refused

MANAGERS = ("head", "focal", "deputy")
STAFF = (*MANAGERS, "staff")
ENDED = ("closed", "merged")


class Holder(Protocol):
    """Somebody with roles."""

    def has(self, role: str, scope: str | None = None, id: object = None) -> bool:
        """Say whether they hold a role, anywhere or at one place."""
        ...


def manages(holder: Holder, school_id: object) -> bool:
    """Say whether somebody is head, focal point or deputy of a school."""
    return any(holder.has(role, "school", school_id) for role in MANAGERS)


def check_manages(holder: Holder, school_id: object) -> None:
    """Refuse whoever is not head, focal point or deputy of a school.

    Raises:
        Forbidden: `not_yours`.

    """
    if not manages(holder, school_id):
        raise Forbidden(
            "This is for the head, the focal point and the deputy of this school.",
            reason="not_yours",
        )


def check_open(status: str) -> None:
    """Refuse a school that exists no more.

    Raises:
        Refused: `school_ended`.

    """
    if status in ENDED:
        raise Refused("This school exists no more.", reason="school_ended")

"""Who works on the certificate of a school, and who may look at it."""

from typing import Protocol

from chassis.errors import Forbidden, Refused

MANAGERS = ("head", "focal", "deputy")
OVERSEERS = ("coordinator", "panel")
"""Who may look at the schools of their partner; assessors only at those they accepted."""
INVOLVED = (*MANAGERS, *OVERSEERS, "assessor")
"""Who may have a part in an assessment."""
ENDED = ("closed", "merged")


class Holder(Protocol):
    """Somebody with roles."""

    @property
    def partner(self) -> str | None:
        """Return the code of the partner they belong to."""
        ...

    def has(self, role: str, scope: str | None = None, id: object = None) -> bool:
        """Say whether they hold a role, anywhere or at one place."""
        ...


def manages(holder: Holder, school_id: object) -> bool:
    """Say whether somebody is head, focal point or deputy of a school."""
    return any(holder.has(role, "school", school_id) for role in MANAGERS)


def leads(holder: Holder, school_id: object) -> bool:
    """Say whether somebody is head of a school."""
    return holder.has("head", "school", school_id)


def sees(holder: Holder, school_id: object, partner: str) -> bool:
    """Say whether somebody may look at the certificate work of a school."""
    if manages(holder, school_id):
        return True
    return holder.partner == partner and any(holder.has(role, "partner") for role in OVERSEERS)


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


def check_leads(holder: Holder, school_id: object) -> None:
    """Refuse whoever is not head of a school.

    Raises:
        Forbidden: `not_yours`.

    """
    if not leads(holder, school_id):
        raise Forbidden("This is for the head of this school.", reason="not_yours")


def check_sees(holder: Holder, school_id: object, partner: str) -> None:
    """Refuse whoever neither works at a school nor looks after it.

    Raises:
        Forbidden: `not_yours`.

    """
    if not sees(holder, school_id, partner):
        raise Forbidden("You do not look after this school.", reason="not_yours")


def check_open(status: str) -> None:
    """Refuse a school that exists no more.

    Raises:
        Refused: `school_ended`.

    """
    if status in ENDED:
        raise Refused("This school exists no more.", reason="school_ended")

"""What the public register shows of a place."""

from enum import StrEnum


class Kind(StrEnum):
    """What kind of place is in the register."""

    SCHOOL = "school"


class Level(StrEnum):
    """The level a place was awarded."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class State(StrEnum):
    """What a place's newest certificate is worth today, or that it has only promised one."""

    COMMITTED = "committed"
    ACTIVE = "active"
    DUE = "due"
    GRACE = "grace"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


VALID = (State.ACTIVE, State.DUE, State.GRACE)
"""States in which a certificate may be relied on."""

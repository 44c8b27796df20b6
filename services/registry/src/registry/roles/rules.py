"""The roles as data: where each is held, who appoints to it, who needs a second factor."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from chassis.errors import Forbidden

MOST_ROLES = 25
"""So many fit in a sign-in token, and a token in a cookie."""

ENDS_SOON = timedelta(days=60)
"""So long before its end a role is shown as ending soon, and may be renewed."""

POSTS = frozenset({"head", "focal", "deputy", "safeguarding"})
"""Roles whose being filled other services must know of."""


MANAGERS = ("head", "focal", "deputy")
"""Roles of a school whose holders see who else is there."""


class RoleRule(NamedTuple):
    """What holds for a role wherever it is held."""

    scopes: tuple[str, ...]
    """Types of places it may be held at; the first is the usual one."""
    needs_second_factor: bool = False
    months: int | None = None
    """After how many months it ends by itself."""


ROLES: dict[str, RoleRule] = {
    "hq": RoleRule(("network",), needs_second_factor=True),
    "ops": RoleRule(("partner",), needs_second_factor=True),
    "coordinator": RoleRule(("partner",), needs_second_factor=True),
    "safeguarding": RoleRule(("partner",), needs_second_factor=True),
    "panel": RoleRule(("partner",), needs_second_factor=True),
    "auditor": RoleRule(("partner",), needs_second_factor=True),
    "assessor": RoleRule(("partner",), needs_second_factor=True, months=12),
    "coach": RoleRule(("partner", "cohort"), months=12),
    "trainer": RoleRule(("partner", "cohort")),
    "checker": RoleRule(("partner",)),
    "observer": RoleRule(("partner", "country"), months=12),
    "head": RoleRule(("school",), needs_second_factor=True),
    "focal": RoleRule(("school",), needs_second_factor=True),
    "deputy": RoleRule(("school",)),
    "staff": RoleRule(("school",)),
    "owner": RoleRule(("venue",)),
    "youth": RoleRule(("youth_group",)),
}

SCOPES = tuple(dict.fromkeys(scope for rule in ROLES.values() for scope in rule.scopes))

APPOINTS: dict[str, tuple[str, ...]] = {
    "hq": ("coordinator",),
    "coordinator": (
        "panel",
        "safeguarding",
        "coach",
        "assessor",
        "trainer",
        "checker",
        "observer",
        "head",
        "owner",
        "youth",
        "auditor",
    ),
    "head": ("focal", "deputy", "staff"),
    "focal": ("staff",),
}
"""Who appoints whom; whoever is not named appoints nobody. `hq` is made at the console only."""


class Place(NamedTuple):
    """Where a role is held: the type of the place, and its id."""

    type: str
    id: str


def canonical(place: Place) -> Place:
    """Return a place with its id spelt in the one way in which ids are kept and compared."""
    if place.type == "country":
        return Place(place.type, place.id.upper())
    try:
        return Place(place.type, str(UUID(place.id)))
    except ValueError:
        return place


NETWORK = Place("network", "all")
"""Where `hq` is held: everywhere."""


def needs_second_factor(role: str) -> bool:
    """Say whether a role is only for those who show a code when they sign in."""
    return ROLES[role].needs_second_factor


def appointable(held: frozenset[str]) -> tuple[str, ...]:
    """Return the roles a holder of these may appoint to, in one order for everybody."""
    wanted = {role for mine in held for role in APPOINTS.get(mine, ())}
    return tuple(role for role in ROLES if role in wanted)


def covers(held: Place, place: Place, partner: str | None) -> bool:
    """Say whether an appointer who holds a role at `held` may appoint at `place`.

    Args:
        held: where the appointer's role is.
        place: where the new role shall be.
        partner: id of the partner that `place` belongs to, None when it belongs to none.

    """
    if held == NETWORK:
        return True
    if held.type == "partner":
        return held.id == partner
    return held == place


def school_of(place: Place) -> str | None:
    """Return the school a role is held at, if it is held at one."""
    return place.id if place.type == "school" else None


def check_reads_team(held: Iterable[tuple[str, Place]], place: Place, partner: str) -> None:
    """Let those who look after a school see who holds which role there.

    Args:
        held: the reader's roles, and where.
        place: the school.
        partner: id of the partner that the school belongs to.

    Raises:
        Forbidden: `role_missing`.

    """
    wanted = {("coordinator", Place("partner", partner))} | {(role, place) for role in MANAGERS}
    if wanted.isdisjoint(held):
        raise Forbidden("Your role does not include this school.", reason="role_missing")


def filled(holders: int) -> str:
    """Return by how many a post is filled, said so that nobody can be counted out."""
    return str(holders) if holders <= 1 else "2plus"


def months_later(instant: datetime, months: int) -> datetime:
    """Return the same day some months later; the last of the month where there is no such day."""
    year, month = divmod(instant.year * 12 + instant.month - 1 + months, 12)
    day = min(instant.day, monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)

"""Where a person may learn, and in which group of a school's staff."""

from collections.abc import Callable, Sequence

from chassis.errors import Forbidden, Refused
from training.schools.rules import MANAGERS, STAFF, Holder

LEADERSHIP = "leadership"
GROUPS = (LEADERSHIP, "teaching", "support", "governing")
SCHOOL, PARTNER, VENUE = "school", "partner", "venue"
ACTIVE, LEFT = "active", "left"

CARD_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and figures that nobody takes for each other."""
CARD_LENGTH = 12
"""60 bits: too many to guess."""

_PARTNER_ROLES = (
    "ops", "coordinator", "safeguarding", "panel", "auditor", "assessor", "coach", "trainer",
    "checker", "observer",
)  # fmt: skip
_ROLES = {SCHOOL: STAFF, PARTNER: _PARTNER_ROLES, VENUE: ("owner",)}


def check_place(holder: Holder, place: str, place_id: object) -> None:
    """Refuse a place where the person has no role.

    Raises:
        Forbidden: `not_your_place`.

    """
    if not any(holder.has(role, place, place_id) for role in _ROLES[place]):
        raise Forbidden("You can only learn for a place you belong to.", reason="not_your_place")


def check_group(holder: Holder, school_id: object, group: str) -> None:
    """Refuse the leadership to whoever does not lead.

    Raises:
        Forbidden: `not_leadership`.

    """
    if group == LEADERSHIP and not leads(holder, school_id):
        raise Forbidden(
            "Only the head, the focal point and the deputy belong to the leadership.",
            reason="not_leadership",
        )


def leads(holder: Holder, school_id: object) -> bool:
    """Say whether the person may count as leadership of a school."""
    return any(holder.has(role, SCHOOL, school_id) for role in MANAGERS)


def check_active(state: str) -> None:
    """Refuse somebody who has left.

    Raises:
        Refused: `left`.

    """
    if state == LEFT:
        raise Refused(
            "Your school says that you have left. Ask its head or focal point to change this.",
            reason="left",
        )


def card_number(choose: Callable[[Sequence[str]], str]) -> str:
    """Return a new number of a card, like `7KQX-M2WP-9TRA`.

    Args:
        choose: picks one of several by lot; the result is as hard to guess as that is.

    """
    letters = "".join(choose(CARD_LETTERS) for _ in range(CARD_LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, CARD_LENGTH, 4))


def fits(role: str, scope: str, place: str) -> bool:
    """Say whether a role held at a place of this kind lets its holder learn there."""
    return scope == place and role in _ROLES[place]

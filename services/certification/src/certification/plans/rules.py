"""What a plan must hold, and how its actions move on."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple, Protocol

from certification.levels.rules import least
from certification.standards.rules import EFFORTS, HIGHEST, Standard
from chassis.errors import Invalid, Refused, sentence

OPEN, DOING, DONE, DROPPED = "open", "doing", "done", "dropped"
STATES = (OPEN, DOING, DONE, DROPPED)
NEXT: Mapping[str, tuple[str, ...]] = {
    OPEN: (DOING, DONE, DROPPED),
    DOING: (DONE, DROPPED),
    DONE: (),
    DROPPED: (),
}
"""Where each state of an action may lead."""
OWNERS = ("head", "focal", "deputy", "staff")
"""The posts that can see to an action."""
SIZES = tuple(EFFORTS)
LEAST_TITLE, MOST_TITLE = 3, 160
LEAST_REASON, MOST_REASON = 3, 500


class Wish(NamedTuple):
    """What somebody wants to do about a criterion."""

    criterion: str
    to_level: int
    title: str
    owner_role: str
    due_on: date
    effort: str


class Planned(Protocol):
    """An action of a plan."""

    criterion: str
    state: str


def check_wish(wish: Wish, from_level: int | None, today: date) -> None:
    """Refuse an action that leads nowhere.

    Raises:
        Invalid: on `criterion`, `to_level` or `due_on`.

    """
    if from_level is None:
        _blame("criterion", sentence("You said that this does not apply to your school."))
    elif not from_level < wish.to_level <= HIGHEST:
        _blame(
            "to_level",
            sentence(
                "Choose a level above %(from_level)s, where your school is now.",
                from_level=from_level,
            ),
        )
    if wish.due_on < today:
        _blame("due_on", sentence("Use a day that lies ahead."))


def check_move(state: str, to: str) -> None:
    """Refuse a step that does not follow.

    Raises:
        Refused: `wrong_state`.

    """
    if to not in NEXT[state]:
        raise Refused("This action is finished already.", reason="wrong_state")


def check_reason(reason: str) -> None:
    """Refuse to drop an action without a word on why.

    Raises:
        Invalid: on `reason`.

    """
    if len(reason.strip()) < LEAST_REASON:
        _blame("reason", sentence("Say why this is dropped."))


def below_target(standard: Standard, target: str, modules: Mapping[str, int]) -> list[str]:
    """Return the modules below the least that the award aimed at asks of each."""
    rule = standard.rule(target)
    return [module for module, level in modules.items() if level < least(rule, module)]


def check_adoptable(standard: Standard, actions: Iterable[Planned], below: Collection[str]) -> None:
    """Refuse a plan that says nothing, or nothing of a module that is below the target.

    Raises:
        Refused: `plan_incomplete`, with the `modules` that are missing.

    """
    planned = {
        standard.criteria[each.criterion].module for each in actions if each.state != DROPPED
    }
    missing = [module for module in below if module not in planned]
    if missing or not planned:
        raise Refused(
            "The plan needs an action for each module that is below your target, and one at least.",
            reason="plan_incomplete",
            modules=missing,
        )


def _blame(field: str, text: str) -> None:
    raise Invalid(text, errors={field: [text]})

"""How a quiz is drawn and how its answers are judged."""

from collections.abc import Mapping, MutableSequence, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from chassis.errors import Invalid, Refused, sentence
from training.curriculum.rules import ORDER, Item

T = TypeVar("T")
OPEN, SUBMITTED = "open", "submitted"
ONLINE = "online"


class Lot(Protocol):
    """Chance; in the program it comes from the operating system."""

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        """Return k different ones."""
        ...

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Put a list in an order by lot."""
        ...


class Drawn(NamedTuple):
    """An item of a draw, and its options in the order in which they are shown."""

    item: str
    options: list[str]


class Judged(NamedTuple):
    """What became of an item: right or wrong as a whole."""

    item: str
    right: bool


class Result(NamedTuple):
    """What became of an attempt."""

    score: int
    """Whole percent, cut down."""
    critical_ok: bool
    passed: bool
    items: list[Judged]


def draw(items: Sequence[Item], kinds: Mapping[str, int], lot: Lot) -> list[Drawn]:
    """Draw a quiz: every critical item, the rest of each kind by lot, all in an order by lot.

    The critical items count in the number of their kind.

    Args:
        items: the live items of a module.
        kinds: how many of each kind a quiz has.
        lot: where chance comes from.

    Raises:
        ValueError: there are too few items of a kind, or more critical ones than it has room.

    """
    drawn: list[Item] = []
    for kind, number in kinds.items():
        pool = [item for item in items if item.kind == kind]
        critical = [item for item in pool if item.critical]
        others = [item for item in pool if not item.critical]
        drawn += [*critical, *lot.sample(others, number - len(critical))]
    lot.shuffle(drawn)
    return [Drawn(item.id, _shuffled(item, lot)) for item in drawn]


def _shuffled(item: Item, lot: Lot) -> list[str]:
    """Return the options by lot; what must be put in order is never shown in the right one."""
    order = [option.id for option in item.options]
    lot.shuffle(order)
    if item.kind == ORDER and order == list(item.correct):
        order.reverse()
    return order


def check_open(state: str) -> None:
    """Refuse to hand an attempt in twice.

    Raises:
        Refused: `already_submitted`.

    """
    if state == SUBMITTED:
        raise Refused("You have handed this in already.", reason="already_submitted")


def check_answers(items: Sequence[Item], answers: Mapping[str, Sequence[str]]) -> None:
    """Refuse answers to what was not asked, and options there are not.

    Raises:
        Invalid: `unknown_item` or `unknown_option`, by the item in `answers.<item>`.

    """
    asked = {item.id: {option.id for option in item.options} for item in items}
    strange = {
        f"answers.{item}": [sentence("This was not asked.")]
        for item in answers
        if item not in asked
    }
    if strange:
        raise Invalid("Answer what was asked.", errors=strange, reason="unknown_item")
    wrong = {
        f"answers.{item}": [sentence("Choose from the options of this item.")]
        for item, chosen in answers.items()
        if not set(chosen) <= asked[item]
    }
    if wrong:
        raise Invalid("Choose from the options given.", errors=wrong, reason="unknown_option")


def judge(items: Sequence[Item], answers: Mapping[str, Sequence[str]]) -> Result:
    """Judge a whole attempt; what was not answered is wrong.

    Passed with four of five right, and every critical item right.
    """
    judged = [Judged(item.id, is_right(item, answers.get(item.id, ()))) for item in items]
    right = sum(each.right for each in judged)
    critical_ok = all(each.right for item, each in zip(items, judged, strict=True) if item.critical)
    return Result(
        score=100 * right // len(items),
        critical_ok=critical_ok,
        passed=is_enough(right, len(items)) and critical_ok,
        items=judged,
    )


def is_enough(right: int, total: int) -> bool:
    """Say whether at least 80 of a hundred are right, without a fraction."""
    return 5 * right >= 4 * total


def is_right(item: Item, chosen: Sequence[str]) -> bool:
    """Say whether exactly the right options were chosen, for `order` in the right order."""
    if item.kind == ORDER:
        return list(chosen) == list(item.correct)
    return len(chosen) == len(item.correct) and set(chosen) == set(item.correct)

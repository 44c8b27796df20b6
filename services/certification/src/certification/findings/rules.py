"""What assessors may find, and how it stands to what a school said of itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from certification.standards.rules import Standard
from chassis.errors import Invalid, Refused, sentence

CONFIRM, RAISE, LOWER = "confirm", "raise", "lower"
MINOR_GAP, MAJOR_GAP = "minor_gap", "major_gap"
KINDS = (CONFIRM, RAISE, LOWER, MINOR_GAP, MAJOR_GAP)
GAPS = (MINOR_GAP, MAJOR_GAP)
LEAST_REASON, MOST_REASON = 20, 1500


class Wish(NamedTuple):
    """What an assessor says of a criterion; no level when it does not apply."""

    criterion: str
    found_level: int | None
    kind: str
    reason: str


class Held(Protocol):
    """A finding that was written down."""

    criterion: str
    found_level: int | None
    kind: str
    reason: str


def is_same(wish: Wish, held: Held | None) -> bool:
    """Say whether a finding was written down just so already."""
    return held is not None and (held.found_level, held.kind, held.reason) == wish[1:]


def kind_of(found: int | None, self_level: int | None, gap: str | None) -> str:
    """Return the kind of a finding: a gap where one is named, else what the levels say."""
    if gap in GAPS:
        return str(gap)
    if found == self_level:
        return CONFIRM
    return RAISE if (-1 if self_level is None else self_level) < (found or 0) else LOWER


def check_wishes(
    standard: Standard, wishes: Sequence[Wish], said: Mapping[str, int | None]
) -> None:
    """Refuse findings that make no sense by themselves or beside what the school said.

    Raises:
        Invalid: errors by criterion.

    """
    named = [each.criterion for each in wishes]
    wrong: dict[str, list[str]] = {}
    for each in wishes:
        if each.criterion not in standard.criteria:
            wrong[each.criterion] = [sentence("There is no such criterion.")]
        elif named.count(each.criterion) > 1:
            wrong[each.criterion] = [sentence("Say this once.")]
        elif fault := fault_of(each, said.get(each.criterion)):
            wrong[each.criterion] = [fault]
    if wrong:
        raise Invalid("Please check the criteria named here.", errors=wrong)


def fault_of(wish: Wish, self_level: int | None) -> str | None:
    """Return what is wrong with a finding beside the school's own level; None when nothing is."""
    found = wish.found_level
    if wish.kind == CONFIRM and found != self_level:
        return sentence("To confirm is to find the level the school gave.")
    if found is None:
        return (
            None if self_level is None else sentence("Only what the school said so can not apply.")
        )
    own = self_level if self_level is not None else -1
    if wish.kind == RAISE and found <= own:
        return sentence("To raise is to find a higher level than the school gave.")
    if wish.kind == LOWER and self_level is not None and found >= own:
        return sentence("To lower is to find a lower level than the school gave.")
    return None


def missing(standard: Standard, found: Iterable[str]) -> list[str]:
    """Return the criteria without a finding, in order."""
    there = set(found)
    return [each for each in standard.criteria if each not in there]


def check_whole(left: Sequence[str]) -> None:
    """Refuse to share findings before there is one for every criterion.

    Raises:
        Refused: `finding_missing`, with the `criteria`.

    """
    if left:
        raise Refused(
            "Some criteria have no finding yet.", reason="finding_missing", criteria=list(left)
        )


def check_heard(*, is_needed: bool, is_enough: bool) -> None:
    """Refuse to share findings that lead to silver or gold before enough people were heard.

    Raises:
        Refused: `interviews_missing`.

    """
    if is_needed and not is_enough:
        raise Refused(
            "For silver and gold, talk with three groups, pupils among them.",
            reason="interviews_missing",
        )


def open_gaps(found: Iterable[Held]) -> list[str]:
    """Return the criteria with a gap, in the order of the findings."""
    return [each.criterion for each in found if each.kind in GAPS]


def check_gaps(wishes: Iterable[Wish], gaps: Iterable[str]) -> None:
    """Refuse to write anew what is no gap to be closed.

    Raises:
        Invalid: errors by criterion.

    """
    open_ = set(gaps)
    wrong = {
        each.criterion: [sentence("Only the gaps that were named are looked at again.")]
        for each in wishes
        if each.criterion not in open_
    }
    if wrong:
        raise Invalid("Please check the criteria named here.", errors=wrong)

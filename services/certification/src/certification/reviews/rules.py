"""What may be done with a self-review, and what it still lacks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from certification.standards.rules import HIGHEST, Standard
from chassis.errors import Invalid, Refused, sentence

OPEN, BASELINED, SUBMITTED = "open", "baselined", "submitted"
RETURNED, CLOSED = "returned", "closed"
STATES = (OPEN, BASELINED, SUBMITTED, RETURNED, CLOSED)
EDITABLE = (OPEN, BASELINED, RETURNED)
"""The states in which a school may rate itself."""
NEXT: Mapping[str, tuple[str, ...]] = {
    OPEN: (BASELINED,),
    BASELINED: (SUBMITTED,),
    SUBMITTED: (RETURNED, CLOSED),
    RETURNED: (SUBMITTED,),
    CLOSED: (),
}
"""Where each state may lead."""
COMMENTARY_FROM, LEAST_COMMENTARY = 2, 80
"""From this level on a rating is explained, in so many letters."""
MOST_COMMENTARY = 3000
LEAST_REASON, MOST_REASON = 3, 500


class Wish(NamedTuple):
    """How somebody wants to rate a criterion."""

    criterion: str
    level: int | None
    commentary: str | None = None
    """None leaves it as it is."""
    is_na: bool = False
    reason: str | None = None


class Rated(Protocol):
    """A rating."""

    criterion: str
    level: int | None
    commentary: str
    is_na: bool


def check_move(state: str, to: str) -> None:
    """Refuse a step that does not follow.

    Raises:
        Refused: `wrong_state`.

    """
    if to not in NEXT[state]:
        raise Refused("This self-review is not that far, or further.", reason="wrong_state")


def check_editable(state: str) -> None:
    """Refuse to change what is with the assessors, or done.

    Raises:
        Refused: `wrong_state`.

    """
    if state not in EDITABLE:
        raise Refused(
            "This self-review was handed in, so it cannot be changed now.", reason="wrong_state"
        )


def check_wishes(standard: Standard, wishes: Sequence[Wish]) -> None:
    """Refuse ratings that make no sense by themselves.

    Raises:
        Invalid: errors by criterion; `no_such_criterion`, `twice`, `not_rated`.

    """
    named = [each.criterion for each in wishes]
    unknown = [each for each in named if each not in standard.criteria]
    if unknown:
        _blame(unknown, sentence("There is no such criterion."), "no_such_criterion")
    twice = [each for each in named if named.count(each) > 1]
    if twice:
        _blame(twice, sentence("Rate each criterion once."), "twice")
    _check_na(standard, wishes)


def check_na_count(standard: Standard, na: Collection[str]) -> None:
    """Refuse more criteria that do not apply than the standard lets a school leave out.

    Raises:
        Invalid: errors by criterion, `too_many_na`.

    """
    if len(na) > standard.na_most:
        _blame(
            na,
            sentence("At most %(most)s criteria can be left out.", most=standard.na_most),
            "too_many_na",
        )


def check_ceilings(wishes: Iterable[Wish], ceilings: Mapping[str, int]) -> None:
    """Refuse a level above what the other parts of the programme know.

    Raises:
        Invalid: errors by criterion, `above_system_ceiling`.

    """
    above = {
        each.criterion: [
            sentence(
                "What the programme knows of your school allows level %(level)s here.",
                level=ceilings[each.criterion],
            )
        ]
        for each in wishes
        if each.level is not None and each.level > ceilings.get(each.criterion, HIGHEST)
    }
    if above:
        raise Invalid(
            "A level is higher than what the programme knows of your school.",
            errors=above,
            reason="above_system_ceiling",
        )


def unrated(standard: Standard, ratings: Iterable[Rated]) -> list[str]:
    """Return the criteria that are neither rated nor said not to apply."""
    done = {each.criterion for each in ratings if each.level is not None or each.is_na}
    return [each for each in standard.criteria if each not in done]


def incomplete(standard: Standard, ratings: Iterable[Rated]) -> list[str]:
    """Return the criteria that keep a self-review from being handed in.

    They are not rated, or rated at 2 or higher with fewer than 80 letters of explanation.
    """
    held = list(ratings)
    short = {
        each.criterion
        for each in held
        if each.level is not None
        and each.level >= COMMENTARY_FROM
        and letters(each.commentary) < LEAST_COMMENTARY
    }
    missing = short | set(unrated(standard, held))
    return [each for each in standard.criteria if each in missing]


def letters(commentary: str) -> int:
    """Return how many letters an explanation has, spaces around it not counted."""
    return len(commentary.strip())


def levels_of(ratings: Iterable[Rated]) -> dict[str, int | None]:
    """Return the levels by criterion: None where it does not apply; unrated ones are left out."""
    return {
        each.criterion: None if each.is_na else each.level
        for each in ratings
        if each.is_na or each.level is not None
    }


def _check_na(standard: Standard, wishes: Sequence[Wish]) -> None:
    na = [each for each in wishes if each.is_na]
    critical = [each.criterion for each in na if standard.criteria[each.criterion].critical]
    if critical and not standard.na_critical:
        _blame(
            critical, sentence("This one always applies, so it cannot be left out."), "critical_na"
        )
    both = [each.criterion for each in na if each.level is not None]
    if both:
        _blame(
            both, sentence("Give a level, or say that it does not apply; not both."), "level_and_na"
        )
    without = [each.criterion for each in na if len((each.reason or "").strip()) < LEAST_REASON]
    if without:
        _blame(without, sentence("Say why this does not apply to your school."), "reason_missing")


def _blame(criteria: Iterable[str], text: str, reason: str) -> None:
    raise Invalid(text, errors={each: [text] for each in criteria}, reason=reason)

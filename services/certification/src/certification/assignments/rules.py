"""Who may be asked to assess a school, and what stands in the way of a fair eye."""

from collections.abc import Iterable

from certification.assessments.rules import Post, has_post
from chassis.errors import Forbidden, Invalid, Refused, sentence

OFFERED, ACCEPTED, REFUSED = "offered", "accepted", "refused"
STANDING = (OFFERED, ACCEPTED)
TIES = ("employed", "family", "trained", "other")
"""What may tie an assessor to a school."""
MOST = 2
"""So many assessors at most look at one school."""


def check_room(standing: int) -> None:
    """Refuse a third assessor.

    Raises:
        Refused: `enough_assessors`.

    """
    if standing >= MOST:
        raise Refused("Two assessors have been asked already.", reason="enough_assessors")


def check_answerable(state: str) -> None:
    """Refuse to answer an offer twice.

    Raises:
        Refused: `wrong_state`.

    """
    if state != OFFERED:
        raise Refused("This offer was answered already.", reason="wrong_state", state=state)


def check_whose(user: str, owner: object) -> None:
    """Refuse whoever answers another person's offer.

    Raises:
        Forbidden: `not_yours`.

    """
    if user != str(owner):
        raise Forbidden("This offer was made to somebody else.", reason="not_yours")


def check_untied(kind: str | None) -> None:
    """Refuse to ask somebody who said before what ties them to the school.

    Raises:
        Refused: `conflict_of_interest`, with the `kind`.

    """
    if kind is not None:
        raise Refused(
            "This assessor has said that something ties them to the school.",
            reason="conflict_of_interest",
            kind=kind,
        )


def tied(kind: str) -> Refused:
    """Return the refusal of an assessor whom something ties to the school."""
    return Refused(
        "Whoever is tied to a school cannot assess it. The coordinator asks somebody else.",
        reason="conflict_of_interest",
        kind=kind,
    )


def check_no_post(roles: Iterable[Post], school_id: object) -> None:
    """Refuse an assessor who has a post at the school.

    Raises:
        Refused: `conflict_of_interest`, with the `kind`.

    """
    if has_post(roles, school_id):
        raise tied("employed")


def check_leader(*, lead: bool, standing: int, has_lead: bool) -> None:
    """Refuse to fill the last place while nobody would lead.

    Raises:
        Invalid: on `lead`.

    """
    if not lead and not has_lead and standing == MOST - 1:
        text = sentence("One of the two must lead. Let this assessor lead.")
        raise Invalid(text, errors={"lead": [text]})


def check_apart(*, assesses: bool, is_of_school: bool, is_tied: bool) -> None:
    """Refuse to let anybody judge their own work, or a school that something ties them to.

    Raises:
        Forbidden: `not_independent`.

    """
    if assesses or is_of_school or is_tied:
        raise Forbidden("Somebody else must decide this.", reason="not_independent")

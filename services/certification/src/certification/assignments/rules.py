"""Who may be asked to assess a school, and what stands in the way of a fair eye."""

from collections.abc import Collection, Iterable

from certification.assessments.rules import Post, has_post
from chassis.errors import Forbidden, Refused

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


def check_free(declared: Collection[str], roles: Iterable[Post], school_id: object) -> None:
    """Refuse an assessor who is tied to the school, by their own word or by a post there.

    Raises:
        Refused: `conflict_of_interest`, with the `kind`.

    """
    kind = next(iter(sorted(declared)), None)
    if has_post(roles, school_id):
        kind = "employed"
    if kind is not None:
        raise Refused(
            "Whoever is tied to a school cannot assess it. Please say no to this offer.",
            reason="conflict_of_interest",
            kind=kind,
        )

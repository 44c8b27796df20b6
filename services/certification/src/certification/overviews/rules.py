"""What a school should do next on its way to a certificate."""

from collections.abc import Collection
from typing import NamedTuple

from certification.reviews import rules as reviews

COMMIT, BEGIN, RATE, PLAN, EXPLAIN = "commit", "begin", "rate", "plan", "explain"
HAND_IN, WAIT, MEND = "hand_in", "wait", "mend"


class Progress(NamedTuple):
    """How far a school is with what it must do."""

    is_committed: bool
    state: str | None
    """Of its newest self-review; None without one."""
    incomplete: Collection[str] = ()
    """The criteria that keep it from being handed in."""
    is_planned: bool = False


def next_step(progress: Progress) -> str:
    """Return the one thing to do next."""
    steps = (
        (COMMIT, not progress.is_committed),
        (BEGIN, progress.state in (None, reviews.CLOSED)),
        (RATE, progress.state == reviews.OPEN),
        (WAIT, progress.state == reviews.SUBMITTED),
        (PLAN, not progress.is_planned),
        (EXPLAIN, bool(progress.incomplete)),
        (MEND, progress.state == reviews.RETURNED),
    )
    return next((step for step, is_it in steps if is_it), HAND_IN)

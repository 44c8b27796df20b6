"""When a way to report may open, and what its address looks like."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.errors import Refused, sentence

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look like another one on a poster."""
SLUG_LETTERS = 12
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
"""BCP 47, like `ro` or `sr-Latn`."""
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
PROFILE_IS_GOOD_DAYS = 365
SCHOOL = "school"
NOBODY = "0"


class State(StrEnum):
    """Whether children can report there."""

    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Readiness:
    """What a channel needs before it opens.

    Attributes:
        reviewed_on: when somebody last checked the country's numbers; None when there are none.
        filled: how many hold each post of the school.

    """

    reviewed_on: date | None
    filled: Mapping[str, str]

    def missing(self, today: date) -> list[str]:
        """Return what is missing: `profile`, `handlers`."""
        found = []
        if self.reviewed_on is None or (today - self.reviewed_on).days > PROFILE_IS_GOOD_DAYS:
            found.append("profile")
        if not (
            self._is_filled("head") and (self._is_filled("focal") or self._is_filled("deputy"))
        ):
            found.append("handlers")
        return found

    def _is_filled(self, post: str) -> bool:
        return self.filled.get(post, NOBODY) != NOBODY


def new_slug() -> str:
    """Return a fresh last part of an address, that nobody can guess: 59 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(SLUG_LETTERS))


def check_step(state: str, wanted: State) -> None:
    """Refuse a step that does not begin where the channel is.

    Raises:
        Refused: `wrong_state`.

    """
    begins = {
        State.LIVE: (State.DRAFT, State.PAUSED),
        State.PAUSED: (State.LIVE,),
        State.CLOSED: (State.DRAFT, State.LIVE, State.PAUSED),
    }
    if state not in begins[wanted]:
        raise Refused(
            sentence("This is not possible while the way to report is %(state)s.", state=state),
            reason="wrong_state",
            state=state,
        )


def check_ready(missing: list[str]) -> None:
    """Refuse to open a channel that lacks something.

    Raises:
        Refused: `not_ready`, with `missing`.

    """
    if missing:
        raise Refused(
            "Something is missing before pupils can report here.",
            reason="not_ready",
            missing=missing,
        )

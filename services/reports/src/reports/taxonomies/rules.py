"""Kinds of incident, and the day by which somebody should have looked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SERIOUS = 3
SCHOOL_DAY_HOURS = 8
MOST_DAYS = 7
"""Whatever the kind, a first look takes no longer."""
PRAISE = "PRAISE"
UNSURE = "UNSURE"


@dataclass(frozen=True)
class Kind:
    """One kind of incident.

    Attributes:
        floor: least severity, 1 to 4.
        hours: to the first look, the first act and the referral; None where there is none.
        no_content: nothing of it may be taken in, only where it was seen.
        past_school: goes to the partner, never to the school.
        keeps_host: the host name of an address may stay in the text.

    """

    code: str
    child: str
    term: str
    kind: str | None
    group: str | None
    floor: int
    route: tuple[str, ...]
    hours: tuple[int | None, ...]
    no_content: bool = False
    past_school: bool = False
    keeps_host: bool = False


@dataclass(frozen=True)
class Taxonomy:
    """All kinds in one version, and the groups in which they are shown and counted."""

    version: str
    groups: Mapping[str, str]
    kinds: Mapping[str, Kind]

    def of(self, word: str) -> list[Kind]:
        """Return the kinds that a code or a group stands for; none for an unknown word."""
        if word in self.kinds:
            return [self.kinds[word]]
        return [kind for kind in self.kinds.values() if kind.group == word]

    def words(self) -> list[str]:
        """Return everything a child may answer to "what happened"."""
        return [*self.kinds, *self.groups]


def next_by(
    kinds: Collection[Kind], now: datetime, weekend: Collection[int], holidays: Collection[date]
) -> date:
    """Return the day by which somebody should have looked; `now` is local time.

    The most urgent kind counts. Serious ones run through nights and holidays, others by school
    days of 8 hours.
    """
    return min(_day(kind, now, weekend, holidays) for kind in kinds)


def _day(kind: Kind, now: datetime, weekend: Collection[int], holidays: Collection[date]) -> date:
    hours = kind.hours[0] or 0
    last = now.date() + timedelta(days=MOST_DAYS)
    if kind.floor >= SERIOUS:
        return min(last, (now + timedelta(hours=hours)).date())
    left, day = -(-hours // SCHOOL_DAY_HOURS), now.date()
    while left and day < last:
        day += timedelta(days=1)
        if day.isoweekday() not in weekend and day not in holidays:
            left -= 1
    return day

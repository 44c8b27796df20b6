"""How far the criteria may be rated that other parts of the programme feed."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple, Protocol

from certification.standards.rules import Standard

CHANNEL_LIVE, CHANNEL_DRILLS = "channel_live", "channel_drills"
KEY_PEOPLE, ILLEGAL_MATERIAL = "key_people", "illegal_material"
COVERAGE_HALF, COVERAGE_MOST = "coverage_half", "coverage_most"

MANAGERS = ("head", "focal", "deputy")
SMALLEST = "1-49"
"""The size band in which the head may be the focal point too."""
FOR_ALL = ("M1", "M3C")
"""What everybody at a school should be trained in."""
ALL, TEACHING = "all", "teaching"
GROUPS = ("leadership", "teaching", "support", "governing")
NOBODY = "none"
LIVE = "live"
_HALF, _MOST = 50, 80


class Bands(NamedTuple):
    """What training tells of a school's staff, by module and group."""

    shares: Mapping[tuple[str, str], str]

    def at_least(self, module: str, group: str, pct: int) -> bool:
        """Say whether so many of a hundred of a group are trained; what is unknown is not."""
        band = self.shares.get((module, group), "unknown")
        return band.isdecimal() and int(band) >= pct

    def enough(self, module: str, group: str, pct: int) -> bool:
        """Say the same; a group that has nobody stands in no way."""
        return self.shares.get((module, group)) == NOBODY or self.at_least(module, group, pct)


class Trained(Protocol):
    """How well a post is trained."""

    all_modules: bool
    valid_until: date | None


class Channel(Protocol):
    """A way to report."""

    state: str
    drills_in_time_365: str


def covers(bands: Bands, pct: int) -> bool:
    """Say whether so many of all staff are trained in what is for all, and half that of each group.

    Groups that have nobody are not counted.
    """
    return all(
        bands.at_least(module, ALL, pct)
        and all(bands.enough(module, group, pct // 2) for group in GROUPS)
        for module in FOR_ALL
    )


def covers_most(bands: Bands) -> bool:
    """Say whether 80 of a hundred teachers and half of every other group are trained."""
    return all(
        bands.enough(module, group, _MOST if group == TEACHING else _HALF)
        for module in FOR_ALL
        for group in GROUPS
    )


def untrained_posts(
    filled: Collection[str],
    trained: Mapping[str, Trained],
    size_band: str | None,
    today: date,
) -> list[str]:
    """Return which of head, focal point and deputy are not filled, or not trained in all modules.

    In the smallest schools the head may be the focal point too.
    """
    return [
        post
        for post in MANAGERS
        if (post in filled or not (post == "focal" and size_band == SMALLEST))
        and not (post in filled and _is_trained(trained.get(post), today))
    ]


def facts(bands: Bands, channels: Collection[Channel], illegal: str, *, posts: bool) -> set[str]:
    """Return the facts that are so at a school; `posts` says whether its key people are trained."""
    live = [each for each in channels if each.state == LIVE]
    found = {
        KEY_PEOPLE: posts,
        COVERAGE_HALF: covers(bands, _HALF),
        COVERAGE_MOST: covers_most(bands),
        CHANNEL_LIVE: bool(live),
        CHANNEL_DRILLS: any(each.drills_in_time_365 == "2plus" for each in live),
        ILLEGAL_MATERIAL: illegal == "100",
    }
    return {fact for fact, is_so in found.items() if is_so}


def ceilings(standard: Standard, so: Collection[str]) -> dict[str, int]:
    """Return how far each fed criterion may be rated: below its first level without its fact."""
    return {
        criterion.id: min(
            (level - 1 for level, fact in criterion.system.items() if fact not in so),
            default=max(criterion.system),
        )
        for criterion in standard.criteria.values()
        if criterion.system
    }


def _is_trained(post: Trained | None, today: date) -> bool:
    return (
        post is not None
        and post.all_modules
        and (post.valid_until is None or post.valid_until >= today)
    )

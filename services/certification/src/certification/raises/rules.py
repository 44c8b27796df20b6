"""Which single steps bring a school to its next award: the fewest, then the easiest."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from certification.levels.rules import Levels, award, effective, least, module_levels, next_award
from certification.standards.rules import EFFORTS, HIGHEST, AwardRule, Criterion, Module, Standard

YEAR = "evidence_12_months"
"""The highest level waits for evidence of two dates, a year apart."""
_BEFORE_HIGHEST = HIGHEST - 1


@dataclass(frozen=True)
class Raise:
    """One step of one criterion."""

    criterion: str
    from_level: int
    to_level: int
    effort: str
    """S, M or L."""
    waits_for: str | None = None
    """The fact that must come first; what waits cannot be typed."""


class _Cost(NamedTuple):
    """What a set of steps costs; the least of two is the better one."""

    steps: int
    effort: int
    lighter: int
    """The weight gained, below zero: of equals the one that gains more comes first."""
    places: tuple[int, ...]
    """The place in the standard of the criterion of each step, in order."""

    def plus(self, other: "_Cost") -> "_Cost":
        return _Cost(
            self.steps + other.steps,
            self.effort + other.effort,
            self.lighter + other.lighter,
            tuple(sorted(self.places + other.places)),
        )


_NOTHING = _Cost(0, 0, 0, ())


def next_raises(
    standard: Standard,
    levels: Levels,
    ceilings: Mapping[str, int],
    *,
    ripe: Collection[str] = (),
) -> tuple[str | None, list[Raise]]:
    """Return the award after the present one, and the steps to it, the most fruitful first.

    `ceilings` says how far criteria may be rated now; `ripe` are the criteria with evidence of
    two dates a year apart, which may be raised to 4. A step that still waits for a fact says so;
    4s without that evidence are taken only when there is no other way. None and no steps when
    nothing is above.
    """
    start = effective(levels, ceilings, ripe)
    wanted = next_award(standard, award(standard, module_levels(standard, start)))
    if wanted is None:
        return None, []
    rule = standard.rule(wanted)
    found = _Search(standard, start, ripe).cheapest(rule)
    if found is None:
        found = _Search(standard, start, standard.criteria).cheapest(rule)
    places = found.places if found else ()
    return wanted, _steps(standard, start, ceilings, places, ripe)


def by_criterion(raises: Iterable[Raise]) -> list[Raise]:
    """Return one raise for each criterion, from its first step to its last, in the same order.

    The effort is that of the hardest step, and it waits for what its first waiting step does.
    """
    found: dict[str, Raise] = {}
    for each in raises:
        so_far = found.get(each.criterion, each)
        found[each.criterion] = Raise(
            each.criterion,
            min(so_far.from_level, each.from_level),
            max(so_far.to_level, each.to_level),
            max(so_far.effort, each.effort, key=EFFORTS.__getitem__),
            so_far.waits_for or each.waits_for,
        )
    return list(found.values())


class _Search:
    """The cheapest steps for one school, module by module."""

    def __init__(self, standard: Standard, start: Levels, ripe: Collection[str]) -> None:
        self._standard = standard
        self._start = start
        self._ripe = ripe
        self._places = {each: place for place, each in enumerate(standard.criteria)}
        self._known: dict[tuple[str, int], _Cost | None] = {}

    def cheapest(self, rule: AwardRule) -> _Cost | None:
        """Return the cheapest way to an award over every choice of modules, None without one."""
        return min(
            (cost for wanted in _targets(self._standard, rule) if (cost := self._of(wanted))),
            default=None,
        )

    def _of(self, wanted: Mapping[str, int]) -> _Cost | None:
        total = _NOTHING
        for module in self._standard.modules:
            key = (module.id, wanted[module.id])
            if key not in self._known:
                self._known[key] = self._cheapest_of(module, wanted[module.id])
            cost = self._known[key]
            if cost is None:
                return None
            total = total.plus(cost)
        return total

    def _cheapest_of(self, module: Module, target: int) -> _Cost | None:
        """Return the cheapest way for a module.

        For every weight that can be gained only the cheapest steps are kept. Equal weights ask
        the same of the criteria to come, so nothing better is ever thrown away.
        """
        counted = [
            (each, level)
            for each in module.criteria
            if (level := self._start.get(each.id, 0)) is not None
        ]
        best = {0: _NOTHING}
        for each, level in counted:
            moves = list(self._moves(each, level, target))
            best = _extended(best, moves)
        missing = _missing_weight(counted, target)
        return min((cost for gained, cost in best.items() if gained >= missing), default=None)

    def _moves(self, criterion: Criterion, level: int, target: int) -> Iterator[tuple[int, _Cost]]:
        """Yield every level a criterion may end at, as the weight gained and its cost."""
        top = HIGHEST if criterion.id in self._ripe else max(level, _BEFORE_HIGHEST)
        for end in range(max(level, _floor(criterion, target)), top + 1):
            steps = end - level
            effort = sum(EFFORTS[criterion.effort[to]] for to in range(level + 1, end + 1))
            gained = criterion.weight * steps
            place = self._places[criterion.id]
            yield gained, _Cost(steps, effort, -gained, (place,) * steps)


def _extended(best: Mapping[int, _Cost], moves: list[tuple[int, _Cost]]) -> dict[int, _Cost]:
    found: dict[int, _Cost] = {}
    for before, cost in best.items():
        for gained, more in moves:
            total, sum_ = before + gained, cost.plus(more)
            if total not in found or sum_ < found[total]:
                found[total] = sum_
    return found


def _floor(criterion: Criterion, target: int) -> int:
    """Return the least a criterion must be at for its module to reach a level."""
    if criterion.critical:
        return target
    if target == HIGHEST:
        return _BEFORE_HIGHEST
    return 1 if target > 1 else 0


def _missing_weight(counted: list[tuple[Criterion, int]], target: int) -> int:
    weights = sum(each.weight for each, _ in counted)
    total = sum(each.weight * level for each, level in counted)
    asked = -(-7 * weights // 2) if target == HIGHEST else target * weights
    return asked - total


def _targets(standard: Standard, rule: AwardRule) -> Iterator[dict[str, int]]:
    """Yield the levels that are enough for an award, for every choice of modules it leaves."""
    bare = {module.id: least(rule, module.id) for module in standard.modules}
    for chosen in combinations(bare, rule.count):
        if not rule.count_among or set(chosen) & set(rule.count_among):
            yield {
                module: max(level, rule.count_level if module in chosen else 0)
                for module, level in bare.items()
            }


def _steps(
    standard: Standard,
    start: Levels,
    ceilings: Mapping[str, int],
    places: tuple[int, ...],
    ripe: Collection[str],
) -> list[Raise]:
    """Spell the steps out, the one that gains the most weight for its effort first."""
    criteria = list(standard.criteria.values())
    at = dict(start)
    found = []
    for place in places:
        criterion = criteria[place]
        level = at.get(criterion.id) or 0
        at[criterion.id] = level + 1
        waits = _waits_for(criterion, level + 1, ceilings, ripe)
        fruit = criterion.weight * EFFORTS["L"] // EFFORTS[criterion.effort[level + 1]]
        step = Raise(criterion.id, level, level + 1, criterion.effort[level + 1], waits)
        found.append((-fruit, place, level, step))
    return [each[-1] for each in sorted(found, key=lambda each: each[:3])]


def _waits_for(
    criterion: Criterion, level: int, ceilings: Mapping[str, int], ripe: Collection[str]
) -> str | None:
    if level > ceilings.get(criterion.id, HIGHEST):
        return criterion.system.get(level)
    return YEAR if level == HIGHEST and criterion.id not in ripe else None

"""How ratings become levels of modules and an award; whole numbers only."""

from collections.abc import Collection, Mapping

from certification.standards.rules import HIGHEST, AwardRule, Module, Standard

Levels = Mapping[str, int | None]
"""Levels by criterion: a missing one is not rated and counts as 0, None does not apply."""
_MODEST = 3
"""Up to this level a module is a mean, cut down; the highest is more than that."""


def effective(
    levels: Levels, ceilings: Mapping[str, int], ripe: Collection[str] = ()
) -> dict[str, int | None]:
    """Return the levels that count; ratings stay as they are.

    No criterion counts above its ceiling, and 4 only for those that are `ripe`: with evidence
    of two dates a year apart.
    """
    return {
        criterion: level
        if level is None
        else min(
            level,
            ceilings.get(criterion, HIGHEST),
            HIGHEST if criterion in ripe else HIGHEST - 1,
        )
        for criterion, level in levels.items()
    }


def module_level(module: Module, levels: Levels) -> int:
    """Return the level of a module, 0 to 4.

    It is the weighted mean, cut down to a whole number, never above its lowest critical
    criterion, and 1 at most while one is at 0. 4 asks all critical ones to be at 4, a mean of
    3.5 and none below 3.
    """
    rated = [
        (each, level) for each in module.criteria if (level := levels.get(each.id, 0)) is not None
    ]
    if not rated:
        return 0
    weights = sum(each.weight for each, _ in rated)
    total = sum(each.weight * level for each, level in rated)
    lowest = min(level for _, level in rated)
    cap = min((level for each, level in rated if each.critical), default=HIGHEST)
    if cap == HIGHEST and lowest >= _MODEST and 2 * total >= 7 * weights:
        return HIGHEST
    return min(total // weights, cap, _MODEST, 1 if lowest == 0 else _MODEST)


def module_levels(standard: Standard, levels: Levels) -> dict[str, int]:
    """Return the level of each module."""
    return {module.id: module_level(module, levels) for module in standard.modules}


def award(standard: Standard, module_levels: Mapping[str, int]) -> str | None:
    """Return the highest award these levels reach, None below the first; gates are apart."""
    reached = [rule.award for rule in standard.awards if reaches(rule, module_levels)]
    return reached[-1] if reached else None


def next_award(standard: Standard, current: str | None) -> str | None:
    """Return the award after this one, None after the last."""
    order = [None, *(rule.award for rule in standard.awards)]
    place = order.index(current) + 1
    return order[place] if place < len(order) else None


def reaches(rule: AwardRule, module_levels: Mapping[str, int]) -> bool:
    """Say whether levels of modules are enough for an award."""
    if any(level < rule.every for level in module_levels.values()):
        return False
    if any(module_levels[module] < level for module, level in rule.modules.items()):
        return False
    high = {module for module, level in module_levels.items() if level >= rule.count_level}
    if len(high) < rule.count:
        return False
    return not rule.count_among or not high.isdisjoint(rule.count_among)


def least(rule: AwardRule, module: str) -> int:
    """Return the least an award asks of a module, whatever the others are."""
    return max(rule.every, rule.modules.get(module, 0))


def raised_by_na(standard: Standard, levels: Levels) -> dict[str, int]:
    """Return each criterion said not to apply that lifts its module, with a level.

    Rated at that level or lower, the module would be lower than it is now.
    """
    found = {}
    for module in standard.modules:
        now = module_level(module, levels)
        for each in module.criteria:
            if levels.get(each.id, 0) is not None:
                continue
            lower = [
                level
                for level in range(HIGHEST + 1)
                if module_level(module, {**levels, each.id: level}) < now
            ]
            if lower:
                found[each.id] = lower[-1]
    return found

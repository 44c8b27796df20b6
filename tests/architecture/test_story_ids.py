"""Every step of the acceptance story is in its script, once, and either runs or waits by name."""

import ast
from collections import defaultdict

from tests.architecture.sources import ROOT, tree_of
from tests.plugins.story import step_of

STEPS = set(range(1, 31))
SCRIPT = ROOT / "tests/system/test_story.py"


def waits(test: ast.FunctionDef) -> bool:
    return any("waits_for" in ast.unparse(mark) for mark in test.decorator_list)


def told(tree: ast.Module) -> dict[int, set[bool]]:
    """Return, for each step, whether its tests wait."""
    found: dict[int, set[bool]] = defaultdict(set)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (step := step_of(f"test_story.py::{node.name}")):
            found[step].add(waits(node))
    return found


def test_every_step_stands_in_exactly_one_of_the_two_lists() -> None:
    found = told(tree_of(SCRIPT))
    assert set(found) == STEPS
    assert not [f"A{step} both runs and waits" for step, lists in found.items() if len(lists) != 1]

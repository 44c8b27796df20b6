from datetime import date

import pytest

from training.keypeople import rules
from training.keypeople.rules import ALL_MODULES, State

DAY, EARLIER, CORE = date(2028, 2, 1), date(2027, 12, 1), date(2027, 2, 1)
WHOLE = {**dict.fromkeys(ALL_MODULES, DAY), "M3C": CORE}
NO_CORE = dict.fromkeys(ALL_MODULES, DAY)
ONLY_M3 = {"M3": DAY, "M3C": CORE}


@pytest.mark.parametrize(
    ("filled", "holders", "state"),
    [
        ("1", [WHOLE], State("1", True, True, CORE)),
        ("1", [NO_CORE], State("1", True, False, DAY)),
        ("1", [{**NO_CORE, "M2": EARLIER}], State("1", True, False, EARLIER)),
        ("1", [ONLY_M3], State("0", False, True, CORE)),
        ("1", [{}], State("0", False, False, None)),
        ("1", [], State("0", False, False, None)),
        ("0", [WHOLE], State("0", False, False, None)),
        ("2plus", [WHOLE, WHOLE], State("2plus", True, True, CORE)),
        ("2plus", [WHOLE, WHOLE, WHOLE], State("2plus", True, True, CORE)),
        ("2plus", [WHOLE, ONLY_M3], State("1", False, True, CORE)),
        ("2plus", [WHOLE, {}], State("1", False, False, DAY)),
        # Of the second holder nothing is known yet.
        ("2plus", [WHOLE], State("1", False, False, DAY)),
    ],
)
def test_a_post_is_judged_by_all_who_hold_it(
    filled: str, holders: list[dict[str, date]], state: State
) -> None:
    assert rules.state_of(filled, holders) == state

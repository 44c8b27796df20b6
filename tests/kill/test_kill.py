import os
import random

import pytest

from tests.kill.harness import KINDS, play

KILLS = int(os.environ.get("KILL_N", "10"))
SEED = int(os.environ.get("SEED") or random.randrange(10**6))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_answered_is_lost_and_nothing_happens_twice_when_the_program_is_killed(
    kind: str,
) -> None:
    outcome = play(kind, (KILLS + 1) // 2, SEED)
    print(f"seed {SEED}: {outcome}")
    assert outcome.is_whole, f"seed {SEED}: {outcome}"

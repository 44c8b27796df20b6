"""How long to wait after failed tries."""

from datetime import timedelta

FREE_TRIES = 5
FIRST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 900
FORGOTTEN_AFTER = timedelta(hours=1)


def wait_seconds(failures: int) -> int:
    """Return how long to wait after so many failed tries in a row."""
    if failures < FREE_TRIES:
        return 0
    doublings = min(failures - FREE_TRIES, 10)
    return min(FIRST_WAIT_SECONDS << doublings, LONGEST_WAIT_SECONDS)

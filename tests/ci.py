"""Whether this is CI's run, where nothing may be left out."""

import os


def in_ci() -> bool:
    """Say whether the environment has `CI=true`."""
    return os.environ.get("CI", "").lower() in ("1", "true")

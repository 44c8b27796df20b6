"""What counts as overdue on the first screens."""

from collections.abc import Mapping

PATIENCE_DAYS: Mapping[str, int] = {
    "applied": 5,
    "enrolled": 60,
    "baseline": 30,
    "improving": 365,
    "in_assessment": 120,
}
"""After so many days at a stage a school is worth a look; later stages may last."""

ENDING_DAYS = 90
"""Certificates that end within so many days are shown."""

VISIT_DAYS = 7
"""How many days of visits a coordinator sees, today included."""

QUIET_DAYS = 60
"""After so many days without a visit a coach's school stands out."""

"""What a school lacks until it takes part, in plain words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

MISSING: Mapping[str, Any] = {
    "head": _l("A head. The coordinator of the programme invites the head."),
    "second": _l("A focal point or a deputy. The head invites them."),
    "other_person": _l(
        "A second person. The head and the focal point or deputy must be two different people."
    ),
}
"""By the words of `staffing.rules.missing`."""

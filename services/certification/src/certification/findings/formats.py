"""What kinds of findings are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

from certification.findings import rules

KINDS: dict[str, Any] = {
    rules.CONFIRM: _l("As the school says"),
    rules.RAISE: _l("Higher than the school says"),
    rules.LOWER: _l("Lower than the school says"),
    rules.MINOR_GAP: _l("A small gap"),
    rules.MAJOR_GAP: _l("A big gap"),
}
BADGES: dict[str, str] = {
    rules.CONFIRM: "done",
    rules.RAISE: "done",
    rules.LOWER: "now",
    rules.MINOR_GAP: "now",
    rules.MAJOR_GAP: "danger",
}

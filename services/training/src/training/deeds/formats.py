"""What the deeds of this service are called in the record."""

from typing import Any

from flask_babel import lazy_gettext as _l

SHOWN: dict[str, Any] = {
    "headcount.declared": _l("Said how many people work at the school"),
    "learner.placed": _l("Began to learn for the school"),
    "learner.changed": _l("Changed what they learn for"),
    "learner.left": _l("Noted that somebody left the school"),
    "learner.returned": _l("Noted that somebody came back to the school"),
    "enrolment.assigned": _l("Began a module"),
    "enrolment.released": _l("Gave somebody three more tries"),
    "learners.read": _l("Looked at the list of people who learn for the school"),
    "learner.read": _l("Looked at one person who learns for the school"),
}
"""Those that concern a school, in the words its head reads."""
KEPT = frozenset({"attempt.begun", "attempt.failed", "attempt.passed", "trainer.accredited"})
"""How somebody does in a quiz is theirs alone; the last one concerns no school."""

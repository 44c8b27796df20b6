"""What ties to a school and answers to offers are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

TIES: dict[str, Any] = {
    "employed": _l("I work there, or did"),
    "family": _l("A relative of mine is there"),
    "trained": _l("I trained its staff"),
    "other": _l("Something else ties me to it"),
}
ANSWERS: dict[str, Any] = {
    "offered": _l("Was asked"),
    "accepted": _l("Has agreed"),
    "refused": _l("Has said no"),
}
BADGES: dict[str, str] = {"offered": "wait", "accepted": "done", "refused": "plain"}

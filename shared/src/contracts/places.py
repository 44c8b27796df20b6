"""Where the pages of all services are, by role: the navigation they share."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from chassis.frame import Link
from chassis.service import Surroundings

PROGRAMME = "Certified Safe Internet School"

_SCHOOLS = Link(_l("Schools"), "/registry/schools")
_PLACES: Sequence[tuple[Link, frozenset[str]]] = (
    (Link(_l("Today"), "/registry/today"), frozenset({"coordinator", "ops", "safeguarding"})),
    (_SCHOOLS, frozenset({"coordinator", "coach", "assessor", "panel", "observer", "hq"})),
    (Link(_l("Imports"), "/registry/imports"), frozenset({"coordinator"})),
    (Link(_l("People"), "/registry/people"), frozenset({"coordinator", "head", "focal"})),
    (
        Link(_l("Help numbers"), "/registry/jurisdictions"),
        frozenset({"coordinator", "safeguarding"}),
    ),
    (Link(_l("System"), "/registry/system"), frozenset({"ops"})),
)


def places_of(roles: frozenset[str]) -> Sequence[Link]:
    """Return the places for a reader with these roles, in one order for everybody."""
    return [link for link, wanted in _PLACES if roles & wanted]


SURROUNDINGS = Surroundings(
    programme=PROGRAMME,
    places=places_of,
    foot=(
        Link(_l("Privacy"), "/privacy"),
        Link(_l("Accessibility"), "/accessibility"),
        Link(_l("About this site"), "/about"),
    ),
)

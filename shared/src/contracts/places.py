"""Where the pages of all services are, by role: the navigation they share."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from chassis.frame import Link
from chassis.service import Surroundings

PROGRAMME = "Certified Safe Internet School"

_SCHOOLS = Link(_l("Schools"), "/registry/schools")
_SEES_SCHOOLS = frozenset({"coordinator", "coach", "assessor", "panel", "observer", "hq"})
_OF_SCHOOL = frozenset({"head", "focal", "deputy"})
_PLACES: Sequence[tuple[Link, frozenset[str]]] = (
    (
        Link(_l("Today"), "/registry/today"),
        _SEES_SCHOOLS | _OF_SCHOOL | {"ops", "safeguarding", "trainer", "staff"},
    ),
    (_SCHOOLS, _SEES_SCHOOLS),
    (Link(_l("Cohorts"), "/registry/cohorts"), frozenset({"coordinator", "trainer"})),
    (Link(_l("Visits"), "/registry/support-visits"), frozenset({"coach"})),
    (
        Link(_l("Training"), "/training"),
        _OF_SCHOOL | {"staff", "trainer", "safeguarding", "checker", "coach"},
    ),
    (Link(_l("Self-review"), "/certification"), _OF_SCHOOL),
    (
        Link(_l("Assessments"), "/certification/assessments"),
        frozenset({"coordinator", "assessor", "panel"}),
    ),
    (Link(_l("Reports and help"), "/reports"), _OF_SCHOOL),
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


def search_of(roles: frozenset[str]) -> str | None:
    """Return where the header's search leads: to the schools, for whoever may list them."""
    return _SCHOOLS.url if _SEES_SCHOOLS & roles else None


SURROUNDINGS = Surroundings(
    programme=PROGRAMME,
    places=places_of,
    search_url=search_of,
    foot=(
        Link(_l("Somebody to talk to"), "/help/numbers"),
        Link(_l("Privacy"), "/privacy"),
        Link(_l("Accessibility"), "/accessibility"),
        Link(_l("About this site"), "/about"),
    ),
)

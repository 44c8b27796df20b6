"""A school as a fact for the other services."""

from typing import Any, TypeVar

from contracts.registry import SchoolKind, SchoolState, SchoolStatus, SizeBand
from registry.partners.model import Partner
from registry.schools.model import School

SchoolFact = TypeVar("SchoolFact", bound=SchoolState)


def changes_for_event(school: School, partner: Partner) -> dict[str, Any]:
    """Return the body every fact about a school carries: all that others need to know of it."""
    return {
        "school": school.id,
        "name": school.name,
        "country": school.country,
        "area": school.area or None,
        "town": school.town or None,
        "kind": SchoolKind(school.kind) if school.kind else None,
        "size_band": SizeBand(school.size_band) if school.size_band else None,
        "langs": tuple(school.langs),
        "tz": school.tz or partner.tz,
        "status": SchoolStatus(school.state),
        "public_listing": school.public_listing,
        "successor": school.successor_id,
    }


def fact(kind: type[SchoolFact], school: School, partner: Partner) -> SchoolFact:
    """Return what is to be told about a school as it is now."""
    return kind(**changes_for_event(school, partner))

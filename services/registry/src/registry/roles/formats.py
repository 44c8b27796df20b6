"""What roles and places are called, and what each role may do, in plain words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts import rolenames
from registry.partners.model import Partner
from registry.roles.rules import Place

Names = Callable[[Session, Sequence[str]], Mapping[str, str]]
"""Finds what places of one type are called, all at once, by their ids."""

ROLE_NAMES = rolenames.ROLE_NAMES

ROLE_DUTIES: dict[str, Any] = {
    "hq": _l("You open partners and see awards by country. You see no reports of children."),
    "ops": _l("You keep the system running. You cannot read reports, and you appoint nobody."),
    "coordinator": _l("You look after schools, and invite the people who work with them."),
    "safeguarding": _l("You handle reports that a school cannot handle itself."),
    "panel": _l("You decide about awards, together with others."),
    "auditor": _l("You check who did what and when. You cannot read what reports say."),
    "assessor": _l("You visit schools and write down what you find."),
    "coach": _l("You help schools with their plans, and note your visits."),
    "trainer": _l("You hold training sessions and keep their registers."),
    "checker": _l("You visit cafés and other venues, and note what you see."),
    "observer": _l("You see figures about the programme, never single reports."),
    "head": _l("You sign for your school, and appoint its focal point and deputies."),
    "focal": _l("You lead the work at your school, and answer reports of children."),
    "deputy": _l("You stand in for the focal point of your school."),
    "staff": _l("You learn, and pass on worries about a child."),
    "owner": _l("You sign for your venue, and answer what checks have found."),
    "youth": _l("You lead activities of your group, with an adult."),
}

_PLACE_TYPES: dict[str, Any] = {
    "network": _l("Everywhere"),
    "partner": _l("Whole programme"),
    "country": _l("Country"),
    "cohort": _l("Cohort"),
    "school": _l("School"),
    "venue": _l("Venue"),
    "youth_group": _l("Youth group"),
}


def _partner_names(session: Session, ids: Sequence[str]) -> Mapping[str, str]:
    wanted = [UUID(each) for each in ids]
    rows = session.execute(select(Partner.id, Partner.name).where(Partner.id.in_(wanted)))
    return {str(row.id): row.name for row in rows}


NAMES: dict[str, Names] = {"partner": _partner_names}
"""How names of places are found, by the type of the place; features add theirs."""


def place_names(session: Session, places: Iterable[Place]) -> dict[Place, str]:
    """Return what each place is called; one query for each type of place."""
    by_type: dict[str, list[str]] = {}
    for place in set(places):
        by_type.setdefault(place.type, []).append(place.id)
    found: dict[Place, str] = {}
    for kind, ids in by_type.items():
        names = NAMES[kind](session, ids) if kind in NAMES else {}
        found |= {Place(kind, each): names.get(each) or _unnamed(kind, each) for each in ids}
    return found


def _unnamed(kind: str, place_id: str) -> str:
    word = str(_PLACE_TYPES.get(kind, kind))
    return f"{word} {place_id}" if kind == "country" else word

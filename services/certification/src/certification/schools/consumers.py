"""When a school was verified, changed, closed or merged: keep what others must know of it."""

from collections.abc import Mapping
from typing import Any

from certification.schools.model import School
from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.registry import SCHOOL_FACTS, SchoolState


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: SchoolState = event.fact
    return {
        "id": fact.school,
        "partner": event.partner,
        "name": fact.name,
        "country": fact.country,
        "area": fact.area,
        "town": fact.town,
        "kind": fact.kind and str(fact.kind),
        "size_band": fact.size_band and str(fact.size_band),
        "langs": list(fact.langs),
        "tz": fact.tz,
        "status": str(fact.status),
        "public_listing": fact.public_listing,
        "successor_id": fact.successor,
        "as_of": event.time,
    }


SUBSCRIPTION = projected(SCHOOL_FACTS, School, "schools", _columns)

"""When a partner was set up or changed: keep what others must know of it."""

from collections.abc import Mapping
from typing import Any

from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.registry import PartnerChanged
from training.partners.model import Partner


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: PartnerChanged = event.fact
    return {
        "id": fact.partner,
        "code": fact.code,
        "name": fact.name,
        "countries": list(fact.countries),
        "langs": list(fact.langs),
        "tz": fact.tz,
        "status": str(fact.status),
        "as_of": event.time,
    }


SUBSCRIPTION = projected((PartnerChanged,), Partner, "partners", _columns)

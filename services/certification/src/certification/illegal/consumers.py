"""When more or fewer of a school know the rule on illegal material: keep how many."""

from collections.abc import Mapping
from typing import Any

from certification.illegal.model import IllegalMaterial
from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.training import IllegalMaterialChanged


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: IllegalMaterialChanged = event.fact
    return {
        "school_id": fact.school,
        "pct_band": str(fact.pct_band),
        "as_of": event.time,
    }


SUBSCRIPTION = projected((IllegalMaterialChanged,), IllegalMaterial, "illegal_material", _columns)

"""When the share of trained staff changed: keep it."""

from collections.abc import Mapping
from typing import Any

from certification.coverage.model import Coverage
from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.training import CoverageUpdated


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: CoverageUpdated = event.fact
    return {
        "school_id": fact.school,
        "module": str(fact.module),
        "staff_group": str(fact.group),
        "pct_band": str(fact.pct_band),
        "counted_on": fact.as_of,
        "as_of": event.time,
    }


SUBSCRIPTION = projected((CoverageUpdated,), Coverage, "coverage", _columns)

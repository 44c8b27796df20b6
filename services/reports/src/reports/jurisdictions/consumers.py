"""When a country's profile was published: keep all of it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.registry import JurisdictionPublished
from reports.jurisdictions.model import Jurisdiction


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: JurisdictionPublished = event.fact
    plain: dict[str, Any] = msgspec.to_builtins(fact)
    return {**plain, "reviewed_on": fact.reviewed_on, "as_of": event.time}


SUBSCRIPTION = projected((JurisdictionPublished,), Jurisdiction, "jurisdictions", _columns)

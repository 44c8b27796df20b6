"""When the holders of a post were trained, or no longer are: keep how well they are."""

from collections.abc import Mapping
from typing import Any

from certification.keypeople.model import KeyPeople
from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.training import KeyPeopleChanged


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: KeyPeopleChanged = event.fact
    return {
        "owner_id": fact.owner,
        "role": str(fact.role),
        "owner_kind": str(fact.owner_kind),
        "trained": str(fact.trained),
        "all_modules": fact.all_modules,
        "m3": fact.m3,
        "valid_until": fact.valid_until,
        "as_of": event.time,
    }


SUBSCRIPTION = projected((KeyPeopleChanged,), KeyPeople, "key_people", _columns)

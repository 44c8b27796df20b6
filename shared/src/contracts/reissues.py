"""When a role changed hands: let every service ask for newer sign-ins of those who hold it."""

from collections.abc import Mapping
from typing import Any

from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from chassis.tables import role_reissue
from contracts.registry import RoleReissued


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: RoleReissued = event.fact
    return {
        "role": fact.role,
        "scope": fact.scope,
        "scope_id": fact.place,
        "since": fact.since,
        "left_at": fact.left_at,
    }


SUBSCRIPTION = projected((RoleReissued,), role_reissue, "reissues", _columns)

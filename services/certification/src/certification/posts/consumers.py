"""When somebody took or left a post: keep how it is filled."""

from collections.abc import Mapping
from typing import Any

from certification.posts.model import Post
from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.registry import RoleChanged


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: RoleChanged = event.fact
    return {
        "owner_id": fact.owner,
        "role": str(fact.role),
        "owner_kind": str(fact.owner_kind),
        "filled": str(fact.filled),
        "since": fact.since,
        "as_of": event.time,
    }


SUBSCRIPTION = projected((RoleChanged,), Post, "posts", _columns)

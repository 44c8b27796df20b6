"""When a way to report was opened, tried out, paused or closed: keep its state."""

from collections.abc import Mapping
from typing import Any

from certification.channels.model import Channel
from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.reports import ChannelChanged


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: ChannelChanged = event.fact
    return {
        "id": fact.channel,
        "owner_id": fact.owner,
        "owner_kind": str(fact.owner_kind),
        "state": str(fact.state),
        "last_drill_on": fact.last_drill_on,
        "drill_in_time": fact.drill_in_time,
        "drills_in_time_365": str(fact.drills_in_time_365),
        "as_of": event.time,
    }


SUBSCRIPTION = projected((ChannelChanged,), Channel, "channels", _columns)

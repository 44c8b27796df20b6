"""When training or reports told how a school is: keep it for the school's page."""

from collections.abc import Mapping
from typing import Any

from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.reports import ChannelChanged
from contracts.training import SchoolCoverageUpdated
from registry.overviews.model import ReportChannel, SchoolCoverage


def _coverage(event: Delivered) -> Mapping[str, Any]:
    fact: SchoolCoverageUpdated = event.fact
    return {
        "school_id": fact.school,
        "module": str(fact.module),
        "pct_band": str(fact.pct_band),
        "as_of": fact.as_of,
    }


def _channel(event: Delivered) -> Mapping[str, Any]:
    fact: ChannelChanged = event.fact
    return {
        "id": fact.channel,
        "owner_kind": str(fact.owner_kind),
        "owner_id": fact.owner,
        "state": str(fact.state),
        "last_drill_on": fact.last_drill_on,
        "drill_in_time": fact.drill_in_time,
    }


SUBSCRIPTIONS = (
    projected((SchoolCoverageUpdated,), SchoolCoverage, "school_coverage", _coverage),
    projected((ChannelChanged,), ReportChannel, "report_channels", _channel),
)

"""What reports tells the others: which ways to report are open; nothing of any report."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from chassis.bus.events import Fact, Tier
from contracts.kinds import Day, Flag, OrgId
from contracts.registry import Filled


class ChannelOwner(StrEnum):
    """Whose way to report it is."""

    SCHOOL = "school"
    VENUE = "venue"
    PARTNER = "partner"


class ChannelState(StrEnum):
    """Whether children can report there."""

    DRAFT = "draft"
    TESTED = "tested"
    LIVE = "live"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class ChannelChanged(Fact):
    """A way to report was made, opened, tried out, paused or closed."""

    type = "reports.channel.changed.v1"
    tier = Tier.PARTNER
    subject_fields = ("channel",)

    channel: Annotated[OrgId, Meta(description="The way to report.")]
    owner_kind: Annotated[ChannelOwner, Meta(description="Whose it is: of what kind.")]
    owner: Annotated[OrgId, Meta(description="The school, place or partner.")]
    state: Annotated[ChannelState, Meta(description="Whether children can report there.")]
    last_drill_on: Annotated[Day | None, Meta(description="When it was last tried out.")] = None
    drill_in_time: Annotated[
        Flag | None, Meta(description="Whether that was answered in time.")
    ] = None
    drills_in_time_365: Annotated[
        Filled, Meta(description="How often it was answered in time within a year.")
    ] = Filled.NONE

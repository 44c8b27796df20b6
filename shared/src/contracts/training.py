"""What training tells the others: how many are trained, in bands, never who."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from chassis.bus.events import Fact, Tier
from contracts.kinds import Day, Flag, OrgId
from contracts.registry import Filled, OwnerKind, Post


class Module(StrEnum):
    """A module of the curriculum; `M3C` is the part of M3 that everybody needs."""

    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M3C = "M3C"
    M4 = "M4"
    M5 = "M5"


class Group(StrEnum):
    """A group of a school's staff; `all` is everybody."""

    LEADERSHIP = "leadership"
    TEACHING = "teaching"
    SUPPORT = "support"
    GOVERNING = "governing"
    ALL = "all"


class PercentBand(StrEnum):
    """At least so many of a hundred are trained.

    `unknown` when the head count is too old, `none` when a group has nobody.
    """

    FROM_0 = "0"
    FROM_25 = "25"
    FROM_40 = "40"
    FROM_50 = "50"
    FROM_80 = "80"
    ALL = "100"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class CoverageUpdated(Fact):
    """How much of a group of a school's staff is trained in a module changed."""

    type = "training.coverage.updated.v1"
    tier = Tier.INTERNAL
    subject_fields = ("school", "module", "group")

    school: Annotated[OrgId, Meta(description="The school.")]
    module: Annotated[Module, Meta(description="The module.")]
    group: Annotated[Group, Meta(description="The group of staff, or all.")]
    pct_band: Annotated[PercentBand, Meta(description="At least so many of a hundred.")]
    as_of: Annotated[Day, Meta(description="The day this was true.")]


@dataclass(frozen=True, kw_only=True)
class SchoolCoverageUpdated(Fact):
    """How much of a whole school's staff is trained in a module changed."""

    type = "training.school_coverage.updated.v1"
    tier = Tier.PARTNER
    subject_fields = ("school", "module")

    school: Annotated[OrgId, Meta(description="The school.")]
    module: Annotated[Module, Meta(description="The module.")]
    pct_band: Annotated[PercentBand, Meta(description="At least so many of a hundred.")]
    as_of: Annotated[Day, Meta(description="The day this was true.")]


@dataclass(frozen=True, kw_only=True)
class KeyPeopleChanged(Fact):
    """How well the holders of a post are trained changed; who they are, is never said."""

    type = "training.key_people.changed.v1"
    tier = Tier.INTERNAL
    subject_fields = ("owner", "role")

    owner_kind: Annotated[OwnerKind, Meta(description="Whether a school or a partner.")]
    owner: Annotated[OrgId, Meta(description="The school or partner.")]
    role: Annotated[Post, Meta(description="The post.")]
    trained: Annotated[Filled, Meta(description="How many holders have all modules valid.")]
    all_modules: Annotated[Flag, Meta(description="Whether every holder has M1 to M5 valid.")]
    m3: Annotated[Flag, Meta(description="Whether every holder has M3 and its core valid.")]
    valid_until: Annotated[
        Day | None, Meta(description="The last day on which all of this holds.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class IllegalMaterialChanged(Fact):
    """How many of a school's staff know the rule on illegal material changed."""

    type = "training.illegal_material.changed.v1"
    tier = Tier.INTERNAL
    subject_fields = ("school",)

    school: Annotated[OrgId, Meta(description="The school.")]
    pct_band: Annotated[PercentBand, Meta(description="How many answered those items right.")]

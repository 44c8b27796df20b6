"""What registry tells the others: partners, countries' help numbers, schools, posts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from chassis.bus.events import Fact, Tier
from contracts.kinds import (
    CountryCode,
    Day,
    Flag,
    Instant,
    LanguageTag,
    LegalFigure,
    OrgId,
    PublicName,
    PublicPhone,
    PublicService,
    SemVer,
    Slug,
    TimeZone,
    Version,
    Weekday,
)


class PartnerStatus(StrEnum):
    """Whether a partner works in the programme."""

    ACTIVE = "active"
    CLOSED = "closed"


class DutyClock(StrEnum):
    """How the hours of a duty are counted."""

    WALL = "wall"
    WORKING = "working"


class SchoolKind(StrEnum):
    """What a school teaches."""

    PREPRIMARY = "preprimary"
    PRIMARY = "primary"
    LOWER = "lower"
    UPPER = "upper"
    COMBINED = "combined"
    VOCATIONAL = "vocational"
    SPECIAL = "special"


class SizeBand(StrEnum):
    """How many pupils a school has, roughly."""

    TO_49 = "1-49"
    TO_149 = "50-149"
    TO_299 = "150-299"
    TO_599 = "300-599"
    TO_999 = "600-999"
    FROM_1000 = "1000+"


class SchoolStatus(StrEnum):
    """How far a school is on its way into the programme, and out of it."""

    LISTED = "listed"
    APPLIED = "applied"
    VERIFIED = "verified"
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"
    MERGED = "merged"


class OwnerKind(StrEnum):
    """Whose post it is."""

    SCHOOL = "school"
    PARTNER = "partner"


class Post(StrEnum):
    """Posts that other services must know to be filled."""

    HEAD = "head"
    FOCAL = "focal"
    DEPUTY = "deputy"
    SAFEGUARDING = "safeguarding"


class Filled(StrEnum):
    """By how many a post is filled, said so that nobody can be counted out."""

    NONE = "0"
    ONE = "1"
    MORE = "2plus"


class Stage(StrEnum):
    """How far a school is in a cohort."""

    APPLIED = "applied"
    ENROLLED = "enrolled"
    BASELINE = "baseline"
    IMPROVING = "improving"
    IN_ASSESSMENT = "in_assessment"
    CERTIFIED = "certified"
    RENEWING = "renewing"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class PartnerChanged(Fact):
    """A partner was set up, or something about it changed."""

    type = "registry.partner.changed.v1"
    tier = Tier.PARTNER
    subject_fields = ("partner",)

    partner: Annotated[OrgId, Meta(description="The partner.")]
    code: Annotated[Slug, Meta(description="Its short word, as in numbers and addresses.")]
    name: Annotated[PublicName, Meta(description="Its public name.")]
    countries: Annotated[tuple[CountryCode, ...], Meta(description="Where it works.")]
    langs: Annotated[tuple[LanguageTag, ...], Meta(description="Languages it serves, first first.")]
    tz: Annotated[TimeZone, Meta(description="The zone its days are counted in.")]
    status: Annotated[PartnerStatus, Meta(description="Whether it works in the programme.")]


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A duty to tell an authority, as the law of a country has it."""

    codes: Annotated[tuple[Slug, ...], Meta(description="What kinds of incident it is about.")]
    authority: Annotated[PublicName, Meta(description="Who must be told.")]
    deadline_hours: Annotated[LegalFigure, Meta(description="Within how many hours.")]
    clock: Annotated[DutyClock, Meta(description="All hours, or hours of working days.")]


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long the law of a country lets something be kept, where it differs from our rule."""

    what: Annotated[Slug, Meta(description="What is kept.")]
    days: Annotated[LegalFigure, Meta(description="For how many days.")]


@dataclass(frozen=True, kw_only=True)
class JurisdictionPublished(Fact):
    """The help numbers and legal figures of a country were published, or published anew.

    Public, because each field is a public number or stands in a published law.
    """

    type = "registry.jurisdiction.published.v1"
    tier = Tier.PUBLIC
    subject_fields = ("country",)

    country: Annotated[CountryCode, Meta(description="The country.")]
    version: Annotated[Version, Meta(description="Number of this text; the highest counts.")]
    reviewed_on: Annotated[Day, Meta(description="When somebody last checked it.")]
    hotline: Annotated[PublicService, Meta(description="Where illegal content is reported.")]
    helpline: Annotated[PublicService, Meta(description="Who children may call.")]
    helpline_is_free: Annotated[Flag | None, Meta(description="Whether that call is free.")] = None
    emergency: Annotated[PublicPhone, Meta(description="The emergency number.")]
    police_unit: Annotated[
        PublicService | None, Meta(description="The police for crimes against children online.")
    ] = None
    social_service: Annotated[
        PublicService | None, Meta(description="The child protection service.")
    ] = None
    duties: Annotated[tuple[Duty, ...], Meta(description="What the law says must be told.")] = ()
    minority_age: Annotated[LegalFigure, Meta(description="Below this age one is a child.")] = 18
    weekend: Annotated[tuple[Weekday, ...], Meta(description="Days without school each week.")]
    holidays: Annotated[tuple[Day, ...], Meta(description="Days without work that are known.")] = ()
    retention: Annotated[
        tuple[Retention, ...], Meta(description="Where the law differs from our rule.")
    ] = ()


@dataclass(frozen=True, kw_only=True)
class SchoolState(Fact):
    """The body all facts about a school share: everything the others need to know of it."""

    tier = Tier.PARTNER
    subject_fields = ("school",)

    school: Annotated[OrgId, Meta(description="The school.")]
    name: Annotated[PublicName, Meta(description="Its official name, as given.")]
    country: Annotated[CountryCode, Meta(description="Where it is.")]
    area: Annotated[PublicName | None, Meta(description="Its region or district.")] = None
    town: Annotated[PublicName | None, Meta(description="Its town.")] = None
    kind: Annotated[SchoolKind | None, Meta(description="What it teaches.")] = None
    size_band: Annotated[SizeBand | None, Meta(description="How many pupils, roughly.")] = None
    langs: Annotated[tuple[LanguageTag, ...], Meta(description="Languages it teaches in.")] = ()
    tz: Annotated[TimeZone, Meta(description="The zone its days are counted in.")]
    status: Annotated[SchoolStatus, Meta(description="How far it is.")]
    public_listing: Annotated[Flag, Meta(description="Whether it may be shown to everybody.")]
    successor: Annotated[OrgId | None, Meta(description="The school it was merged into.")] = None


@dataclass(frozen=True, kw_only=True)
class SchoolVerified(SchoolState):
    """Somebody checked that a school exists and who speaks for it."""

    type = "registry.school.verified.v1"


@dataclass(frozen=True, kw_only=True)
class SchoolChanged(SchoolState):
    """A school was listed, or something about it changed."""

    type = "registry.school.changed.v1"


@dataclass(frozen=True, kw_only=True)
class SchoolClosed(SchoolState):
    """A school is no more."""

    type = "registry.school.closed.v1"


@dataclass(frozen=True, kw_only=True)
class SchoolMerged(SchoolState):
    """A school went into another one, its successor."""

    type = "registry.school.merged.v1"


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Fact):
    """Somebody took or left a post; who, is never said.

    A service counts as holder only a person whose sign-in was issued after `since` and shows
    the role.
    """

    type = "registry.role.changed.v1"
    tier = Tier.INTERNAL
    subject_fields = ("owner", "role")

    owner_kind: Annotated[OwnerKind, Meta(description="Whether a school or a partner.")]
    owner: Annotated[OrgId, Meta(description="The school or partner.")]
    role: Annotated[Post, Meta(description="The post.")]
    filled: Annotated[Filled, Meta(description="By how many: 0, 1 or 2plus.")]
    since: Annotated[Instant, Meta(description="When somebody last joined or left.")]


@dataclass(frozen=True, kw_only=True)
class RoleReissued(Fact):
    """Somebody took or left a role at a place; who, is never said.

    A sign-in that shows this role there and was issued before `left_at` is not believed; one
    issued before `since` is renewed where nobody notices.
    """

    type = "registry.role.reissued.v1"
    tier = Tier.INTERNAL
    subject_fields = ("role", "scope", "place")

    role: Annotated[Slug, Meta(description="The role.")]
    scope: Annotated[Slug, Meta(description="What kind of place it is held at.")]
    place: Annotated[Slug, Meta(description="The place: its identity, a country's code, or `all`.")]
    since: Annotated[Instant, Meta(description="When somebody last took or left it.")]
    left_at: Annotated[
        Instant | None,
        Meta(description="When somebody last left it, if that was within the last hour."),
    ] = None


@dataclass(frozen=True, kw_only=True)
class EnrolmentChanged(Fact):
    """A school came into a cohort, went a stage on in it, or left it."""

    type = "registry.enrolment.changed.v1"
    tier = Tier.PARTNER
    subject_fields = ("enrolment",)

    enrolment: Annotated[OrgId, Meta(description="The school's way through this cohort.")]
    school: Annotated[OrgId, Meta(description="The school.")]
    cohort: Annotated[OrgId, Meta(description="The cohort.")]
    standard_version: Annotated[SemVer, Meta(description="The standard it is rated against.")]
    curriculum_version: Annotated[SemVer, Meta(description="The curriculum its staff learn.")]
    stage: Annotated[Stage, Meta(description="How far it is.")]
    on: Annotated[Day, Meta(description="Since when.")]


SCHOOL_FACTS = (SchoolVerified, SchoolChanged, SchoolClosed, SchoolMerged)
"""All facts about schools: they share a body, so a read model listens to all four."""

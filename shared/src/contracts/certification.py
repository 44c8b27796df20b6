"""What certification tells the others: commitments, reviews, assessments and certificates."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from chassis.bus.events import Fact, Tier
from contracts.kinds import (
    AwardNumber,
    CountryCode,
    Day,
    Flag,
    Level,
    OrgId,
    PublicName,
    Round,
    SemVer,
    Slug,
)


class Award(StrEnum):
    """The level a school is awarded."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class AssessmentKind(StrEnum):
    """How a school is assessed."""

    DESK = "desk"
    VISIT = "visit"
    REMOTE = "remote"
    LIGHT = "light"


class AssessmentState(StrEnum):
    """What others must know of how far an assessment is."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What the panel decided."""

    AWARDED = "awarded"
    MINOR_GAPS = "minor_gaps"
    NOT_YET = "not_yet"


class CertificateState(StrEnum):
    """What a certificate is worth today."""

    ACTIVE = "active"
    DUE = "due"
    GRACE = "grace"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class CommitmentSigned(Fact):
    """The head of a school signed the commitment."""

    type = "certification.commitment.signed.v1"
    tier = Tier.PARTNER
    subject_fields = ("school",)

    school: Annotated[OrgId, Meta(description="The school.")]
    statement: Annotated[SemVer, Meta(description="The text that was signed.")]
    on: Annotated[Day, Meta(description="When.")]
    public_entry: Annotated[
        Flag, Meta(description="Whether the school may be listed as committed; no, if left out.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class ReviewState(Fact):
    """The body the facts about a self-review share."""

    tier = Tier.PARTNER
    subject_fields = ("review",)

    review: Annotated[OrgId, Meta(description="The self-review.")]
    school: Annotated[OrgId, Meta(description="The school that rates itself.")]
    round: Annotated[Round, Meta(description="Which of its rounds.")]
    standard_version: Annotated[SemVer, Meta(description="The standard it is rated against.")]
    on: Annotated[Day, Meta(description="When.")]


@dataclass(frozen=True, kw_only=True)
class SelfReviewBaselined(ReviewState):
    """A school rated every criterion once."""

    type = "certification.self_review.baselined.v1"


@dataclass(frozen=True, kw_only=True)
class PlanAdopted(ReviewState):
    """The head of a school adopted its plan."""

    type = "certification.plan.adopted.v1"


@dataclass(frozen=True, kw_only=True)
class AssessmentChanged(Fact):
    """An assessment was asked for, sent back, planned, decided or given up."""

    type = "certification.assessment.changed.v1"
    tier = Tier.PARTNER
    subject_fields = ("assessment",)

    assessment: Annotated[OrgId, Meta(description="The assessment.")]
    school: Annotated[OrgId, Meta(description="The school.")]
    kind: Annotated[AssessmentKind, Meta(description="How it is assessed.")]
    state: Annotated[AssessmentState, Meta(description="How far it is.")]
    outcome: Annotated[Outcome | None, Meta(description="What was decided.")] = None
    level: Annotated[Award | None, Meta(description="The level awarded.")] = None
    on: Annotated[Day, Meta(description="Since when.")]


@dataclass(frozen=True, kw_only=True)
class ModuleLevel:
    """The level reached in one module."""

    module: Annotated[Slug, Meta(description="The module, like M3.")]
    level: Annotated[Level, Meta(description="Its level, 0 to 4.")]


@dataclass(frozen=True, kw_only=True)
class CertificateFact(Fact):
    """The body all facts about a certificate share."""

    tier = Tier.PUBLIC
    subject_fields = ("number",)

    number: Annotated[AwardNumber, Meta(description="Its number, as printed.")]
    school: Annotated[OrgId, Meta(description="The school that holds it.")]
    name: Annotated[PublicName, Meta(description="The school's name.")]
    town: Annotated[PublicName | None, Meta(description="Its town.")] = None
    country: Annotated[CountryCode, Meta(description="Where it is.")]
    level: Annotated[Award, Meta(description="The level awarded.")]
    module_levels: Annotated[tuple[ModuleLevel, ...], Meta(description="The level of each module.")]
    standard_version: Annotated[SemVer, Meta(description="The standard it was assessed against.")]
    state: Annotated[CertificateState, Meta(description="What it is worth today.")]
    reason_code: Annotated[Slug | None, Meta(description="Why it is not in force.")] = None
    valid_from: Annotated[Day, Meta(description="Its first day.")]
    valid_to: Annotated[Day, Meta(description="Its last day.")]
    on: Annotated[Day, Meta(description="Since when it is in this state.")]


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(CertificateFact):
    """A school was awarded a certificate."""

    type = "certification.certificate.issued.v1"


@dataclass(frozen=True, kw_only=True)
class CertificateDue(CertificateFact):
    """A certificate ends within 90 days, or has ended while its renewal is under way."""

    type = "certification.certificate.due.v1"


@dataclass(frozen=True, kw_only=True)
class CertificateExpired(CertificateFact):
    """A certificate's last day is over."""

    type = "certification.certificate.expired.v1"


@dataclass(frozen=True, kw_only=True)
class CertificateSuspended(CertificateFact):
    """A certificate is not in force for now."""

    type = "certification.certificate.suspended.v1"


@dataclass(frozen=True, kw_only=True)
class CertificateReinstated(CertificateFact):
    """A suspended certificate is in force again."""

    type = "certification.certificate.reinstated.v1"


@dataclass(frozen=True, kw_only=True)
class CertificateRevoked(CertificateFact):
    """A certificate was taken back for good."""

    type = "certification.certificate.revoked.v1"


@dataclass(frozen=True, kw_only=True)
class CertificateSuperseded(CertificateFact):
    """A newer certificate of the same school took its place."""

    type = "certification.certificate.superseded.v1"


CERTIFICATE_FACTS = (
    CertificateIssued,
    CertificateDue,
    CertificateExpired,
    CertificateSuspended,
    CertificateReinstated,
    CertificateRevoked,
    CertificateSuperseded,
)
"""All facts about certificates: they share a body, so a read model listens to all."""

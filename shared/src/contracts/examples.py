"""One example of each fact, for the documents; what was ever published stands in the tests."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from chassis.bus.events import Fact
from contracts.certification import (
    AssessmentChanged,
    AssessmentKind,
    AssessmentState,
    Award,
    CertificateDue,
    CertificateExpired,
    CertificateIssued,
    CertificateReinstated,
    CertificateRevoked,
    CertificateState,
    CertificateSuperseded,
    CertificateSuspended,
    CommitmentSigned,
    ModuleLevel,
    Outcome,
    PlanAdopted,
    SelfReviewBaselined,
)
from contracts.kinds import PublicService
from contracts.registry import (
    Duty,
    DutyClock,
    EnrolmentChanged,
    Filled,
    JurisdictionPublished,
    OwnerKind,
    PartnerChanged,
    PartnerStatus,
    Post,
    Retention,
    RoleChanged,
    RoleReissued,
    SchoolChanged,
    SchoolClosed,
    SchoolKind,
    SchoolMerged,
    SchoolStatus,
    SchoolVerified,
    SizeBand,
    Stage,
)
from contracts.reports import ChannelChanged, ChannelOwner, ChannelState
from contracts.training import (
    CoverageUpdated,
    Group,
    IllegalMaterialChanged,
    KeyPeopleChanged,
    Module,
    PercentBand,
    SchoolCoverageUpdated,
)


def _id(number: int) -> UUID:
    return UUID(f"01985a00-0000-7000-8000-{number:012x}")


PARTNER_CODE = "md"
_PARTNER = _id(1)
_SCHOOL = _id(2)
_SUCCESSOR = _id(3)
_ENROLMENT = _id(4)
_REVIEW = _id(5)
_DAY = date(2026, 2, 16)

_SCHOOL_BODY: dict[str, Any] = {
    "school": _SCHOOL,
    "name": "Liceul Teoretic «Ferma Verde»",
    "country": "MD",
    "area": "Raionul Exemplu",
    "town": "Valea Exemplu",
    "kind": SchoolKind.COMBINED,
    "size_band": SizeBand.TO_599,
    "langs": ("ro", "ru"),
    "tz": "Europe/Chisinau",
}
_CERTIFICATE_BODY: dict[str, Any] = {
    "number": "SIS-MD-2026-000001-5",
    "school": _SCHOOL,
    "name": "Liceul Teoretic «Ferma Verde»",
    "town": "Valea Exemplu",
    "country": "MD",
    "level": Award.BRONZE,
    "module_levels": tuple(
        ModuleLevel(module=f"M{number}", level=level)
        for number, level in enumerate((1, 2, 2, 1, 1), 1)
    ),
    "standard_version": "1.0.0",
    "valid_from": _DAY,
    "valid_to": date(2027, 8, 15),
}
_REVIEW_BODY: dict[str, Any] = {
    "review": _REVIEW,
    "school": _SCHOOL,
    "round": 1,
    "standard_version": "1.0.0",
}

EXAMPLES: tuple[Fact, ...] = (
    PartnerChanged(
        partner=_PARTNER,
        code=PARTNER_CODE,
        name="Example Child Safety Centre",
        countries=("MD",),
        langs=("ro", "ru", "en"),
        tz="Europe/Chisinau",
        status=PartnerStatus.ACTIVE,
    ),
    JurisdictionPublished(
        country="MD",
        version=2,
        reviewed_on=date(2026, 1, 20),
        hotline=PublicService(name="Example Hotline", url="https://hotline.example.org"),
        helpline=PublicService(name="Example Child Helpline", phone="000 demo"),
        helpline_is_free=True,
        emergency="000 demo",
        duties=(
            Duty(
                codes=("GROOM",),
                authority="Example Prosecutor",
                deadline_hours=24,
                clock=DutyClock.WALL,
            ),
        ),
        weekend=(6, 7),
        holidays=(date(2026, 5, 1),),
        retention=(Retention(what="case", days=365),),
    ),
    SchoolVerified(**_SCHOOL_BODY, status=SchoolStatus.VERIFIED, public_listing=True),
    SchoolChanged(**_SCHOOL_BODY, status=SchoolStatus.ACTIVE, public_listing=True),
    SchoolClosed(**_SCHOOL_BODY, status=SchoolStatus.CLOSED, public_listing=False),
    SchoolMerged(
        **_SCHOOL_BODY, status=SchoolStatus.MERGED, public_listing=False, successor=_SUCCESSOR
    ),
    RoleChanged(
        owner_kind=OwnerKind.SCHOOL,
        owner=_SCHOOL,
        role=Post.HEAD,
        filled=Filled.ONE,
        since=datetime(2026, 2, 16, 6, tzinfo=UTC),
    ),
    RoleReissued(
        role="coordinator",
        scope="partner",
        place=str(_id(9)),
        since=datetime(2026, 2, 16, 6, tzinfo=UTC),
        left_at=datetime(2026, 2, 16, 6, tzinfo=UTC),
    ),
    EnrolmentChanged(
        enrolment=_ENROLMENT,
        school=_SCHOOL,
        cohort=_id(6),
        standard_version="1.0.0",
        curriculum_version="1.0.0",
        stage=Stage.BASELINE,
        on=_DAY,
    ),
    CoverageUpdated(
        school=_SCHOOL,
        module=Module.M3,
        group=Group.TEACHING,
        pct_band=PercentBand.FROM_50,
        as_of=_DAY,
    ),
    SchoolCoverageUpdated(
        school=_SCHOOL, module=Module.M3, pct_band=PercentBand.FROM_80, as_of=_DAY
    ),
    KeyPeopleChanged(
        owner_kind=OwnerKind.SCHOOL,
        owner=_SCHOOL,
        role=Post.FOCAL,
        trained=Filled.ONE,
        all_modules=True,
        m3=True,
        valid_until=date(2027, 2, 15),
    ),
    IllegalMaterialChanged(school=_SCHOOL, pct_band=PercentBand.ALL),
    CommitmentSigned(school=_SCHOOL, statement="1.0.0", on=_DAY, public_entry=True),
    SelfReviewBaselined(**_REVIEW_BODY, on=_DAY),
    PlanAdopted(**_REVIEW_BODY, on=_DAY),
    AssessmentChanged(
        assessment=_id(7),
        school=_SCHOOL,
        kind=AssessmentKind.VISIT,
        state=AssessmentState.DECIDED,
        outcome=Outcome.AWARDED,
        level=Award.BRONZE,
        on=_DAY,
    ),
    CertificateIssued(**_CERTIFICATE_BODY, state=CertificateState.ACTIVE, on=_DAY),
    CertificateDue(**_CERTIFICATE_BODY, state=CertificateState.DUE, on=date(2027, 5, 17)),
    CertificateExpired(**_CERTIFICATE_BODY, state=CertificateState.EXPIRED, on=date(2027, 11, 14)),
    CertificateSuspended(
        **_CERTIFICATE_BODY,
        state=CertificateState.SUSPENDED,
        reason_code="safeguarding_request",
        on=date(2026, 9, 7),
    ),
    CertificateReinstated(**_CERTIFICATE_BODY, state=CertificateState.ACTIVE, on=date(2026, 10, 5)),
    CertificateRevoked(
        **_CERTIFICATE_BODY,
        state=CertificateState.REVOKED,
        reason_code="other",
        on=date(2026, 11, 2),
    ),
    CertificateSuperseded(
        **_CERTIFICATE_BODY, state=CertificateState.SUPERSEDED, on=date(2027, 8, 2)
    ),
    ChannelChanged(
        channel=_id(8),
        owner_kind=ChannelOwner.SCHOOL,
        owner=_SCHOOL,
        state=ChannelState.LIVE,
        last_drill_on=_DAY,
        drill_in_time=True,
        drills_in_time_365=Filled.ONE,
    ),
)
"""Invented throughout; a test asks for exactly one of each fact."""

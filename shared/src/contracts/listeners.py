"""Who listens to what; a test holds each service to it."""

from chassis.bus.events import Fact
from contracts.certification import (
    CERTIFICATE_FACTS,
    AssessmentChanged,
    CommitmentSigned,
    PlanAdopted,
    SelfReviewBaselined,
)
from contracts.registry import (
    SCHOOL_FACTS,
    EnrolmentChanged,
    JurisdictionPublished,
    PartnerChanged,
    RoleChanged,
    RoleReissued,
)
from contracts.reports import ChannelChanged
from contracts.training import (
    CoverageUpdated,
    IllegalMaterialChanged,
    KeyPeopleChanged,
    SchoolCoverageUpdated,
)

LISTENERS: dict[str, tuple[type[Fact], ...]] = {
    "registry": (
        SchoolCoverageUpdated,
        CommitmentSigned,
        SelfReviewBaselined,
        PlanAdopted,
        AssessmentChanged,
        *CERTIFICATE_FACTS,
        ChannelChanged,
    ),
    "training": (PartnerChanged, *SCHOOL_FACTS, RoleChanged, RoleReissued),
    "certification": (
        PartnerChanged,
        *SCHOOL_FACTS,
        RoleChanged,
        RoleReissued,
        EnrolmentChanged,
        CoverageUpdated,
        KeyPeopleChanged,
        IllegalMaterialChanged,
        ChannelChanged,
    ),
    "reports": (PartnerChanged, JurisdictionPublished, *SCHOOL_FACTS, RoleChanged, RoleReissued),
}
"""The facts each service builds what it knows of the others from."""

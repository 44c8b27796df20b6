"""The list "who needs what" of the design, held against what the services listen to."""

import pytest

from certification.app import SERVICE as CERTIFICATION
from chassis.bus.events import Fact
from chassis.service import Service
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
)
from contracts.reports import ChannelChanged
from contracts.training import (
    CoverageUpdated,
    IllegalMaterialChanged,
    KeyPeopleChanged,
    SchoolCoverageUpdated,
)
from registry.app import SERVICE as REGISTRY
from reports.app import SERVICE as REPORTS
from training.app import SERVICE as TRAINING

FACTS: dict[str, tuple[type[Fact], ...]] = {
    "E1": (PartnerChanged,),
    "E2": (JurisdictionPublished,),
    "E3": SCHOOL_FACTS,
    "E4": (EnrolmentChanged,),
    "E5": (RoleChanged,),
    "E8": (CoverageUpdated,),
    "E9": (SchoolCoverageUpdated,),
    "E10": (KeyPeopleChanged,),
    "E11": (IllegalMaterialChanged,),
    "E13": (SelfReviewBaselined, PlanAdopted),
    "E14": (AssessmentChanged,),
    "E15": CERTIFICATE_FACTS,
    "E17": (ChannelChanged,),
    "commitment": (CommitmentSigned,),
}
"""The facts published so far; each further one joins here with the service that publishes it."""

NEEDS = {
    "training": ("E1", "E3", "E5"),
    "certification": ("E1", "E3", "E4", "E5", "E8", "E10", "E11", "E17"),
    "reports": ("E1", "E2", "E3", "E5"),
    "registry": ("E9", "E13", "E14", "E15", "E17", "commitment"),
}


@pytest.mark.parametrize("service", [TRAINING, CERTIFICATION, REPORTS, REGISTRY])
def test_a_service_listens_to_what_it_needs_and_to_nothing_else(service: Service) -> None:
    wanted = {fact.type for event in NEEDS[service.name] for fact in FACTS[event]}
    heard = [fact.type for each in service.subscriptions for fact in each.types]
    assert sorted(heard) == sorted(wanted)


@pytest.mark.parametrize("service", [TRAINING, CERTIFICATION, REPORTS])
def test_every_read_model_can_be_audited(service: Service) -> None:
    names = [each.projection for each in service.subscriptions]
    assert all(names)
    assert len(set(names)) == len(names)

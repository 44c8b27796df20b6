"""The published list of who listens to what, held against what the services do."""

import pytest

from certification.app import SERVICE as CERTIFICATION
from chassis.bus.events import Tier
from chassis.service import Service
from contracts.catalogue import facts
from contracts.listeners import LISTENERS
from registry.app import SERVICE as REGISTRY
from reports.app import SERVICE as REPORTS
from training.app import SERVICE as TRAINING

SERVICES = (TRAINING, CERTIFICATION, REPORTS, REGISTRY)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_service_listens_to_what_it_needs_and_to_nothing_else(service: Service) -> None:
    heard = [fact.type for each in service.subscriptions for fact in each.types]
    assert sorted(heard) == sorted(fact.type for fact in LISTENERS[service.name])


def test_no_service_is_missing_and_none_listens_to_itself() -> None:
    assert set(LISTENERS) == {service.name for service in SERVICES}
    assert not [
        (name, fact.type)
        for name, heard in LISTENERS.items()
        for fact in heard
        if fact.service() == name
    ]


def test_every_internal_fact_is_needed_by_somebody() -> None:
    heard = {fact.type for each in LISTENERS.values() for fact in each}
    assert set(facts({Tier.INTERNAL})) <= heard


@pytest.mark.parametrize("service", [TRAINING, CERTIFICATION, REPORTS])
def test_every_read_model_can_be_audited(service: Service) -> None:
    names = [each.projection for each in service.subscriptions]
    assert all(names)
    assert len(set(names)) == len(names)

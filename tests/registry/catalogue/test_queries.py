"""Each event is laid out for reading: every field in plain words."""

import pytest

from chassis.bus.events import Fact
from contracts.catalogue import facts
from contracts.certification import CertificateIssued
from contracts.registry import JurisdictionPublished, SchoolChanged
from registry.catalogue.queries import Field, event


def fields_of(fact: type[Fact]) -> dict[str, Field]:
    return {field.name: field for field in event(fact.type).fields}


@pytest.mark.parametrize("type_", facts())
def test_every_field_says_what_it_means_and_what_it_holds(type_: str) -> None:
    found = event(type_)
    assert found.meaning
    names = [field.name for field in found.fields]
    assert len(names) == len(set(names))
    for field in found.fields:
        has_parts = any(name.startswith((f"{field.name}.", f"{field.name}[].")) for name in names)
        assert field.meaning
        assert bool(field.what) + bool(field.members) + has_parts == 1


def test_a_closed_list_names_its_members() -> None:
    status = fields_of(SchoolChanged)["status"]
    assert {"listed", "verified", "merged"} <= set(status.members)
    assert not status.is_optional


def test_what_may_be_left_out_and_what_may_be_null_is_said() -> None:
    found = fields_of(SchoolChanged)
    assert (found["town"].is_optional, found["town"].may_be_null) == (True, True)
    assert (found["langs"].is_optional, found["langs"].may_be_null) == (True, False)
    assert found["langs"].is_list


def test_parts_follow_what_they_belong_to() -> None:
    names = list(fields_of(CertificateIssued))
    at = names.index("module_levels")
    assert names[at : at + 3] == [
        "module_levels",
        "module_levels[].module",
        "module_levels[].level",
    ]
    assert "police_unit.phone" in fields_of(JurisdictionPublished)

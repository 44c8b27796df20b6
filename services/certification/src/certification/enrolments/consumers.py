"""When a school joined a cohort or moved on: keep by which standard it is rated."""

from collections.abc import Mapping
from typing import Any

from certification.enrolments.model import Enrolment
from chassis.bus.events import Delivered
from chassis.bus.inbox import projected
from contracts.registry import EnrolmentChanged


def _columns(event: Delivered) -> Mapping[str, Any]:
    fact: EnrolmentChanged = event.fact
    return {
        "id": fact.enrolment,
        "school_id": fact.school,
        "cohort_id": fact.cohort,
        "standard_version": fact.standard_version,
        "stage": str(fact.stage),
        "since": fact.on,
        "as_of": event.time,
    }


SUBSCRIPTION = projected((EnrolmentChanged,), Enrolment, "enrolments", _columns)

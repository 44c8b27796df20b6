"""Whatever is sent to any route, the answer is never a 500 and errors are problem documents."""

from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from tests.services.facts import SCHOOL
from tests.training.classroom import Classroom

FIRST_ERROR = 400
FEW = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def aim(case: Case[Any], known: dict[str, str]) -> None:
    """Send a case to what there is, and let none wait for news that will not come."""
    if "wait" in (case.query or {}) or case.path.endswith("/events/stream"):
        case.query = {**(case.query or {}), "wait": 0}
    for name in known.keys() & (case.path_parameters or {}).keys():
        case.path_parameters[name] = known[name]


def test_no_input_breaks_a_route(app: Flask, classroom: Classroom) -> None:
    headers = classroom.token("head", "trainer", "coordinator", scope="school", id=SCHOOL)
    classroom.place(headers, "leadership")
    attempt = classroom.begin(headers, classroom.enrol(headers, "M1"))
    schema = schemathesis.openapi.from_wsgi("/training/api/openapi.json", app)

    def check(case: Case[Any]) -> None:
        aim(case, {"identifier": attempt["id"], "school_id": str(SCHOOL)})
        response = case.call(headers=headers)
        case.validate_response(response, checks=[not_a_server_error])
        if response.status_code >= FIRST_ERROR:
            assert response.headers["content-type"] == ["application/problem+json"]

    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        modes = [GenerationMode.POSITIVE]
        if [*operation.query, *operation.body]:
            modes.append(GenerationMode.NEGATIVE)
        for mode in modes:
            FEW(given(case=operation.as_strategy(generation_mode=mode))(check))()

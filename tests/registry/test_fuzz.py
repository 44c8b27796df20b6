"""Whatever is sent to any route, the answer is never a 500 and errors are problem documents."""

from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from tests.registry.front_door import Tokens

Operation = APIOperation[Any, Any, Any, Any]
EXAMPLES = 15
FIRST_ERROR = 400
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def modes_of(operation: Operation) -> list[GenerationMode]:
    """Return what can be sent: good data, and bad data where there is anything to get wrong."""
    takes = [*operation.query, *operation.body]
    return [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if takes else [])]


def test_no_input_breaks_a_route(registry: Flask, token: Tokens) -> None:
    schema = schemathesis.openapi.from_wsgi("/registry/api/openapi.json", registry)
    headers = token("coordinator", "safeguarding", "ops", "head")

    def check(case: Case[Any]) -> None:
        if "wait" in (case.query or {}) or case.path.endswith("/events/stream"):
            case.query = {**(case.query or {}), "wait": 0}  # for news that will not come
        response = case.call(headers=headers)
        case.validate_response(response, checks=[not_a_server_error])
        if response.status_code >= FIRST_ERROR:
            assert response.headers["content-type"] == ["application/problem+json"]
            assert {"status", "title", "detail", "reason"} <= set(response.json())

    tried = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        for mode in modes_of(operation):
            MANY(given(case=operation.as_strategy(generation_mode=mode))(check))()
        tried += 1
    assert tried > len(schema.raw_schema["paths"]) / 2

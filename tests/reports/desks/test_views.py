"""The list of reports opens to nobody who has no part in answering them."""

import pytest
from flask.testing import FlaskClient

from tests.registry.front_door import Tokens

REPORTS = "/reports/api/v1/reports"
SCHOOL = "01985a00-0000-7000-8000-00000000000a"


def test_a_head_sees_that_none_was_looked_at(client: FlaskClient, token: Tokens) -> None:
    answer = client.get(REPORTS, headers=token("head", scope="school", id=SCHOOL))
    assert (answer.status_code, answer.json) == (200, {"items": [], "next": None})


@pytest.mark.parametrize("role", ["focal", "deputy", "safeguarding"])
def test_who_will_answer_reports_has_no_key_yet(
    client: FlaskClient, token: Tokens, role: str
) -> None:
    answer = client.get(REPORTS, headers=token(role, scope="school", id=SCHOOL))
    assert answer.json is not None
    assert (answer.status_code, answer.json["reason"]) == (401, "vault_locked")


@pytest.mark.parametrize("role", ["assessor", "coordinator", "ops", "observer", "coach", "staff"])
def test_everybody_else_is_turned_away(client: FlaskClient, token: Tokens, role: str) -> None:
    answer = client.get(REPORTS, headers=token(role))
    assert answer.json is not None
    assert (answer.status_code, answer.json["reason"]) == (403, "role_missing")
    assert client.get(REPORTS).status_code == 401

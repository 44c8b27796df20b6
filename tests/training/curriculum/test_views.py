from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from training.curriculum import formats

URL = "/training/api/v1/curricula"


def told(answer: TestResponse) -> dict[str, Any]:
    body: dict[str, Any] = answer.get_json()
    return body


def test_anyone_reads_what_is_taught(client: FlaskClient) -> None:
    answer = client.get(f"{URL}/1.0.0")
    assert answer.status_code == 200
    body = told(answer)
    assert (body["version"], body["status"]) == ("1.0.0", "published")
    assert [each["code"] for each in body["modules"]] == formats.codes()
    core = body["modules"][5]
    assert core["draw"] == {
        "kinds": {"scenario": 4, "single": 1, "multi": 1},
        "size": 6,
        "pass_mark": 80,
    }
    assert {"title", "minutes", "summary"} == set(core["units"][0])


def test_no_question_and_no_key_is_among_it(client: FlaskClient) -> None:
    text = client.get(f"{URL}/1.0.0").text
    for code in formats.codes():
        for item in formats.items(code).values():
            assert item.stem not in text
            assert f'"{item.id}"' not in text
    assert not any(f'"{key}"' in text for key in ("items", "correct", "explanation", "options"))


@pytest.mark.parametrize("version", ["2.0.0", "..", "1.0.0+md.1"])
def test_an_unknown_version_is_not_found(client: FlaskClient, version: str) -> None:
    answer = client.get(f"{URL}/{version}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"

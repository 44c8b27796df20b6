"""A coordinator who sends lists, and a worker that takes them in."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from chassis.clock import StillClock
from chassis.db import Database
from chassis.jobs import Runner
from registry.adoptions.actions import apply
from registry.confirmations.actions import APPLY
from registry.imports.actions import READ, Reading
from registry.schools.model import School
from tests.registry.conftest import Tokens

ROOT = "/registry/api/v1"
URL = f"{ROOT}/school-imports"


@dataclass(frozen=True)
class Coordinator:
    """Sends lists over the API, as a program of the ministry would."""

    client: FlaskClient
    headers: dict[str, str]
    database: Database
    clock: StillClock

    def post(self, content: bytes, name: str = "list.csv", **fields: Any) -> TestResponse:
        file = FileStorage(BytesIO(content), filename=name)
        # Encoded here, since the client leaves the file open in which it keeps a long body.
        boundary, body = encode_multipart({"file": file, "country": "MD", **fields})
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(URL, data=body, content_type=kind, headers=self.headers)

    def send(self, content: bytes, name: str = "list.csv", **fields: Any) -> dict[str, Any]:
        answer = self.post(content, name, **fields)
        assert answer.status_code == 201, answer.json
        self.work()
        return self.get(dict(answer.json or {})["id"])

    def get(self, identifier: str, part: str = "") -> dict[str, Any]:
        answer = self.client.get(f"{URL}/{identifier}{part}", headers=self.headers)
        assert answer.status_code == 200, answer.json
        return dict(answer.json or {})

    def put(self, sent: dict[str, Any], part: str, **body: Any) -> TestResponse:
        headers = {**self.headers, "If-Match": f'"{sent["row_version"]}"'}
        return self.client.put(f"{URL}/{sent['id']}/{part}", json=body, headers=headers)

    def press(self, sent: dict[str, Any], part: str, **body: Any) -> TestResponse:
        return self.client.post(f"{URL}/{sent['id']}/{part}", json=body, headers=self.headers)

    def confirm(self, sent: dict[str, Any], **body: Any) -> dict[str, Any]:
        """Confirm, let the worker work, and return the job."""
        answer = self.press(sent, "confirmation", **{"duplicates": "skip", **body})
        assert answer.status_code == 202, answer.json
        self.work()
        return self.job(str((answer.json or {})["job"]))

    def job(self, identifier: str) -> dict[str, Any]:
        answer = self.client.get(f"{ROOT}/jobs/{identifier}", headers=self.headers)
        assert answer.status_code == 200, answer.json
        return dict(answer.json or {})

    def work(self) -> None:
        """Do all waiting work, as the worker does."""
        runner = runner_of(self.database, self.clock)
        while runner.run_one():
            pass

    def schools(self) -> list[School]:
        with self.database.read() as session:
            return list(session.scalars(select(School).order_by(School.no)))


def runner_of(database: Database, clock: StillClock) -> Runner:
    return Runner(database, {READ: Reading(), APPLY: apply}, clock)


@pytest.fixture
def coordinator(
    client: FlaskClient, token: Tokens, database: Database, clock: StillClock
) -> Coordinator:
    return Coordinator(client, token("coordinator"), database, clock)


@pytest.fixture
def headquarters(
    client: FlaskClient, token: Tokens, database: Database, clock: StillClock
) -> Coordinator:
    return Coordinator(client, token("hq"), database, clock)

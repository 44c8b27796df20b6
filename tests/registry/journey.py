"""A school's way into a cohort over HTTP, and the facts of other services on their way in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from flask.testing import FlaskClient
from msgspec import Raw
from sqlalchemy import select

from chassis.bus.events import Envelope, Fact, encode_envelope, encode_fact
from chassis.bus.ingest import Ingested, ingest
from chassis.db import Database
from chassis.ids import new_id
from chassis.tables import outbox
from registry.app import SERVICE
from tests.registry.front_door import PARTNER_CODE, PARTNER_ID, Door, Person, Tokens
from tests.registry.schools.crowd import put

R = "/registry/api/v1"
COHORT = {
    "name": "Spring 2026",
    "standard_version": "1.0.0",
    "curriculum_version": "1.0.0",
    "starts_on": "2026-02-02",
    "ends_on": "2027-02-01",
    "target": 40,
}
FIRST = datetime(2026, 2, 2, 6, 0, tzinfo=UTC)


@dataclass
class Journey:
    """Steps of a school, each a call to the API that must succeed."""

    client: FlaskClient
    token: Tokens
    database: Database
    door: Door
    """How far the feeds of the others were read."""

    def ask(self, method: str, path: str, by: dict[str, str], **more: Any) -> Any:
        headers = by | more.pop("headers", {})
        return self.client.open(f"{R}{path}", method=method, headers=headers, **more)

    def done(self, path: str, by: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        """Post something that must go well."""
        answer = self.ask("POST", path, by or self.token("coordinator"), **more)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.get_json())

    def school(self, **more: Any) -> UUID:
        """Put a school in that takes part; its code is its own."""
        code = f"S-{new_id()}"
        return put(self.database, PARTNER_ID, **{"state": "active", "official_code": code, **more})

    def cohort(self, *, is_open: bool = True, **more: Any) -> str:
        made = self.done("/cohorts", json=COHORT | more)
        if is_open:
            self.done(f"/cohorts/{made['id']}/opening")
        return str(made["id"])

    def head(self, school: UUID) -> dict[str, str]:
        return self.token("head", scope="school", id=school)

    def applied(self, school: UUID, cohort: str) -> str:
        body = {"school": str(school), "cohort": cohort}
        return str(self.done("/enrolments", self.head(school), json=body)["id"])

    def enrolled(self, school: UUID, cohort: str | None = None) -> str:
        enrolment = self.applied(school, cohort or self.cohort())
        self.done(f"/enrolments/{enrolment}/confirmation")
        return enrolment

    def coached(self, enrolment: str, login: str = "cora") -> Person:
        """Give a school a coach, somebody new."""
        coach = self.door.person(login, "coach")
        by = self.token("coordinator")
        now = self.ask("GET", f"/enrolments/{enrolment}", by)
        answer = self.ask(
            "PUT",
            f"/enrolments/{enrolment}/coach",
            by,
            json={"user": coach.id},
            headers={"If-Match": now.headers["ETag"]},
        )
        assert answer.status_code == 200, answer.text
        return coach

    def as_coach(self, coach: Person) -> dict[str, str]:
        return self.token("coach", sub=coach.id)

    def state(self, enrolment: str) -> dict[str, Any]:
        answer = self.ask("GET", f"/enrolments/{enrolment}", self.token("coordinator"))
        return dict(answer.get_json())

    def hear(self, *facts: tuple[Fact, int], at: datetime = FIRST + timedelta(hours=1)) -> Ingested:
        """Take facts in as one page of a feed, each as the version of its subject named."""
        bodies = [body_of(fact, version, at) for fact, version in facts]
        return ingest(self.database, bodies, SERVICE.subscriptions)

    def told(self, kind: str = "registry.enrolment.changed.v1") -> list[dict[str, Any]]:
        """What other services are told, in order."""
        with self.database.read() as session:
            rows = session.execute(
                select(outbox).where(outbox.c.type == kind).order_by(outbox.c.id)
            ).all()
        return [msgspec.json.decode(row.body)["data"] for row in rows]


def body_of(fact: Fact, version: int, at: datetime) -> bytes:
    """A fact on the wire, as the version-th about its subject."""
    return encode_envelope(
        Envelope(
            id=new_id(),
            source=f"/ciss/{fact.service()}",
            type=fact.type,
            subject=fact.subject,
            time=at,
            tier=fact.tier,
            partner=PARTNER_CODE,
            subjectversion=str(version),
            data=Raw(encode_fact(fact)),
        )
    )

"""A school with staff who learn, told as over HTTP; every person and school is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from flask.testing import FlaskClient

from contracts.registry import Filled, OwnerKind, Post, RoleChanged
from tests.registry.front_door import PARTNER_ID, Tokens
from tests.services.facts import SCHOOL
from training.curriculum import formats as curriculum

T = "/training/api/v1"
OTHER_SCHOOL = UUID("01985a00-0000-7000-8000-00000000000c")
MODULES = ("M1", "M2", "M3", "M4", "M5")
GROUPS = {"leadership": 3, "teaching": 4, "support": 2, "governing": 0}
Headers = dict[str, str]


@dataclass(frozen=True)
class Classroom:
    """Ways to do over HTTP what people of a school do."""

    client: FlaskClient
    token: Tokens

    def person(self, role: str, name: str = "", school: UUID = SCHOOL) -> Headers:
        """Return the headers of somebody with a role at a school; `name` tells them apart."""
        more = {"sub": str(uuid5(PARTNER_ID, name)), "name": name} if name else {}
        return self.token(role, scope="school", id=school, **more)

    def ask(self, method: str, url: str, by: Headers, body: Any = None, **headers: str) -> Any:
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(f"{T}{url}", method=method, json=body, headers={**by, **extra})

    def place(self, by: Headers, group: str = "teaching", school: UUID = SCHOOL) -> Any:
        body = {"school": str(school), "group": group, "lang": "ro"}
        return self.done(self.ask("PUT", "/learners/me", by, body), 200)

    def count(self, by: Headers, **change: Any) -> Any:
        """Declare the head count, with the version there is."""
        held = self.ask("GET", f"/schools/{SCHOOL}/headcounts", by)
        version = {"If_Match": held.headers["ETag"]} if held.status_code == 200 else {}
        body = {"term": "2026-1", "declared_on": "2026-02-02", "groups": GROUPS, **change}
        return self.ask("PUT", f"/schools/{SCHOOL}/headcounts", by, body, **version)

    def enrol(self, by: Headers, module: str) -> str:
        answer = self.ask("POST", "/enrolments", by, {"learner": "me", "module": module})
        return str(self.done(answer, 201)["id"])

    def begin(self, by: Headers, enrolment: str) -> Any:
        return self.done(self.ask("POST", f"/enrolments/{enrolment}/attempts", by), 201)

    def submit(self, by: Headers, attempt: Any, answers: dict[str, list[str]]) -> Any:
        url = f"/attempts/{attempt['id']}/submission"
        return self.ask("POST", url, by, {"answers": answers})

    def fail(self, by: Headers, enrolment: str, times: int = 1) -> Any:
        answer = None
        for _ in range(times):
            answer = self.submit(by, self.begin(by, enrolment), {})
        assert answer is not None
        return self.done(answer, 200)

    def learn(self, by: Headers, *modules: str) -> dict[str, str]:
        """Pass modules at once; return their enrolments."""
        passed = {}
        for module in modules:
            passed[module] = self.enrol(by, module)
            attempt = self.begin(by, passed[module])
            result = self.done(self.submit(by, attempt, right_answers(attempt, module)), 200)
            assert result["state"] == "passed", result
        return passed

    def coverage(self, by: Headers) -> Any:
        return self.done(self.ask("GET", f"/schools/{SCHOOL}/coverage", by), 200)

    def shares(self, by: Headers) -> dict[tuple[str, str], Any]:
        items = self.coverage(by)["items"]
        return {(each["module"], each["group"]): each["pct"] for each in items}

    def done(self, answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.json
        return answer.json


def right_answers(attempt: Any, module: str, wrong: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return the right answers to an attempt, but wrong ones to some of its items."""
    pool = curriculum.items(module)
    found = {}
    for asked in attempt["items"]:
        item = pool[asked["id"]]
        options = [option.id for option in item.options]
        bad = [each for each in options if each not in item.correct] or list(item.correct)[::-1]
        found[item.id] = bad[:1] if item.id in wrong else list(item.correct)
    return found


def critical_items(attempt: Any, module: str) -> list[str]:
    pool = curriculum.items(module)
    return [each["id"] for each in attempt["items"] if pool[each["id"]].critical]


def role_changed(
    role: str, since: Any, filled: str = "1", owner: UUID = SCHOOL, kind: str = "school"
) -> RoleChanged:
    return RoleChanged(
        owner_kind=OwnerKind(kind),
        owner=owner,
        role=Post(role),
        filled=Filled(filled),
        since=since,
    )

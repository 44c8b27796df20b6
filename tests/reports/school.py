"""A school whose people make and open its way to report, and a child who writes there."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient

from chassis.clock import StillClock
from contracts.registry import Post
from tests.registry.front_door import Tokens
from tests.services import facts
from tests.services.served import Hear

P = "/reports/api/v1"
SCHOOL = facts.SCHOOL
HOURS = {"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"}
NEW = {"owner": {"type": "school", "id": str(SCHOOL)}, "langs": ["ro", "ru"], "hours": HOURS}
HEAD = replace(facts.ROLE, role=Post.HEAD)
MARKER = "the blue heron knows"
REPORT: dict[str, Any] = {
    "lang": "ro",
    "who": "about_me",
    "what": "BULLY",
    "age_band": "9-12",
    "safe_now": "yes",
    "text": f"{MARKER} see http://x.example/a",
    "wants_reply": True,
}


@dataclass(frozen=True)
class School:
    """The school of the tests, and its people."""

    client: FlaskClient
    token: Tokens
    clock: StillClock
    hear: Hear

    def of(self, role: str) -> dict[str, str]:
        """A token of somebody of this school."""
        return self.token(role, scope="school", id=SCHOOL)

    def become_known(self) -> None:
        """Let registry tell of it: the school, its posts, its country."""
        self.hear(facts.PARTNER, facts.VERIFIED, facts.ROLE, HEAD, facts.COUNTRY)

    def draft(self) -> dict[str, Any]:
        """Make the way to report."""
        self.become_known()
        made = self.client.post(f"{P}/channels", json=NEW, headers=self.of("focal"))
        assert made.status_code == 201, made.json
        assert made.json is not None
        return dict(made.json)

    def open(self) -> str:
        """Make and launch it; return its slug."""
        made = self.draft()
        url = f"{P}/channels/{made['id']}/launch"
        answer = self.client.post(url, json={}, headers=self.of("head"))
        assert answer.status_code == 200, answer.json
        return str(made["slug"])

    def form(self, slug: str, *, wait: bool = True) -> str:
        """Open the form and wait until it may be sent; return its token."""
        answer = self.client.get(f"{P}/public-channels/{slug}")
        assert answer.json is not None
        if wait:
            self.clock.set(datetime.fromisoformat(answer.json["not_before"]))
        return str(answer.json["form_token"])

    def report(self, slug: str, **more: Any) -> dict[str, Any]:
        """Send a report; return the answer."""
        body = {**REPORT, **more, "form_token": self.form(slug)}
        answer = self.client.post(f"{P}/public-channels/{slug}/reports", json=body)
        assert answer.status_code == 201, answer.json
        assert answer.json is not None
        return dict(answer.json)

    def visit(self, receipt: str) -> dict[str, str]:
        """Come back with a code; return the header that opens the thread."""
        answer = self.client.post(f"{P}/return-sessions", json={"receipt": receipt})
        assert answer.status_code == 201, answer.json
        assert answer.json is not None
        return {"Authorization": f"Receipt {answer.json['token']}"}

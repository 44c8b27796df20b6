"""A school on its way from handing in to a decision, told as over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from chassis.clock import StillClock
from contracts.registry import Filled
from tests.certification.schoolhouse import (
    CRITERIA,
    LIVE,
    Headers,
    Schoolhouse,
    covered,
    illegal,
    story_levels,
)
from tests.plugins.databases import Stand
from tests.plugins.once import Once
from tests.registry.front_door import PARTNER_ID
from tests.services.facts import SCHOOL

REASON = "We saw it with our own eyes, and people could explain it."
VISIT_ON = "2026-02-03"
AGENDA = {"visit_on": VISIT_ON, "items": [{"at": "09:00", "what": "Talk with the head"}]}
PEOPLE = ("pupils", "staff", "leadership")


def person_id(name: str) -> UUID:
    return uuid5(PARTNER_ID, name)


@dataclass
class Journey:
    """Ways to bring an assessment into any state, and to do each thing with it."""

    school: Schoolhouse
    clock: StillClock
    stand: Stand
    once: Once
    assessment: str = ""
    review: str = ""
    offer: str = ""
    has_gap: bool = False
    """Let the assessor name a small gap."""

    @property
    def url(self) -> str:
        return f"/assessments/{self.assessment}"

    def by(self, who: str) -> Headers:
        """Return the sign-in of somebody; assessors and panel are named like `assessor2`."""
        if who in ("head", "focal", "deputy"):
            return self.school.person(who)
        role = who.rstrip("0123456789")
        return self.school.token(role, sub=str(person_id(who)), name=f"Test {who}")

    def ask(self, method: str, url: str, who: str, body: Any = None, **headers: str) -> Any:
        return self.school.ask(method, url, self.by(who), body, **headers)

    def done(self, method: str, url: str, who: str, body: Any = None, status: int = 200) -> Any:
        return self.school.done(self.ask(method, url, who, body), status)

    def rated(self) -> str:
        """Rate everything as the story does; return the self-review."""
        self.school.train()
        self.school.open_channel()
        self.review = self.school.review()
        self.school.rate_all(self.review, story_levels())
        return self.review

    def submit(self, who: str = "head", **change: Any) -> Any:
        body = {"public_entry": True, **change}
        answer = self.ask("POST", f"/reviews/{self.review}/submission", who, body)
        if answer.status_code == 201:
            self.assessment = answer.json["assessment"]
        return answer

    def accredit(self, who: str = "assessor") -> str:
        """Make somebody an assessor who was seen here."""
        self.done("GET", "/me", who)
        body = {
            "user": str(person_id(who)),
            "basis": "founding",
            "reason": "One of the first assessors",
            "langs": ["ro", "ru"],
        }
        made = self.done("POST", "/assessor-accreditations", "coordinator", body, 201)
        return str(made["id"])

    def assign(self, who: str = "assessor", *, lead: bool = True) -> Any:
        body = {"accreditation": self.accredit(who), "lead": lead}
        answer = self.ask("POST", f"{self.url}/assignments", "coordinator", body)
        if answer.status_code == 201:
            self.offer = answer.json["id"]
        return answer

    def accept(self, who: str = "assessor", declared: tuple[str, ...] = ()) -> Any:
        body = {"declared": list(declared)}
        return self.ask("POST", f"/assignments/{self.offer}/acceptance", who, body)

    def find(self, who: str = "assessor", *criteria: str, **change: int) -> Any:
        """Find what the school said, but for `c1_1=2`."""
        said = story_levels()
        found = [
            finding(each, change.get(f"c{each.replace('.', '_')}", said[each]), said[each])
            for each in criteria or CRITERIA
        ]
        return self.find_these(found, who)

    def find_these(self, found: list[dict[str, Any]], who: str = "assessor") -> Any:
        tag = self.ask("GET", self.url, "coordinator").headers["ETag"]
        return self.ask("PATCH", f"{self.url}/findings", who, {"findings": found}, If_Match=tag)

    def talk(self, group: str = "pupils", people: int = 5, who: str = "assessor") -> Any:
        body = {"group": group, "people": people, "summary": "They know whom to tell."}
        return self.ask("POST", f"{self.url}/interviews", who, body)

    def meet_all_facts(self) -> None:
        """Let the other parts tell all that Silver needs, drills with them."""
        self.school.hear(*covered("80"), illegal(), version=2)
        today = self.clock.now().date()
        drills = replace(LIVE, drills_in_time_365=Filled.MORE, last_drill_on=today)
        self.school.hear(replace(drills, drill_in_time=True), version=3)

    def decide(self, who: str = "panel", outcome: str = "awarded", **more: Any) -> Any:
        body = {"outcome": outcome, "reasons": "All was found as the school says.", **more}
        return self.ask("POST", f"{self.url}/decision", who, body)

    def state(self) -> str:
        return str(self.done("GET", self.url, "coordinator")["state"])

    def reach(self, state: str) -> None:
        """Bring a fresh assessment into a state, as the first thing of a test.

        The first test to ask goes all the way, over HTTP; the next find things as it left them.
        """
        assert not self.review, "nothing may have happened before"
        way = self.once(("journey", self.stand, state), lambda: self._gone(state))
        self.stand.put_back(state)
        self.assessment, self.review, self.offer = way.assessment, way.review, way.offer
        self.clock.set(way.now)

    def _gone(self, state: str) -> "Way":
        self._go(state)
        self.stand.keep(state)
        return Way(self.assessment, self.review, self.offer, self.clock.now())

    def _go(self, state: str) -> None:
        if state == "returned":
            self._go("sift")
            self.done("POST", f"{self.url}/return", "assessor", returned())
            return
        if state == "withdrawn":
            self._go("submitted")
            self.done("POST", f"{self.url}/withdrawal", "head", {})
            return
        outcomes = {"awarded", "minor_gaps", "not_yet"}
        self.has_gap = state == "minor_gaps"
        for step in STEPS[: ORDER.index("moderation" if state in outcomes else state) + 1]:
            step(self)
        if state in outcomes:
            self.school.done(self.decide(outcome=state), 201)
        assert self.state() == state


class Way(NamedTuple):
    """Where a journey led."""

    assessment: str
    review: str
    offer: str
    now: datetime


def _submitted(way: Journey) -> None:
    way.rated()
    way.school.done(way.submit(), 201)


def _sift(way: Journey) -> None:
    way.school.done(way.assign(), 201)
    way.school.done(way.accept(), 200)


def _scheduled(way: Journey) -> None:
    way.done("POST", f"{way.url}/agenda", "assessor", AGENDA, 201)
    way.done("POST", f"{way.url}/agenda-acceptance", "head", {})


def _fieldwork(way: Journey) -> None:
    way.clock.advance(timedelta(days=1))
    way.done("POST", f"{way.url}/fieldwork", "assessor", {})


def _shared(way: Journey) -> None:
    for group in PEOPLE:
        way.school.done(way.talk(group), 201)
    way.school.done(way.find(), 200)
    if way.has_gap:
        way.school.done(way.find_these([finding("2.2", 1, 2, "minor_gap")]), 200)
    way.done("POST", f"{way.url}/findings-sharing", "assessor", {})


def _moderation(way: Journey) -> None:
    way.done("POST", f"{way.url}/findings-response", "head", {"accepted": True})


ORDER = ("submitted", "sift", "scheduled", "fieldwork", "findings_shared", "moderation")
STEPS: tuple[Callable[[Journey], None], ...] = (
    _submitted, _sift, _scheduled, _fieldwork, _shared, _moderation,
)  # fmt: skip


def finding(criterion: str, found: int | None, own: int | None, kind: str = "") -> dict[str, Any]:
    if not kind:
        kind = "confirm" if found == own else "raise" if (found or 0) > (own or 0) else "lower"
    return {"criterion": criterion, "found_level": found, "kind": kind, "reason": REASON}


def returned() -> dict[str, Any]:
    return {"reasons": [{"criterion": "2.1", "reason": "Say who adopted the policy, and when."}]}


def at_school() -> dict[str, Any]:
    return {"scope": "school", "id": SCHOOL}

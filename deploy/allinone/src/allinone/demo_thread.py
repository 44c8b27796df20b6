"""The invented schools on their way to a certificate, by the calls people and programs make."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

import yaml

from allinone.demo_parts import Part, people_of
from allinone.demo_stage import Scene, Stage
from registry.roles.rules import Place

R, T, C, P = (f"/{name}/api/v1" for name in ("registry", "training", "certification", "reports"))
MODULES = ("M1", "M2", "M3", "M4", "M5")
WORDS = (
    "Invented for practice: this is written down, everybody at the school knows it, and it was "
    "looked at again this year together with pupils."
)


@dataclass(frozen=True)
class Journey:
    """How one school goes."""

    code: str
    began: int
    until: str
    then: str | None = None


def journeys() -> list[Journey]:
    """Return how each of the schools goes that take part."""
    text = files("allinone").joinpath("data", "demo", "journeys.yaml").read_text("utf-8")
    return [Journey(**each) for each in yaml.safe_load(text)]


class SchoolWay:
    """One school's way, step by step; each step is what its people do on one day."""

    def __init__(self, stage: Stage, journey: Journey, school: str) -> None:
        self.journey = journey
        self._stage = stage
        self._school = school
        self._posts: Mapping[str, Part] = people_of(journey.code)
        self._head, self._focal = (self._login(role) for role in ("head", "focal"))
        self._enrolment = self._review = self._assessment = self._number = ""

    def scenes(self, today: datetime) -> list[Scene]:
        """Return what happens when, for a school that set out so many days before today."""
        began = today - timedelta(days=self.journey.began)
        return [(began + timedelta(days=after), step) for after, _, step in self._steps()]

    def _steps(self) -> list[tuple[int, str, Callable[[], None]]]:
        """Return the steps: after how many days, named by the state they lead to."""
        every: list[tuple[int, str, Callable[[], None]]] = [
            (0, "joined", self._join),
            (3, "applied", self._apply),
            (5, "confirmed", self._confirm),
            (12, "trained", self._train),
            (15, "launched", self._launch),
            (18, "reviewed", self._review_itself),
            (21, "planned", self._plan),
            (42, "submitted", self._submit),
            (45, "assigned", self._assign),
            (48, "agenda", self._agree),
            (60, "visiting", self._visit),
            (61, "shared", self._share),
            (62, "moderation", self._respond),
            (66, "decided", self._decide),
        ]
        names = [name for _, name, _ in every]
        wanted = every[: names.index(self.journey.until) + 1]
        if self.journey.then == "suspended":
            wanted.append((self.journey.began - 6, "suspended", self._suspend))
        return wanted

    def _login(self, role: str) -> str:
        return next(login for login, part in self._posts.items() if part.role == role)

    def _join(self) -> None:
        place = Place("school", self._school)
        for login, part in self._posts.items():
            by = "coordinator" if part.role == "head" else self._head
            self._stage.cast.join(login, by=by, place=place)

    def _apply(self) -> None:
        (cohort,) = self._stage.call("GET", f"{R}/cohorts", by="coordinator")["items"]
        body = {"school": self._school, "cohort": cohort["id"]}
        made = self._stage.post(f"{R}/enrolments", body, by=self._head)
        self._enrolment = f"{R}/enrolments/{made['id']}"

    def _confirm(self) -> None:
        self._stage.post(f"{self._enrolment}/confirmation", by="coordinator")
        coach = {"user": self._stage.cast["coach"].actor.id}
        path = f"{self._enrolment}/coach"
        self._stage.call("PUT", path, coach, by="coordinator", tag=self._enrolment)
        commitment = {"statement": "1.0.0", "public_entry": True}
        self._stage.hear()
        self._stage.post(f"{C}/schools/{self._school}/commitments", commitment, by=self._head)

    def _train(self) -> None:
        today = self._today()
        counts = {
            "term": f"{today[:4]}-1",
            "declared_on": today,
            "groups": {"leadership": 3, "teaching": 18, "support": 6, "governing": 0},
        }
        self._stage.call("PUT", f"{T}/schools/{self._school}/headcounts", counts, by=self._head)
        for login in self._leading():
            body = {"school": self._school, "group": "leadership", "lang": "en"}
            self._stage.call("PUT", f"{T}/learners/me", body, by=login)
            for module in MODULES:
                self._pass(login, module)
        visit = {
            "school": self._school,
            "on": today,
            "mode": "visit",
            "hours": 2,
            "modules": ["M3"],
            "notes": "We walked through who tells whom (invented).",
            "next_steps": ["Write the steps down", "Show them in every room"],
        }
        self._stage.post(f"{R}/support-visits", visit, by="coach")

    def _leading(self) -> list[str]:
        return [login for login, part in self._posts.items() if part.role != "staff"]

    def _pass(self, login: str, module: str) -> None:
        body = {"learner": "me", "module": module}
        made = self._stage.post(f"{T}/enrolments", body, by=login)
        attempt = self._stage.post(f"{T}/enrolments/{made['id']}/attempts", by=login)
        right = _right_answers(module)
        answers = {item["id"]: right[item["id"]] for item in attempt["items"]}
        path = f"{T}/attempts/{attempt['id']}/submission"
        self._stage.post(path, {"answers": answers}, by=login)

    def _launch(self) -> None:
        body = {
            "owner": {"type": "school", "id": self._school},
            "langs": ["ro", "ru"],
            "hours": {"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"},
        }
        made = self._stage.post(f"{P}/channels", body, by=self._focal)
        self._stage.post(f"{P}/channels/{made['id']}/launch", by=self._head)
        path, listed = f"{R}/schools/{self._school}", {"public_listing": True}
        self._stage.call("PATCH", path, listed, by=self._head, tag=path)

    def _review_itself(self) -> None:
        body = {"school": self._school, "target": "bronze"}
        made = self._stage.post(f"{C}/reviews", body, by=self._focal)
        self._review = f"{C}/reviews/{made['id']}"
        ratings = {
            "ratings": [
                {"criterion": criterion, "level": _level(criterion), "commentary": WORDS}
                for criterion in _criteria()
            ]
        }
        path = f"{self._review}/ratings"
        self._stage.call("PATCH", path, ratings, by=self._focal, tag=self._review)

    def _plan(self) -> None:
        for number, criterion in enumerate(("1.1", "4.1", "5.1"), 1):
            action = {
                "criterion": criterion,
                "to_level": 2,
                "title": f"Bring criterion {criterion} into daily use (invented)",
                "owner_role": "head",
                "due_on": self._today(30 * number),
                "effort": "S",
            }
            self._stage.post(f"{self._review}/actions", action, by=self._focal)
        self._stage.post(f"{self._review}/plan-adoption", by=self._head)

    def _submit(self) -> None:
        body = {"public_entry": True}
        made = self._stage.post(f"{self._review}/submission", body, by=self._head)
        self._assessment = f"{C}/assessments/{made['assessment']}"

    def _assign(self) -> None:
        (assessor,) = self._stage.call("GET", f"{C}/assessor-accreditations", by="coordinator")[
            "items"
        ]
        body = {"accreditation": assessor["id"], "lead": True}
        made = self._stage.post(f"{self._assessment}/assignments", body, by="coordinator")
        if self.journey.until != "assigned":
            path = f"{C}/assignments/{made['id']}/acceptance"
            self._stage.post(path, {"declared": []}, by="assessor")

    def _agree(self) -> None:
        agenda = {
            "visit_on": self._today(12),
            "items": [
                {"at": "09:00", "what": "Talk with the head and the focal point"},
                {"at": "10:30", "what": "Talk with pupils"},
                {"at": "12:00", "what": "Walk through the school"},
            ],
        }
        self._stage.post(f"{self._assessment}/agenda", agenda, by="assessor")
        if self.journey.until != "agenda":
            self._stage.post(f"{self._assessment}/agenda-acceptance", by=self._head)

    def _visit(self) -> None:
        self._stage.post(f"{self._assessment}/fieldwork", by="assessor")
        for group, people in (("pupils", 6), ("staff", 5), ("leadership", 2)):
            body = {
                "group": group,
                "people": people,
                "summary": "They could say whom to tell and what happens then (invented).",
            }
            self._stage.post(f"{self._assessment}/interviews", body, by="assessor")
        self._find("M1", "M2", "M3")

    def _share(self) -> None:
        self._find("M4", "M5")
        self._stage.post(f"{self._assessment}/findings-sharing", by="assessor")

    def _find(self, *modules: str) -> None:
        findings = {
            "findings": [
                {
                    "criterion": criterion,
                    "found_level": _level(criterion),
                    "kind": "minor_gap" if self._is_gap(criterion) else "confirm",
                    "reason": "Seen on paper and heard from people at the school (invented).",
                }
                for criterion in _criteria()
                if f"M{criterion[0]}" in modules
            ]
        }
        path = f"{self._assessment}/findings"
        self._stage.call("PATCH", path, findings, by="assessor", tag=self._assessment)

    def _is_gap(self, criterion: str) -> bool:
        return self.journey.then == "gaps" and criterion == "5.2"

    def _respond(self) -> None:
        answer = {"accepted": True}
        self._stage.post(f"{self._assessment}/findings-response", answer, by=self._head)

    def _decide(self) -> None:
        body = {
            "outcome": "minor_gaps" if self.journey.then == "gaps" else "awarded",
            "reasons": "What the school said was found, criterion by criterion (invented).",
        }
        made = self._stage.post(f"{self._assessment}/decision", body, by="panel")
        self._number = made.get("certificate") or ""

    def _suspend(self) -> None:
        body = {"reason_code": "other", "head_heard_on": self._today(-1)}
        path = f"{C}/certificates/{self._number}/suspension"
        self._stage.post(path, body, by="coordinator")

    def _today(self, plus: int = 0) -> str:
        return (self._stage.clock.now() + timedelta(days=plus)).date().isoformat()


def _criteria() -> Iterable[str]:
    for module, count in ((1, 5), (2, 5), (3, 6), (4, 5), (5, 5)):
        yield from (f"{module}.{number}" for number in range(1, count + 1))


def _level(criterion: str) -> int:
    return 2 if criterion[0] in "23" or criterion == "1.5" else 1


@cache
def _right_answers(module: str) -> dict[str, list[str]]:
    text = files("training").joinpath("data", "curriculum", "1.0.0", "quiz", f"{module}.yaml")
    items = yaml.safe_load(text.read_text("utf-8"))["items"]
    return {each["id"]: list(each["correct"]) for each in items}

"""A school that rates itself, told as over HTTP; every person and school is invented."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from flask.testing import FlaskClient

from certification.standards import formats
from chassis.ids import new_id
from contracts.registry import (
    EnrolmentChanged,
    Filled,
    OwnerKind,
    Post,
    RoleChanged,
    SchoolStatus,
    Stage,
)
from contracts.reports import ChannelChanged, ChannelOwner, ChannelState
from contracts.training import (
    CoverageUpdated,
    Group,
    IllegalMaterialChanged,
    KeyPeopleChanged,
    Module,
    PercentBand,
)
from tests.registry.front_door import Tokens
from tests.services.facts import FIRST, PARTNER, SCHOOL, VERIFIED
from tests.services.served import Hear

C = "/certification/api/v1"
OTHER_SCHOOL = UUID("01985a00-0000-7000-8000-00000000000c")
STANDARD = formats.load("1.0.0")
CRITERIA = list(STANDARD.criteria)
LONG = "We wrote this down, told everybody, and looked at it together at the end of the term."
Headers = dict[str, str]

ENROLLED = EnrolmentChanged(
    enrolment=UUID("01985a00-0000-7000-8000-0000000000e1"),
    school=SCHOOL,
    cohort=UUID("01985a00-0000-7000-8000-0000000000c1"),
    standard_version="1.0.0",
    curriculum_version="1.0.0",
    stage=Stage.ENROLLED,
    on=date(2026, 2, 2),
)
LIVE = ChannelChanged(
    channel=UUID("01985a00-0000-7000-8000-0000000000d1"),
    owner_kind=ChannelOwner.SCHOOL,
    owner=SCHOOL,
    state=ChannelState.LIVE,
)


@dataclass(frozen=True)
class Schoolhouse:
    """Ways to do over HTTP what people of a school do."""

    client: FlaskClient
    token: Tokens
    hear: Hear

    def person(self, role: str, school: UUID = SCHOOL) -> Headers:
        return self.token(role, scope="school", id=school, sub=str(uuid5(school, role)))

    def official(self, role: str) -> Headers:
        return self.token(role)

    def ask(self, method: str, url: str, by: Headers, body: Any = None, **headers: str) -> Any:
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(f"{C}{url}", method=method, json=body, headers={**by, **extra})

    def done(self, answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.json
        return answer.json

    def begin(self, target: str | None = "bronze", school: UUID = SCHOOL) -> Any:
        body = {"school": str(school), **({"target": target} if target else {})}
        return self.ask("POST", "/reviews", self.person("focal", school), body)

    def review(self, target: str = "bronze") -> str:
        return str(self.done(self.begin(target), 201)["id"])

    def shown(self, review: str) -> Any:
        return self.done(self.ask("GET", f"/reviews/{review}", self.person("focal")), 200)

    def rate(self, review: str, ratings: list[dict[str, Any]], by: str = "focal") -> Any:
        """Rate, with the version there is."""
        url = f"/reviews/{review}"
        tag = self.ask("GET", url, self.person(by)).headers["ETag"]
        body = {"ratings": ratings}
        return self.ask("PATCH", f"{url}/ratings", self.person(by), body, If_Match=tag)

    def rate_all(self, review: str, levels: Mapping[str, int] | None = None) -> Any:
        given = levels if levels is not None else story_levels()
        return self.done(
            self.rate(review, [rating(each, level) for each, level in given.items()]), 200
        )

    def outlook(self, review: str) -> Any:
        url = f"/reviews/{review}/outlook"
        return self.done(self.ask("GET", url, self.person("focal")), 200)

    def plan(self, review: str, criterion: str = "1.1", by: str = "focal", **change: Any) -> Any:
        body = {
            "criterion": criterion,
            "to_level": 2,
            "title": "Sign the commitment and hang it up",
            "owner_role": "head",
            "due_on": "2026-05-15",
            "effort": "S",
            **change,
        }
        return self.ask("POST", f"/reviews/{review}/actions", self.person(by), body)

    def gates(self, by: Headers | None = None) -> Any:
        asker = by or self.person("head")
        return self.done(self.ask("GET", f"/schools/{SCHOOL}/gates", asker), 200)

    def train(self, *posts: str, **change: Any) -> None:
        """Let the holders of these posts have all modules."""
        self.hear(*(trained(post, **change) for post in posts or ("head", "focal", "deputy")))

    def open_channel(self) -> None:
        self.hear(LIVE)


def settled(hear: Hear) -> None:
    """Let a school in a cohort with its three posts filled be known, and another school."""
    active = replace(VERIFIED, status=SchoolStatus.ACTIVE)
    hear(PARTNER, active, replace(active, school=OTHER_SCHOOL), ENROLLED)
    hear(*(filled(post) for post in ("head", "focal", "deputy")))


def filled(post: str, by: str = "1", school: UUID = SCHOOL) -> RoleChanged:
    return RoleChanged(
        owner_kind=OwnerKind.SCHOOL, owner=school, role=Post(post), filled=Filled(by), since=FIRST
    )


def trained(post: str, *, all_modules: bool = True, until: date | None = None) -> KeyPeopleChanged:
    return KeyPeopleChanged(
        owner_kind=OwnerKind.SCHOOL,
        owner=SCHOOL,
        role=Post(post),
        trained=Filled.ONE if all_modules else Filled.NONE,
        all_modules=all_modules,
        m3=all_modules,
        valid_until=until,
    )


def covered(everybody: str = "50", **groups: str) -> list[CoverageUpdated]:
    """Say how much of each group is trained in M1 and in the core of M3."""
    bands = {**dict.fromkeys(("leadership", "teaching", "support"), everybody), "governing": "none"}
    bands.update({"all": everybody, **groups})
    return [
        CoverageUpdated(
            school=SCHOOL,
            module=module,
            group=Group(group),
            pct_band=PercentBand(band),
            as_of=date(2026, 2, 2),
        )
        for module in (Module.M1, Module.M3C)
        for group, band in bands.items()
    ]


def illegal(band: str = "100") -> IllegalMaterialChanged:
    return IllegalMaterialChanged(school=SCHOOL, pct_band=PercentBand(band))


def another_way_in(school: UUID = SCHOOL, **change: Any) -> EnrolmentChanged:
    return replace(ENROLLED, enrolment=new_id(), school=school, **change)


def rating(
    criterion: str, level: int | None, commentary: str = LONG, **more: Any
) -> dict[str, Any]:
    return {"criterion": criterion, "level": level, "commentary": commentary, **more}


def story_levels(**change: int) -> dict[str, int]:
    """Return A18's ratings: all 1, but M2, M3 and 1.5 at 2."""
    at_two = {"1.5", *(each for each in CRITERIA if each[0] in "23")}
    levels = {each: 2 if each in at_two else 1 for each in CRITERIA}
    return {**levels, **{each.replace("_", "."): level for each, level in change.items()}}

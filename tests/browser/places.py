"""Every page, who opens it, and where the ids in its path come from."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import insert

from allinone.compose import SERVICES
from chassis.bus.ingest import DEAD
from chassis.ids import new_id
from chassis.tables import inbox
from contracts.registry import PartnerChanged
from tests.browser.demo_town import Served
from tests.system.deeds import answers_to

Place = tuple[str | None, str]
"""A login, or nobody for a visitor; and a path."""
Answers = Callable[[str, list[dict[str, Any]]], dict[str, list[str]]]
"""What is answered to the items of a module's quiz."""

FRONT: list[Place] = [
    (None, "/"),
    (None, "/find"),
    (None, "/about"),
    (None, "/privacy"),
    (None, "/accessibility"),
    (None, "/verify"),
    (None, "/verify/SIS-MD-2026-900001-2"),
    (None, "/verify/{active}"),
    (None, "/verify/{expired}"),
    (None, "/verify/{suspended}"),
    (None, "/registry/events/catalogue"),
    (None, "/registry/sign-in"),
    ("coordinator", "/registry/sign-out"),
    (None, "/registry/invitations/{invitation}"),
    (None, "/registry/sign-up"),
    (None, "/registry/sign-up/school"),
    (None, "/registry/sign-up/sent"),
]
TODAY: list[Place] = [
    (login, "/registry/today")
    for login in (
        "coordinator", "safeguarding", "ops", "head1", "focal", "coach", "trainer", "assessor",
        "panel",
    )
]  # fmt: skip
REGISTRY: list[Place] = [
    ("coordinator", "/registry/me"),
    ("ops", "/registry/system"),
    ("ops", "/registry/traffic"),
    ("ops", "/registry/traffic/{stuck_in_registry}/giving-up"),
    ("coordinator", "/registry/jurisdictions"),
    ("safeguarding", "/registry/jurisdictions"),
    ("safeguarding", "/registry/jurisdictions/new"),
    ("safeguarding", "/registry/jurisdictions/{draft}"),
    ("safeguarding", "/registry/jurisdictions/{draft}/edit"),
    ("safeguarding", "/registry/jurisdictions/{draft}/duties/new"),
    ("safeguarding", "/registry/jurisdictions/{published}"),
    ("coordinator", "/registry/jurisdictions/{draft}/publication"),
    ("coordinator", "/registry/people"),
    ("coordinator", "/registry/people/invite"),
    ("coordinator", "/registry/memberships/{membership}/ending"),
    ("coordinator", "/registry/schools"),
    ("coordinator", "/registry/schools?q=zzzz"),
    ("coordinator", "/registry/schools/new"),
    ("coordinator", "/registry/schools/verification"),
    ("coordinator", "/registry/schools/{school}"),
    ("coordinator", "/registry/schools/{school}/edit"),
    ("coordinator", "/registry/schools/{school}/verification"),
    ("coordinator", "/registry/schools/{school}/closure"),
    ("coordinator", "/registry/imports"),
    ("coordinator", "/registry/imports/{list}"),
    ("coordinator", "/registry/imports/{list}/file"),
    ("coordinator", "/registry/imports/{list}/columns"),
    ("coordinator", "/registry/imports/{list}/confirmation"),
]
SCHOOLS: list[Place] = [
    ("coordinator", "/registry/claims"),
    ("coordinator", "/registry/claims/{claim}"),
    ("coordinator", "/registry/cohorts"),
    ("coordinator", "/registry/cohorts/new"),
    ("coordinator", "/registry/cohorts/{cohort}"),
    ("coordinator", "/registry/enrolments"),
    ("coordinator", "/registry/enrolments/new"),
    ("coordinator", "/registry/enrolments/{enrolment}"),
    ("coordinator", "/registry/enrolments/{enrolment}/coach"),
    ("coordinator", "/registry/enrolments/{enrolment}/withdrawal"),
    ("head1", "/registry/enrolments/{enrolment_of_head1}"),
    ("head1", "/registry/schools/{school_of_head1}/people"),
    ("coach", "/registry/support-visits"),
    ("coach", "/registry/support-visits/new"),
]
TRAINING: list[Place] = [
    (None, "/training"),
    ("head1", "/training"),
    ("staff", "/training"),
    (None, "/training/curriculum"),
    (None, "/training/curriculum/M3"),
    ("staff", "/training/place"),
    ("staff", "/training/modules/M3"),
    ("trainer", "/training/attempts/{attempt}"),
    ("trainer", "/training/attempts/{result}"),
    ("trainer", "/training/attempts/{failure}"),
    ("head1", "/training/schools/{school_of_head1}"),
    ("head1", "/training/schools/{school_of_head1}/headcounts"),
    ("head1", "/training/cards/me"),
    (None, "/training/cards/{card}"),
    ("trainer", "/training/talks"),
    ("coordinator", "/training/trainers"),
]
CERTIFICATION: list[Place] = [
    (None, "/certification"),
    ("head1", "/certification"),
    (None, "/certification/standard"),
    ("head1", "/certification/schools/{school_of_head1}"),
    ("head1", "/certification/schools/{school_of_head1}/commitment"),
    ("head7", "/certification/schools/{school_of_head7}/self-review"),
    ("head7", "/certification/reviews/{review_of_head7}"),
    ("focal7", "/certification/reviews/{review_of_head7}/criteria/3.3"),
    ("focal7", "/certification/reviews/{review_of_head7}/plan"),
    ("head7", "/certification/reviews/{review_of_head7}/plan/{action}/dropping"),
    ("head7", "/certification/reviews/{review_of_head7}/submission"),
    ("coordinator", "/certification/certificates"),
    ("coordinator", "/certification/certificates/{suspended}"),
    ("coordinator", "/certification/certificates/{active}/suspension"),
    ("panel", "/certification/certificates/{active}/revocation"),
]
ASSESSMENT: list[Place] = [
    ("coordinator", "/certification/assessors"),
    ("coordinator", "/certification/assessors/{assessor}"),
    ("coordinator", "/certification/assessments"),
    ("assessor", "/certification/assessments"),
    ("panel", "/certification/assessments"),
    ("head5", "/certification/assessments"),
    ("coordinator", "/certification/assessments/{submitted}"),
    ("coordinator", "/certification/assessments/{submitted}/assignments"),
    ("assessor", "/certification/assignments/{offer}"),
    ("assessor", "/certification/assessments/{offered}"),
    ("assessor", "/certification/assessments/{planned}/agenda"),
    ("assessor", "/certification/assessments/{planned}/returning"),
    ("head5", "/certification/assessments/{planned}"),
    ("head5", "/certification/assessments/{planned}/withdrawal"),
    ("assessor", "/certification/assessments/{visiting}"),
    ("assessor", "/certification/assessments/{visiting}/talks"),
    ("assessor", "/certification/assessments/{visiting}/findings"),
    ("assessor", "/certification/assessments/{visiting}/findings/M3"),
    ("head13", "/certification/assessments/{shared}"),
    ("head13", "/certification/assessments/{shared}/response"),
    ("panel", "/certification/assessments/{moderation}"),
    ("panel", "/certification/assessments/{moderation}/decision"),
    ("head15", "/certification/assessments/{gaps}"),
    ("assessor", "/certification/assessments/{gaps}/findings/M5"),
    ("panel", "/certification/assessments/{gaps}/decision"),
]
DESKS: list[Place] = [
    (None, "/reports"),
    ("head1", "/reports"),
    ("coordinator", "/reports"),
    ("head11", "/reports/schools/{school_of_head11}/channel/new"),
    ("head1", "/reports/channels/{channel_of_head1}"),
    *(
        ("head1", f"/{service}/schools/{{school_of_head1}}/log")
        for service in ("training", "certification", "reports")
    ),
]
CHILDREN: list[Place] = [
    (None, "/help"),
    (None, "/help/numbers"),
    (None, "/help/code"),
    (None, "/help/{slug}"),
    (None, "/help/no-such-place"),
]
TRAFFIC: list[Place] = [
    ("ops", f"/{service}/traffic{rest}")
    for service in ("training", "certification", "reports")
    for rest in (f"/{{stuck_in_{service}}}/giving-up", "")
]
ACCOUNTS: list[Place] = [
    (None, "/registry/forgotten"),
    (None, "/registry/resets/{reset}"),
    ("coordinator", "/registry/session/step-up"),
    ("coordinator", "/registry/me/profile"),
    ("coordinator", "/registry/me/devices"),
    ("coordinator", "/registry/me/password"),
    ("coordinator", "/registry/me/codes"),
    ("coordinator", "/registry/me/external"),
    ("coordinator", "/registry/people/{user}/reset"),
    ("coordinator", "/registry/clients"),
    ("coordinator", "/registry/clients/new"),
    ("coordinator", "/registry/clients/{client}"),
    ("ops", "/registry/mail"),
    ("coordinator", "/registry/memberships/{post_of_head1}/successor"),
    ("head1", "/registry/schools/{school_of_head1}/log"),
]
OWN = [*FRONT, *TODAY, *REGISTRY, *ACCOUNTS]
THREAD = [*SCHOOLS, *TRAINING, *CERTIFICATION, *ASSESSMENT, *DESKS, *TRAFFIC]
PAGES = [*OWN, *THREAD, *CHILDREN]
"""Each of these three lists is opened by one file of tests. Nobody is a visitor."""


def url_of(town: Served, path: str) -> str:
    """Put the ids of things into a path that names some."""
    for name in THINGS:
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", thing(town, name))
    return town.address + path


@cache
def thing(town: Served, name: str) -> str:
    """Look a thing up, or make it, once for a deployment."""
    return THINGS[name](town)


def _first(login: str, listed: str, member: str = "id") -> Callable[[Served], str]:
    """The first item of a list, as this person sees it."""
    return lambda town: town.id_of(login, listed, member)


def _number(state: str) -> Callable[[Served], str]:
    return _first("ops", f"registry/certified-places?state={state}", "number")


def _assessment(login: str, state: str) -> Callable[[Served], str]:
    return _first(login, f"certification/assessments?state={state}")


def _school(login: str) -> Callable[[Served], str]:
    return lambda town: town.school_of(login)


def _of_school(login: str, listed: str, member: str = "id") -> Callable[[Served], str]:
    """The first item of a list that is narrowed by the school of its reader."""
    return lambda town: town.id_of(login, listed + town.school_of(login), member)


def _of_review(listed: str) -> Callable[[Served], str]:
    return lambda town: town.id_of(
        "head7", f"certification/reviews/{thing(town, 'review_of_head7')}/{listed}"
    )


def _partner(town: Served, login: str) -> str:
    """Where somebody of the office works."""
    return str(town.ask(login, "registry/me")["roles"][0]["id"])


def _offer(town: Served) -> str:
    path = f"certification/assessments/{thing(town, 'offered')}"
    return str(town.ask("assessor", path)["assignments"][0]["id"])


def _invitation(town: Served) -> str:
    wanted = {
        "login": "invited",
        "role": "coach",
        "scope": {"type": "partner", "id": _partner(town, "coach")},
    }
    made = town.send("POST", "coordinator", "registry/invitations", wanted)
    return str(made["invite_url"]).rpartition("/")[2]


def _user(town: Served) -> str:
    """Somebody whom the coordinator has invited and who came in."""
    held = town.ask("coordinator", "registry/memberships?role=coach")["items"]
    return next(str(each["user"]["id"]) for each in held if each["state"] == "active")


def _reset(town: Served) -> str:
    path = f"registry/people/{thing(town, 'user')}/reset-links"
    made = town.send("POST", "coordinator", path)
    return str(made["reset_url"]).rpartition("/")[2]


def _client(town: Served) -> str:
    wanted = {"name": "Map of schools (demo)", "tier": "public"}
    return str(town.send("POST", "coordinator", "registry/clients", wanted)["id"])


def _stuck(service: str) -> Callable[[Served], str]:
    """A piece of news that a service has given up."""

    def put_down(town: Served) -> str:
        identifier = str(new_id())
        row = {
            "event_id": identifier,
            "source": "registry",
            "type": PartnerChanged.type,
            "state": DEAD,
            "attempts": 8,
            "reason": f"no_partner: There is no partner {'x' * 500}.",
            "body": b"{}",
        }
        with town.deployment.database(service).write() as session:
            session.execute(insert(inbox).values(row))
        return identifier

    return put_down


def _learner(town: Served) -> str:
    """Say where the trainer learns."""
    place = {"partner": _partner(town, "trainer"), "lang": "en"}
    return str(town.send("PUT", "trainer", "training/learners/me", place)["id"])


def _attempt(module: str, answers: Answers | None = None) -> Callable[[Served], str]:
    """An attempt of the trainer, handed in if there are answers."""

    def begin(town: Served) -> str:
        thing(town, "trainer_as_learner")
        wanted = {"learner": "me", "module": module}
        made = town.send("POST", "trainer", "training/enrolments", wanted)
        path = f"training/enrolments/{made['id']}/attempts"
        attempt = town.send("POST", "trainer", path)
        if answers:
            path = f"training/attempts/{attempt['id']}/submission"
            body = {"answers": answers(module, attempt["items"])}
            town.send("POST", "trainer", path, body)
        return str(attempt["id"])

    return begin


THINGS: dict[str, Callable[[Served], str]] = {
    "draft": _first("safeguarding", "registry/jurisdictions?state=draft"),
    "published": _first("safeguarding", "registry/jurisdictions?state=published"),
    "school": _first("coordinator", "registry/schools?state=listed"),
    "list": _first("coordinator", "registry/school-imports"),
    "membership": _first("coordinator", "registry/memberships"),
    "claim": _first("coordinator", "registry/claims"),
    "invitation": _invitation,
    "user": _user,
    "reset": _reset,
    "client": _client,
    "cohort": _first("coordinator", "registry/cohorts"),
    "enrolment": _first("coordinator", "registry/enrolments"),
    "enrolment_of_head1": _first("head1", "registry/enrolments"),
    "school_of_head1": _school("head1"),
    "post_of_head1": lambda town: town.id_of(
        "coordinator", f"registry/memberships?role=head&school={thing(town, 'school_of_head1')}"
    ),
    "school_of_head7": _school("head7"),
    "school_of_head11": _school("head11"),
    "review_of_head7": _of_school("head7", "certification/reviews?school="),
    "action": _of_review("actions"),
    "channel_of_head1": _of_school("head1", "reports/channels?owner="),
    "slug": _of_school("head1", "reports/channels?owner=", "slug"),
    "card": lambda town: str(town.ask("head1", "training/cards/me")["number"]),
    "trainer_as_learner": _learner,
    "attempt": _attempt("M1"),
    "result": _attempt("M2", answers=answers_to),
    "failure": _attempt("M3", answers=lambda *_: {}),
    "assessor": _first("coordinator", "certification/assessor-accreditations"),
    "submitted": _assessment("coordinator", "submitted"),
    "offered": _assessment("assessor", "submitted"),
    "offer": _offer,
    "planned": _assessment("head5", "sift"),
    "visiting": _assessment("assessor", "fieldwork"),
    "shared": _assessment("head13", "findings_shared"),
    "moderation": _assessment("panel", "moderation"),
    "gaps": _assessment("head15", "minor_gaps"),
    **{f"stuck_in_{name}": _stuck(name) for name in SERVICES},
    "active": _number("active"),
    "expired": _number("expired"),
    "suspended": _number("suspended"),
}
"""Where the id in a path comes from."""

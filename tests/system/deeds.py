"""What the people of the story do again and again, each deed in one line of the script."""

from collections.abc import Iterable
from email import message_from_bytes
from email.policy import default
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import yaml

from tests.system.telling import Person, Telling, ok

MODULES = ("M1", "M2", "M3", "M4", "M5")
CRITERIA = tuple(
    f"{module}.{number}"
    for module, count in ((1, 5), (2, 5), (3, 6), (4, 5), (5, 5))
    for number in range(1, count + 1)
)
COMMENTARY = (
    "Invented for the story: this is written down, everybody at the school knows it, and "
    "it was looked at again this winter."
)
"""More than the 80 letters that a level of 2 asks for."""


def secret_of(url: str) -> str:
    """Return the secret of a link: the last part of its path."""
    return url.rsplit("/", 1)[1]


def accept(tale: Telling, actor: str, url: str) -> None:
    """Accept an invitation as somebody new, and remember how to sign in."""
    password = f"{actor.lower()} walks by the river"
    body = {
        "display_name": f"{actor} (invented)",
        "lang": "en",
        "password": password,
        "email": f"{actor.lower()}@example.org",
    }
    answer = ok(tale.post(f"R/invitations/{secret_of(url)}/acceptance", body), 201)
    tale.people[actor] = Person(
        login=answer["user"]["login"],
        password=password,
        totp_uri=answer["totp_uri"],
        one_time_codes=list(answer["one_time_codes"] or []),
        id=answer["user"]["id"],
        membership=answer["membership"]["id"],
    )


def join_school(tale: Telling, actor: str, role: str, school: str, by: str) -> None:
    """Let somebody new be invited to a post of a school, accept, and sign in."""
    body = {"login": actor.lower(), "role": role, "scope": {"type": "school", "id": school}}
    made = ok(tale.post("R/invitations", body, by), 201)
    accept(tale, actor, made["invite_url"])
    tale.sign_in(actor)


def fill_posts(tale: Telling, school: str, posts: dict[str, str]) -> None:
    """Let a listed school be verified, and its head and those the head invites join."""
    head, *others = posts
    body = {"basis": "official_code"}
    assert ok(tale.post(f"R/schools/{school}/verification", body, "COO"), 200)["state"] in (
        "verified",
        "active",
    )
    join_school(tale, head, posts[head], school, "COO")
    for actor in others:
        join_school(tale, actor, posts[actor], school, head)


def upload(tale: Telling, content: bytes, name: str = "schools.csv") -> httpx.Response:
    """Send a list of schools."""
    return tale.post(
        "R/school-imports", by="COO", files={"file": (name, content)}, data={"country": "MD"}
    )


def confirm(tale: Telling, identifier: str) -> str:
    """Let a list in, and return the id of the work."""
    answer = ok(
        tale.post(f"R/school-imports/{identifier}/confirmation", {"duplicates": "skip"}, "COO"), 202
    )
    return str(answer["job"])


def wait_for_job(tale: Telling, job: str) -> None:
    """Return once a job is done."""
    path = f"R/jobs/{job}"
    tale.until(lambda: ok(tale.get(path, "COO"), 200), lambda found: found["state"] == "done")


def write_seen(tale: Telling, method: str, path: str, body: Any, by: str, seen_at: str = "") -> Any:
    """Change something with the version it has now; `seen_at` is where to read that."""
    tag = tale.get(seen_at or path, by).headers["ETag"]
    return ok(tale.call(method, path, body, by=by, headers={"If-Match": tag}), 200)


@cache
def items_of(module: str) -> dict[str, dict[str, Any]]:
    """Return the items of a module's quiz as they ship, by id."""
    shipped = files("training").joinpath("data", "curriculum", "1.0.0", "quiz", f"{module}.yaml")
    return {each["id"]: each for each in yaml.safe_load(shipped.read_text("utf-8"))["items"]}


def answers_to(module: str, drawn: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the right options to the items of an attempt."""
    return {item["id"]: list(items_of(module)[item["id"]]["correct"]) for item in drawn}


def begin(tale: Telling, actor: str, module: str) -> tuple[str, dict[str, Any]]:
    """Let somebody begin a module; return the enrolment's id and the attempt."""
    body = {"learner": "me", "module": module}
    made = ok(tale.post("T/enrolments", body, actor), 201)
    assert made["state"] == "assigned"
    attempt = ok(tale.post(f"T/enrolments/{made['id']}/attempts", by=actor), 201)
    return made["id"], attempt


def submit(tale: Telling, actor: str, attempt: str, answers: dict[str, list[str]]) -> Any:
    """Hand an attempt in."""
    body = {"answers": answers}
    return ok(tale.post(f"T/attempts/{attempt}/submission", body, actor), 200)


def pass_module(tale: Telling, actor: str, module: str) -> dict[str, Any]:
    """Let somebody pass a module at the first try; return the enrolment."""
    enrolment, attempt = begin(tale, actor, module)
    answer = submit(tale, actor, attempt["id"], answers_to(module, attempt["items"]))
    assert (answer["score"], answer["critical_ok"]) == (100, True)
    found: dict[str, Any] = ok(tale.get(f"T/enrolments/{enrolment}", actor), 200)
    assert found["state"] == "passed"
    return found


def rated(criterion: str, **other: Any) -> dict[str, Any]:
    """Return how the story's school rates a criterion: M2, M3 and 1.5 at 2, the rest at 1."""
    level = 2 if criterion[0] in "23" or criterion == "1.5" else 1
    return {"criterion": criterion, "level": level, "commentary": COMMENTARY} | other


def found(criterion: str) -> dict[str, Any]:
    """Return what the story's assessor finds: what the school said."""
    return {
        "criterion": criterion,
        "found_level": rated(criterion)["level"],
        "kind": "confirm",
        "reason": "Seen on paper and heard from the people at the school (invented).",
    }


def ask_for_a_password(tale: Telling, actor: str) -> list[str]:
    """Ask for a link by mail, and return all mail there is once it was sent."""
    spool = tale.program.folder / "mail"
    ok(tale.post("R/password-resets", {"login": tale.people[actor].login}), 202)
    return tale.until(
        lambda: [text_of_mail(each) for each in spool.glob("*.eml")],
        lambda mails: any("/registry/resets/" in each for each in mails),
    )


def text_of_mail(file: Path) -> str:
    """Return the head of a mail, and its text as its reader sees it."""
    mail = message_from_bytes(file.read_bytes(), policy=default)
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), mail.get_content()])

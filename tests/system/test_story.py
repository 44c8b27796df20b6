"""The acceptance story of docs/story.md, step by step, against the real program."""

import csv
import io
import json
import random
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.lists import a6_list
from tests.system.deeds import (
    COMMENTARY,
    CRITERIA,
    MODULES,
    accept,
    answers_to,
    ask_for_a_password,
    begin,
    confirm,
    fill_posts,
    found,
    items_of,
    pass_module,
    rated,
    secret_of,
    submit,
    upload,
    wait_for_job,
    write_seen,
)
from tests.system.hard_work import HardWork
from tests.system.program import SERVICES
from tests.system.roles import every_fact, play_every_route
from tests.system.telling import Person, Telling, ok, refused

SET_UP = """\
partner:
  code: md
  name: Safe Net Moldova (invented)
  countries: [MD]
  langs: [ro, ru, en]
  tz: Europe/Chisinau
prefixes:
  certificate: SIS
  sticker: SIV
public_url: {base}
people:
  - login: ops
    role: ops
  - login: coo
    role: coordinator
"""
APPOINTED = {
    "SG1": ["safeguarding"],
    "SG2": ["safeguarding"],
    "COA": ["coach", "assessor"],
    "ASR": ["assessor"],
    "PAN": ["panel"],
    "TRN": ["trainer"],
    "CK1": ["checker"],
    "CK2": ["checker"],
    "OBS": ["observer"],
}
PROFILE = {
    "country": "MD",
    "hotline": {"name": "Invented Hotline", "url": "https://hotline.example/report"},
    "helpline": {"name": "Invented Helpline", "phone": "000 100", "hours": "24/7", "free": True},
    "emergency": "112",
    "police_unit": {"name": "Invented Unit", "url": "https://police.example", "phone": "000 200"},
    "social_service": {"name": "Invented Office", "url": "https://s.example", "phone": "000 300"},
    "duties": [
        {
            "who": "school",
            "codes": ["SEXTORT"],
            "authority": "police",
            "deadline_hours": 24,
            "clock": "wall",
        }
    ],
    "weekend": [6, 7],
    "source": "Invented law 1, article 1",
}
LISTED = "R/schools?state=listed"
ROLE_HOLDERS = ("OPS", "COO", "SG1", "COA", "PAN", "TRN", "CK1", "OBS", "HED", "FOC", "DEP")
"""One actor for each role."""
NUMBER = "SIS-MD-2026-000001-5"


def test_a01_start(tale: Telling) -> None:
    program = tale.program
    config = program.folder.parent / "story.yaml"
    config.write_text(SET_UP.format(base=program.base))
    done = program.ciss("setup", "--config", str(config), "--json")
    invitations = json.loads(done.stdout)["invitations"]
    assert [each["role"] for each in invitations] == ["ops", "coordinator"]
    tale.things["links"] = {"OPS": invitations[0]["url"], "COO": invitations[1]["url"]}

    again = program.ciss("setup", "--config", str(config), "--json", check=False)
    assert again.returncode == 2
    assert "already set up" in again.stderr
    program.ciss("test", "clock", "set", "2026-02-02T08:00+02:00")
    program.start()
    for service in SERVICES:
        assert tale.get(f"/{service}/readyz").status_code == 200
    assert len(ok(tale.get("/.well-known/jwks.json"), 200)["keys"]) >= 1


def test_a02_sign_in(tale: Telling) -> None:
    for actor, url in tale.things["links"].items():
        accept(tale, actor, url)
        path = f"R/invitations/{secret_of(url)}/acceptance"
        body = {"display_name": "x", "lang": "en", "password": "somebody else was faster"}
        refused(tale.post(path, body), 410, "link_used")
    coo = tale.people["COO"]
    assert len(coo.one_time_codes) == 20
    body = {"grant_type": "password", "username": coo.login, "password": coo.password}
    refused(tale.post("R/tokens", body), 401, "otp_required")
    code = tale.otp("COO")
    answer = ok(tale.post("R/tokens", body | {"otp": code}), 200)
    assert answer["expires_in"] == 900
    assert answer["refresh_token"]
    refused(tale.post("R/tokens", body | {"otp": code}), 401)
    coo.token = answer["access_token"]
    tale.sign_in("OPS")
    roles = ok(tale.get("R/me", "COO"), 200)["roles"]
    assert [(role["role"], role["scope"]) for role in roles] == [("coordinator", "partner")]
    tale.things["M"] = roles[0]["id"]


def test_a03_appoint(tale: Telling) -> None:
    scope = {"type": "partner", "id": tale.things["M"]}
    for actor, roles in APPOINTED.items():
        for number, role in enumerate(roles):
            body = {"login": actor.lower(), "role": role, "scope": scope}
            made = ok(tale.post("R/invitations", body, "COO"), 201)
            expires = datetime.fromisoformat(made["expires_at"])
            start = datetime.fromisoformat("2026-02-02T08:00+02:00")
            assert timedelta(days=14) <= expires - start < timedelta(days=14, minutes=10)
            if number == 0:
                accept(tale, actor, made["invite_url"])
                tale.sign_in(actor)
            else:
                path = f"R/invitations/{secret_of(made['invite_url'])}/acceptance"
                # A second factor comes with the first role that asks for one.
                answer = ok(tale.post(path, {}, actor), 200)
                tale.people[actor].one_time_codes += answer["one_time_codes"] or []
    body = {"login": "nobody", "role": "coach", "scope": scope}
    refused(tale.post("R/invitations", body, "OPS"), 403, "may_not_appoint")
    refused(tale.post("R/invitations", body | {"role": "hq"}, "COO"), 403)
    tale.sign_in("COA")
    held = {role["role"] for role in ok(tale.get("R/me", "COA"), 200)["roles"]}
    assert held == {"coach", "assessor"}


def test_a04_country(tale: Telling) -> None:
    made = ok(tale.post("R/jurisdictions", PROFILE, "SG1"), 201)
    assert made["state"] == "draft"
    path = f"R/jurisdictions/{made['id']}/publication"
    body = {"reviewed_on": "2026-01-20"}
    refused(tale.post(path, body, "SG1"), 403)
    assert ok(tale.post(path, body, "COO"), 200)["state"] == "published"


@pytest.mark.waits_for("vaults")
def test_a05_keys(tale: Telling) -> None:
    made = ok(tale.post("P/vaults", {"passphrase": "a long invented phrase"}, "SG1"), 201)
    assert made["recovery_code"]


def test_a06_import(tale: Telling) -> None:
    content = a6_list()
    made = ok(upload(tale, content), 201)
    assert made["state"] == "preview"
    assert made["detected"]["encoding"] == "windows-1251"
    assert made["detected"]["delimiter"] == ";"
    counts = {"new": 6, "changed": 0, "unchanged": 0, "rejected": 1, "possible_duplicates": 1}
    assert counts.items() <= made["counts"].items()

    path = f"R/school-imports/{made['id']}"
    columns = {"Название": "name", "Код": "official_code", "Город": "town"}
    body = {"columns": columns}
    refused(tale.call("PUT", f"{path}/mapping", body, by="COO"), 428)
    seen = tale.get(path, "COO").headers["ETag"]
    put = tale.call("PUT", f"{path}/mapping", body, by="COO", headers={"If-Match": seen})
    assert counts.items() <= ok(put, 200)["counts"].items()

    job = confirm(tale, made["id"])
    wait_for_job(tale, job)
    rejected = tale.get(f"{path}/rejections.csv", "COO")
    assert rejected.status_code == 200
    lines = rejected.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "reason" in lines[0]
    listed = ok(tale.get(LISTED, "COO"), 200)["items"]
    assert len(listed) == 6
    assert {"0010", "02"} <= {school["official_code"] for school in listed}
    again = ok(upload(tale, content), 201)["counts"]
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 6)
    assert (again["rejected"], again["possible_duplicates"]) == (1, 1)


def test_a07_school(tale: Telling) -> None:
    listed = {
        each["official_code"]: each["id"] for each in ok(tale.get(LISTED, "COO"), 200)["items"]
    }
    tale.things["S"], tale.things["S2"] = school, other = listed["0010"], listed["02"]
    fill_posts(tale, school, {"HED": "head", "FOC": "focal", "DEP": "deputy"})
    path = f"R/schools/{school}"
    assert ok(tale.get(path, "HED"), 200)["state"] == "active"

    memberships = {actor: tale.people[actor].membership for actor in ("FOC", "DEP")}
    assert tale.call("DELETE", f"R/memberships/{memberships['DEP']}", by="HED").status_code == 204
    gone = tale.call("DELETE", f"R/memberships/{memberships['FOC']}", by="HED")
    assert refused(gone, 409, "last_second_manager")["remedy"]
    body = {"login": "dep", "role": "deputy", "scope": {"type": "school", "id": school}}
    made = ok(tale.post("R/invitations", body, "HED"), 201)
    again = ok(
        tale.post(f"R/invitations/{secret_of(made['invite_url'])}/acceptance", {}, "DEP"), 200
    )
    tale.people["DEP"].membership = again["membership"]["id"]
    tale.sign_in("DEP")
    assert ok(tale.get(path, "DEP"), 200)["state"] == "active"

    claim = {"country": "MD", "official_code": "0010", "name": "Школа № 1 «Радуга»"}
    assert ok(tale.post("R/schools", claim), 202)["claim"]
    fill_posts(tale, other, {"HE2": "head", "FO2": "focal"})


def test_a08_cohort(tale: Telling) -> None:
    school = tale.things["S"]
    body = {
        "name": "Spring 2026 (invented)",
        "standard_version": "1.0.0",
        "curriculum_version": "1.0.0",
        "starts_on": "2026-02-01",
        "ends_on": "2027-01-31",
        "target": 40,
    }
    cohort = ok(tale.post("R/cohorts", body, "COO"), 201)["id"]
    assert ok(tale.post(f"R/cohorts/{cohort}/opening", by="COO"), 200)["state"] == "running"
    made = ok(tale.post("R/enrolments", {"school": school, "cohort": cohort}, "HED"), 201)
    assert made["state"] == "applied"
    path = tale.things["enrolment"] = f"R/enrolments/{made['id']}"
    confirmed = ok(tale.post(f"{path}/confirmation", by="COO"), 200)
    assert confirmed["state"] == "enrolled"
    coach = {"user": tale.people["COA"].id}
    refused(tale.call("PUT", f"{path}/coach", coach, by="COO"), 428)
    write_seen(tale, "PUT", f"{path}/coach", coach, "COO", path)

    visit = {
        "school": school,
        "on": "2026-02-02",
        "mode": "online",
        "hours": 1.5,
        "modules": ["M3"],
        "notes": "We looked at who tells whom (invented).",
        "next_steps": ["Write the steps down"],
    }
    ok(tale.post("R/support-visits", visit, "COA"), 201)
    refused(tale.post("R/support-visits", visit | {"on": "2026-02-03"}, "COA"), 422)
    commitment = {"statement": "1.0.0", "public_entry": True}
    tale.until(
        lambda: tale.post(f"C/schools/{school}/commitments", commitment, "HED"),
        lambda answer: answer.status_code == 201,
    )


def test_a09_training(tale: Telling) -> None:
    """The modules and their quizzes; a module is passed by its quiz until tasks are built."""
    school, partner = tale.things["S"], tale.things["M"]
    trainer = {
        "user": tale.people["TRN"].id,
        "modules": [*MODULES, "M3C", "V1"],
        "basis": "founding",
        "reason": "The first trainer of this programme",
    }
    refused(tale.post("T/trainer-accreditations", trainer, "COO"), 409, "not_known_yet")
    ok(tale.get("T/me", "TRN"), 200)
    ok(tale.post("T/trainer-accreditations", trainer, "COO"), 201)
    counts = {
        "term": "2026-1",
        "declared_on": "2026-02-02",
        "groups": {"leadership": 3, "teaching": 4, "support": 2, "governing": 0},
    }
    ok(tale.call("PUT", f"T/schools/{school}/headcounts", counts, by="HED"), 200)
    refused(tale.call("PUT", f"T/schools/{school}/headcounts", counts, by="HED"), 428)
    leading = {"school": school, "group": "leadership", "lang": "en"}
    for actor in ("HED", "FOC", "DEP"):
        ok(tale.call("PUT", "T/learners/me", leading, by=actor), 200)
    refused(tale.call("PUT", "T/learners/me", leading, by="HE2"), 403)
    for actor in ("SG1", "SG2", "CK1", "CK2"):
        body = {"partner": partner, "lang": "en"}
        ok(tale.call("PUT", "T/learners/me", body, by=actor), 200)

    fail_the_critical_item(tale, "DEP")
    for actor in ("HED", "FOC", "DEP", "SG1", "SG2"):
        for module in MODULES:
            if (actor, module) != ("DEP", "M3"):
                assert pass_module(tale, actor, module)["valid_until"] == "2028-02-01"
    for actor in ("CK1", "CK2"):
        assert pass_module(tale, actor, "M3C")["valid_until"] == "2027-02-01"
        card = ok(tale.get("T/cards/me", actor), 200)
        assert card["modules"] == ["M3C"]
        assert card["number"]
        assert card["valid_until"] == "2027-02-01"


def fail_the_critical_item(tale: Telling, actor: str) -> None:
    """Answer all of M3 right but one item that must be right; then pass at the second try."""
    enrolment, attempt = begin(tale, actor, "M3")
    assert attempt["no"] == 1
    assert len(attempt["items"]) == 12
    assert all(set(item) == {"id", "kind", "stem", "options"} for item in attempt["items"])
    assert not [word for word in ("correct", "explanation") if f'"{word}"' in json.dumps(attempt)]
    answers = answers_to("M3", attempt["items"])
    critical = next(each for each in answers if items_of("M3")[each]["critical"])
    wrong = [option["id"] for option in items_of("M3")[critical]["options"]]
    answers[critical] = [each for each in wrong if each not in answers[critical]][:1]
    failed = submit(tale, actor, attempt["id"], answers)
    assert failed["score"] >= 80
    assert failed["critical_ok"] is False
    assert failed["feedback"]
    path = f"T/attempts/{attempt['id']}/submission"
    refused(tale.post(path, {"answers": answers}, actor), 409, "already_submitted")
    path = f"T/enrolments/{enrolment}"
    assert ok(tale.get(path, actor), 200)["state"] == "in_progress"
    second = ok(tale.post(f"{path}/attempts", by=actor), 201)
    assert second["no"] == 2
    submit(tale, actor, second["id"], answers_to("M3", second["items"]))
    assert ok(tale.get(path, actor), 200)["state"] == "passed"


@pytest.mark.waits_for("paper sessions")
def test_a10_paper_session(tale: Telling) -> None:
    coverage = ok(tale.get(f"T/schools/{tale.things['S']}/coverage", "FOC"), 200)
    assert coverage["stale"] is False


def test_a11_channel(tale: Telling) -> None:
    """A channel drafted and made live; its keys, its test and its drill come later."""
    hours = {"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"}
    body = {"owner": {"type": "school", "id": tale.things["S"]}, "langs": ["ro", "ru"]}
    body["hours"] = hours
    made = ok(tale.post("P/channels", body, "FOC"), 201)
    assert made["state"] == "draft"
    tale.things["slug"] = slug = made["slug"]
    page = tale.get(f"/help/{slug}")
    assert page.status_code == 200
    assert "not open yet" in page.text
    assert "<form" not in page.text
    assert "112" in page.text
    assert "000 100" in page.text
    path = f"P/channels/{made['id']}/launch"
    refused(tale.post(path, {}, "FOC"), 403)
    assert ok(tale.post(path, {}, "HED"), 200)["state"] == "live"


@pytest.mark.waits_for("drills")
def test_a12_drill(tale: Telling) -> None:
    assert ok(tale.get(f"P/drills/{tale.things['drill']}", "HED"), 200)["state"] == "passed"


def test_a13_pupil_reports(tale: Telling) -> None:
    path = f"P/public-channels/{tale.things['slug']}"
    marker = tale.things["marker"] = "blue kite over the river"
    seen = tale.get(path)
    shown = ok(seen, 200)
    assert "Set-Cookie" not in seen.headers
    assert shown["open"] is True
    assert shown["langs"] == ["ro", "ru"]
    assert shown["help"]["emergency"] == "112"
    assert shown["help"]["helpline"]["phone"] == "000 100"
    report = {
        "form_token": shown["form_token"],
        "lang": "ro",
        "who": "about_me",
        "what": "BULLY",
        "age_band": "9-12",
        "safe_now": "yes",
        "text": f"{marker} see http://x.example/a",
        "wants_reply": True,
    }
    path = f"{path}/reports"
    refuse_what_is_no_report(tale, path, report)
    wait_for_form(tale, shown["not_before"])
    tale.things["receipt"] = send_ten_times(tale, path, report)
    praise = form_token(tale)
    ok(tale.post(path, {"form_token": praise, "what": "PRAISE"}), 201)


def refuse_what_is_no_report(tale: Telling, path: str, report: dict[str, Any]) -> None:
    """Send what no report may have; the form can still be sent afterwards."""
    nothing = {name: value for name, value in report.items() if name != "what"}
    refused(tale.post(path, nothing), 422)
    for unknown in ("name", "email"):
        refused(tale.post(path, report | {unknown: "x"}), 422, "unknown_field")
    part = {"file": ("a.png", b"no pictures here")}
    assert tale.post(path, files=part).status_code == 415


def send_ten_times(tale: Telling, path: str, report: dict[str, Any]) -> str:
    """Tap ten times at once, and return the one receipt."""
    key = {"Idempotency-Key": "ten-taps"}
    with ThreadPoolExecutor(10) as pool:
        taps = [pool.submit(tale.post, path, report, headers=key) for _ in range(10)]
    answers = [each.result() for each in taps]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert not [answer for answer in answers if "Set-Cookie" in answer.headers]
    (receipt,) = {str(ok(answer, 201)["receipt"]) for answer in answers}
    assert re.fullmatch(r"(\d{4}-){4}\d{4}", receipt)
    first = answers[0].json()
    assert first["state"] == "acknowledged"
    assert first["next_by"]
    assert first["help"]["emergency"] == "112"
    assert first["removed"] == ["address"]
    return receipt


def form_token(tale: Telling) -> str:
    """Open the form of the school's channel, and wait as long as it takes to read it."""
    shown = ok(tale.get(f"P/public-channels/{tale.things['slug']}"), 200)
    wait_for_form(tale, shown["not_before"])
    return str(shown["form_token"])


def wait_for_form(tale: Telling, not_before: str) -> None:
    """Return once a form may be sent."""
    opens = datetime.fromisoformat(not_before)
    tale.until(
        lambda: datetime.fromisoformat(tale.program.ciss_json("test", "clock", "show")["now"]),
        lambda now: now > opens,
    )


def test_a14_return(tale: Telling) -> None:
    receipt: str = tale.things["receipt"]
    spaced = " " + receipt.replace("-", "\u00a0 ") + " "
    answer = tale.post("P/return-sessions", {"receipt": spaced})
    opened = ok(answer, 201)
    assert opened["state_text"]
    assert opened["messages"] == []
    assert opened["may_write"] is True
    assert tale.things["marker"] not in answer.text
    mistyped = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    refused(tale.post("P/return-sessions", {"receipt": mistyped}), 422, "mistyped")
    unknown = {"receipt": "0000 0000 0000 0000 0000"}
    refused(tale.post("P/return-sessions", unknown), 404, "no_such_code")
    mine = {"Authorization": f"Receipt {opened['token']}"}
    body = {"text": "It happened again (invented)."}
    ok(tale.post("P/threads/current/messages", body, headers=mine), 201)
    thread = ok(tale.get("P/threads/current", headers=mine), 200)
    assert [each["text"] for each in thread["messages"]] == [body["text"]]
    assert tale.call("DELETE", "P/return-sessions/current", headers=mine).status_code == 204
    refused(tale.get("P/threads/current", headers=mine), 401)


@pytest.mark.waits_for("cases")
def test_a15_case(tale: Telling) -> None:
    assert tale.get(f"P/cases/{tale.things['case']}", "COO").status_code == 404


@pytest.mark.waits_for("restricted reports")
def test_a16_past_the_school(tale: Telling) -> None:
    assert tale.get(f"P/reports/{tale.things['restricted']}", "HED").status_code == 404


@pytest.mark.waits_for("referrals")
def test_a17_grave_and_many(tale: Telling) -> None:
    path = f"P/cases/{tale.things['case']}/closure"
    refused(tale.post(path, {}, "FOC"), 409, "referral_missing")


def test_a18_self_review(tale: Telling) -> None:
    school = tale.things["S"]
    gates = tale.until(
        lambda: ok(tale.get(f"C/schools/{school}/gates", "HED"), 200),
        lambda found: found["channel"]["met"] and found["key_people"]["met"],
    )
    assert gates["coverage_silver"]["met"] is False
    assert gates["coverage_silver"]["as_of"]
    review = {"school": school, "target": "bronze"}
    made = tale.until(
        lambda: tale.post("C/reviews", review, "FOC"), lambda answer: answer.status_code == 201
    ).json()
    assert (made["round"], made["standard_version"], made["state"]) == (1, "1.0.0", "open")
    path = tale.things["review"] = f"C/reviews/{made['id']}"
    ratings = f"{path}/ratings"
    every = [rated(each) for each in CRITERIA]
    every[CRITERIA.index("2.1")] = rated("2.1", commentary=COMMENTARY[:79])
    before = {"If-Match": tale.get(path, "FOC").headers["ETag"]}
    too_high = {"ratings": [rated("3.1", level=3)]}
    refused(
        tale.call("PATCH", ratings, too_high, by="FOC", headers=before),
        422,
        "above_system_ceiling",
    )
    body = {"ratings": every}
    assert ok(tale.call("PATCH", ratings, body, by="FOC", headers=before), 200)["unrated"] == 0
    stale = tale.call("PATCH", ratings, {"ratings": [rated("1.1")]}, by="DEP", headers=before)
    assert {"yours", "theirs"} <= set(refused(stale, 412, "stale"))

    look_ahead(tale, path)
    stage_is(tale, "baseline")
    adopt_a_plan(tale, path)
    stage_is(tale, "improving")


def look_ahead(tale: Telling, review: str) -> None:
    """See what the ratings come to, and what one of them changes."""
    outlook = ok(tale.get(f"{review}/outlook", "FOC"), 200)
    assert outlook["level"] == "bronze"
    assert outlook["modules"] == {"M1": 1, "M2": 2, "M3": 2, "M4": 1, "M5": 1}
    assert outlook["gates"]["channel"]["met"]
    assert outlook["next"]["level"] == "silver"
    assert {"criterion", "from", "to", "effort"} <= set(outlook["next"]["raises"][0])
    path = f"{review}/ratings"
    write_seen(tale, "PATCH", path, {"ratings": [rated("3.3", level=1)]}, "FOC", review)
    outlook = ok(tale.get(f"{review}/outlook", "FOC"), 200)
    assert (outlook["level"], outlook["modules"]["M3"]) == (None, 1)
    write_seen(tale, "PATCH", path, {"ratings": [rated("3.3")]}, "FOC", review)


def adopt_a_plan(tale: Telling, review: str) -> None:
    """Plan three steps, and let the head adopt them."""
    for criterion in ("1.1", "4.1", "5.1"):
        action = {
            "criterion": criterion,
            "to_level": 2,
            "title": f"Bring {criterion} into use (invented)",
            "owner_role": "head",
            "due_on": "2026-06-01",
            "effort": "S",
        }
        ok(tale.post(f"{review}/actions", action, "FOC"), 201)
    refused(tale.post(f"{review}/plan-adoption", by="FOC"), 403)
    ok(tale.post(f"{review}/plan-adoption", by="HED"), 200)


def stage_is(tale: Telling, stage: str) -> None:
    """Return once the school's enrolment has reached a stage."""
    tale.until(
        lambda: ok(tale.get(tale.things["enrolment"], "HED"), 200)["state"],
        lambda found: found == stage,
    )


@pytest.mark.waits_for("policies and evidence")
def test_a19_policy(tale: Telling) -> None:
    assert ok(tale.get("C/policy-templates?criterion=2.1", "FOC"), 200)["items"]


def test_a20_submit(tale: Telling) -> None:
    """Without the rule on evidence, which waits for evidence."""
    review = tale.things["review"]
    path, body = f"{review}/submission", {"public_entry": True}
    refused(tale.post(path, body, "FOC"), 403)
    incomplete = refused(tale.post(path, body, "HED"), 409, "not_complete")
    assert incomplete["criteria"] == ["2.1"]
    write_seen(tale, "PATCH", f"{review}/ratings", {"ratings": [rated("2.1")]}, "FOC", review)
    refused(tale.post(path, {"public_entry": False}, "HED"), 409, "public_entry_missing")
    made = ok(tale.post(path, body, "HED"), 201)
    assert made["state"] == "submitted"
    assert made["gates"]["channel"]["met"]
    tale.things["assessment"] = f"C/assessments/{made['assessment']}"
    stage_is(tale, "in_assessment")


def test_a21_conflict_and_visit(tale: Telling) -> None:
    """Without the refusal of who coached the school, which tokens do not tell yet."""
    accreditations = {}
    for actor in ("COA", "ASR"):
        body = {
            "user": tale.people[actor].id,
            "basis": "founding",
            "reason": "One of the first assessors of this programme",
            "langs": ["ro", "ru"],
        }
        refused(tale.post("C/assessor-accreditations", body, "COO"), 409, "not_known_yet")
        ok(tale.get("C/me", actor), 200)
        accreditations[actor] = ok(tale.post("C/assessor-accreditations", body, "COO"), 201)["id"]
    path = tale.things["assessment"]
    lead = {"accreditation": accreditations["ASR"], "lead": True}
    offer = ok(tale.post(f"{path}/assignments", lead, "COO"), 201)
    assert offer["state"] == "offered"
    acceptance = f"C/assignments/{offer['id']}/acceptance"
    refused(tale.post(acceptance, {"declared": []}, "COA"), 403)
    ok(tale.post(acceptance, {"declared": []}, "ASR"), 200)
    assert ok(tale.get(path, "ASR"), 200)["state"] == "sift"
    agenda = {
        "visit_on": "2026-02-03",
        "items": [
            {"at": "09:00", "what": "Talk with the head (invented)"},
            {"at": "10:00", "what": "Talk with pupils (invented)"},
        ],
    }
    ok(tale.post(f"{path}/agenda", agenda, "ASR"), 201)
    assert ok(tale.get(path, "ASR"), 200)["state"] == "sift"
    assert ok(tale.post(f"{path}/agenda-acceptance", by="HED"), 200)["state"] == "scheduled"
    refused(tale.post(f"{path}/fieldwork", by="ASR"), 409, "too_early")
    move_clock(tale, "2026-02-03T09:00+02:00")
    assert ok(tale.post(f"{path}/fieldwork", by="ASR"), 200)["state"] == "fieldwork"
    pupils = {"group": "pupils", "people": 3, "summary": "They know whom to tell (invented)."}
    refused(tale.post(f"{path}/interviews", pupils, "ASR"), 422)
    for group, people in (("pupils", 5), ("staff", 4), ("leadership", 2)):
        held = {**pupils, "group": group, "people": people}
        ok(tale.post(f"{path}/interviews", held, "ASR"), 201)


def move_clock(tale: Telling, instant: str) -> None:
    """Move the deployment's clock; whoever is needed afterwards signs in again."""
    tale.program.ciss("test", "clock", "set", instant)
    tale.until(lambda: tale.get("R/me", "COO").status_code, lambda status: status == 401)
    for actor in ("COO", "COA", "ASR", "PAN", "HED", "FOC", "DEP"):
        tale.sign_in(actor)


def test_a22_findings(tale: Telling) -> None:
    path = tale.things["assessment"]
    body = {"findings": [found(each) for each in CRITERIA[:-1]]}
    write_seen(tale, "PATCH", f"{path}/findings", body, "ASR", path)
    refused(tale.post(f"{path}/findings-sharing", by="ASR"), 409, "finding_missing")
    body = {"findings": [found(CRITERIA[-1])]}
    write_seen(tale, "PATCH", f"{path}/findings", body, "ASR", path)
    shared = ok(tale.post(f"{path}/findings-sharing", by="ASR"), 200)
    assert shared["state"] == "findings_shared"
    answer = ok(tale.post(f"{path}/findings-response", {"accepted": True}, "HED"), 200)
    assert answer["state"] == "moderation"
    refused(tale.get("P/reports", "ASR"), 403)


def test_a23_decision(tale: Telling) -> None:
    """By the gates whose sources are built: the channel, and the people in their posts."""
    move_clock(tale, "2026-02-16T08:00+02:00")
    path = f"{tale.things['assessment']}/decision"
    gates = ok(tale.get(tale.things["assessment"], "PAN"), 200)["gates"]
    assert {name for name, gate in gates.items() if gate["met"]} >= {"channel", "key_people"}
    body = {"outcome": "awarded", "reasons": "All criteria were found as said (invented)."}
    refused(tale.post(path, body, "ASR"), 403)
    refused(tale.post(path, body | {"level": "gold"}, "PAN"), 422)
    with ThreadPoolExecutor(20) as pool:
        presses = [pool.submit(tale.post, path, body, "PAN") for _ in range(20)]
    answers = [each.result() for each in presses]
    decided = [answer for answer in answers if answer.status_code == 201]
    assert len(decided) == 1
    for answer in answers:
        if answer not in decided:
            refused(answer, 409, "already_decided")
    award = decided[0].json()
    assert award["level"] == "bronze"
    assert award["module_levels"] == {"M1": 1, "M2": 2, "M3": 2, "M4": 1, "M5": 1}
    assert award["certificate"] == NUMBER
    stage_is(tale, "certified")


def test_a24_anyone_verifies(tale: Telling) -> None:
    """The page, the document and the badge; the signed credential and the paper come later."""
    page = tale.get(f"/verify/{NUMBER}")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "Радуга" in page.text
    shown = ok(tale.get(f"/verify/{NUMBER}.json"), 200)
    assert shown["holder"] == {"name": "Школа № 1 «Радуга»", "town": "Калинов", "country": "MD"}
    facts = {
        "number": NUMBER,
        "kind": "school",
        "state": "active",
        "level": "bronze",
        "valid_from": "2026-02-16",
        "valid_to": "2027-08-15",
        "standard_version": "1.0.0",
    }
    assert facts.items() <= shown.items()
    assert shown["history"]
    refused(tale.get(f"/verify/{NUMBER[:-1]}6.json"), 404, "mistyped")
    assert tale.get(f"/verify/{NUMBER[:-1]}6").status_code == 404
    badge = tale.get(f"/certification/badges/{NUMBER}.svg")
    assert badge.status_code == 200
    assert "<title>" in badge.text
    listed = tale.until(
        lambda: ok(tale.get("R/certified-places?q=Калинов&state=active"), 200)["items"],
        lambda items: items,
    )
    (place,) = listed
    expected = {
        "kind": "school",
        "school": tale.things["S"],
        "name": "Школа № 1 «Радуга»",
        "town": "Калинов",
        "number": NUMBER,
        "level": "bronze",
        "state": "active",
        "valid_to": "2027-08-15",
    }
    assert expected.items() <= place.items()


def test_a25_integrator(tale: Telling) -> None:
    tale.sign_in("COO")
    made = ok(tale.post("R/clients", {"name": "Library of figures", "tier": "public"}, "COO"), 201)
    assert set(made) >= {"client_id", "client_secret"}
    shown = ok(tale.get(f"R/clients/{made['client_id']}", "COO"), 200)
    assert made["client_secret"] not in json.dumps(shown)
    names = ("client_id", "client_secret")
    body = {"grant_type": "client_credentials", **{name: made[name] for name in names}}
    token = ok(tale.post("R/tokens", body), 200)["access_token"]
    refused(tale.post("R/tokens", {**body, "client_secret": "guessed"}), 401)
    tale.people["INT"] = Person(login="", password="", token=token)

    path = "C/events?after=0&types=certification.certificate.issued.v1"
    page = ok(tale.get(path, "INT"), 200)
    (event,) = page["items"]
    assert (event["specversion"], event["subject"]) == ("1.0", NUMBER)
    assert event["tier"] == "public"
    waited = ok(tale.get(f"C/events?after={page['next']}&wait=5", "INT"), 200)
    assert waited == {"items": [], "next": page["next"]}
    for prefix in ("R/", "T/", "C/", "P/"):
        everything = ok(tale.get(f"{prefix}events?after=0", "INT"), 200)["items"]
        assert {each["tier"] for each in everything} <= {"public"}
    refused(tale.get("R/me", "INT"), 403)
    refused(tale.get(f"R/schools/{tale.things['S']}", "INT"), 403)
    tale.sign_in("OPS")
    seen_by_ops = ok(tale.get("R/events?after=0", "OPS"), 200)["items"]
    assert "registry.partner.changed.v1" in {each["type"] for each in seen_by_ops}


@pytest.mark.waits_for("cafés")
def test_a26_cafe(tale: Telling) -> None:
    assert ok(tale.get(f"C/pledges/{tale.things['pledge']}", "OWN"), 200)["state"] == "verified"


@pytest.mark.waits_for("statistics")
def test_a27_statistics(tale: Telling) -> None:
    assert ok(tale.get("P/statistics/releases/2026-Q1"), 200)["total"] == 15


def test_a28_nothing_leaked(tale: Telling) -> None:
    """As far as there is something to leak: no cases, no referrals and no backup yet."""
    for actor in ROLE_HOLDERS:
        tale.sign_in(actor)
    receipt: str = tale.things["receipt"]
    secrets = [f"{actor} (invented)" for actor in tale.people]
    secrets += [tale.things["marker"], receipt, receipt.replace("-", "")]
    mails = ask_for_a_password(tale, "HED")
    told = [
        *(json.dumps(each, ensure_ascii=False) for each in every_fact(tale, "OPS")),
        *mails,
        tale.program.log.read_text(),
    ]
    assert len(told) > len(secrets)
    assert not [word for word in secrets for text in told if word in text]

    if not tale.program.databases:
        # Who may call a route is looked at before any database is: once is enough.
        calls = play_every_route(tale, ROLE_HOLDERS)
        assert calls.total() > 1000
        assert calls["as declared"] == calls.total(), calls

    refused(tale.get("P/reports", "DEP"), 401, "vault_locked")
    gone = tale.call("DELETE", f"R/memberships/{tale.people['DEP'].membership}", by="HED")
    assert gone.status_code == 204
    stale = tale.until(lambda: tale.get("P/reports", "DEP"), lambda told: "stale" in told.text)
    refused(stale, 401, "token_stale")
    renewed = {"grant_type": "refresh_token", "refresh_token": tale.people["DEP"].refresh_token}
    tale.people["DEP"].token = ok(tale.post("R/tokens", renewed), 200)["access_token"]
    refused(tale.get("P/reports", "DEP"), 403, "role_missing")


@pytest.mark.waits_for("suspension")
def test_a29_suspended(tale: Telling) -> None:
    path = "C/certificates/SIS-MD-2026-000001-5/suspension"
    refused(tale.post(path, {"reason_code": "other"}, "HED"), 403)


def test_a30_hard_stop(tale: Telling) -> None:
    """Kill everything in the middle of imports and sign-ins: what was acknowledged is there."""
    rng = random.Random(30)
    work = HardWork(tale)
    for _ in range(4):
        tale.sign_in("COO")
        tale.sign_in("SG1")
        # What the last kill interrupted goes on by itself before the next list is sent.
        for job, _ in work.confirmed[-1:]:
            wait_for_job(tale, job)
        with ThreadPoolExecutor(2) as pool:
            doing = [pool.submit(work.import_lists), pool.submit(work.renew_sign_ins)]
            work.stop.wait(rng.uniform(1.0, 3.0))
            tale.program.kill()
            work.stop.set()
        assert [each.exception() for each in doing] == [None, None]
        work.stop.clear()
        tale.program.start()
        # The newest sign-in that was answered still holds, whatever was lost on the way.
        ok(tale.post("R/tokens", work.renewal()), 200)
    assert work.confirmed
    assert work.renewed
    tale.sign_in("COO")
    for job, _ in work.confirmed:
        wait_for_job(tale, job)
    rows = csv.DictReader(io.StringIO(tale.get("R/schools.csv", "COO").content.decode("utf-8-sig")))
    codes = [row["official_code"] for row in rows if row["official_code"]]
    assert len(codes) == len(set(codes))
    assert {code for _, made in work.confirmed for code in made} <= set(codes)

    # Not only nothing missing: everything read, by everyone.
    audited = tale.until(
        lambda: tale.program.ciss_json("events", "audit"), lambda found: found["behind"] == 0
    )
    assert (audited["missing"], audited["stale"]) == (0, 0)
    tale.program.ciss("audit", "verify", *SERVICES)
    assert tale.program.ciss_json("events", "dead", "list") == []

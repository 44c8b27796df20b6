"""The acceptance story of docs/story.md, step by step, against the real program."""

import csv
import io
import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta

import httpx
import pytest

from tests.lists import a6_list
from tests.system.program import SERVICES
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


def secret_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


def accept(tale: Telling, actor: str, url: str) -> None:
    """Accept an invitation as somebody new, and remember how to sign in."""
    password = f"{actor.lower()} walks by the river"
    body = {"display_name": f"{actor} (invented)", "lang": "en", "password": password}
    answer = ok(tale.post(f"R/invitations/{secret_of(url)}/acceptance", body), 201)
    tale.people[actor] = Person(
        login=answer["user"]["login"],
        password=password,
        totp_uri=answer["totp_uri"],
        one_time_codes=list(answer["one_time_codes"] or []),
        id=answer["user"]["id"],
    )


def upload(tale: Telling, content: bytes, name: str = "schools.csv") -> httpx.Response:
    return tale.post(
        "R/school-imports", by="COO", files={"file": (name, content)}, data={"country": "MD"}
    )


def confirm(tale: Telling, identifier: str) -> str:
    answer = ok(
        tale.post(f"R/school-imports/{identifier}/confirmation", {"duplicates": "skip"}, "COO"), 202
    )
    return str(answer["job"])


def wait_for_job(tale: Telling, job: str) -> None:
    """Return once a job is done."""
    path = f"R/jobs/{job}"
    tale.until(lambda: ok(tale.get(path, "COO"), 200), lambda found: found["state"] == "done")


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


@pytest.mark.waits_for("school people")
def test_a07_school(tale: Telling) -> None:
    school = tale.things["S"]
    body = {"login": "hed", "role": "head", "scope": {"type": "school", "id": school}}
    ok(tale.post("R/invitations", body, "COO"), 201)


@pytest.mark.waits_for("cohorts")
def test_a08_cohort(tale: Telling) -> None:
    body = {"school": tale.things["S"], "cohort": tale.things["cohort"]}
    assert ok(tale.post("R/enrolments", body, "HED"), 201)["state"] == "applied"


@pytest.mark.waits_for("training")
def test_a09_training(tale: Telling) -> None:
    body = {"learner": "me", "module": "M1"}
    assert ok(tale.post("T/enrolments", body, "HED"), 201)["state"] == "assigned"


@pytest.mark.waits_for("paper sessions")
def test_a10_paper_session(tale: Telling) -> None:
    coverage = ok(tale.get(f"T/schools/{tale.things['S']}/coverage", "FOC"), 200)
    assert coverage["stale"] is False


@pytest.mark.waits_for("channels")
def test_a11_channel(tale: Telling) -> None:
    path = f"P/channels/{tale.things['channel']}/launch"
    refused(tale.post(path, {}, "HED"), 409, "not_ready")


@pytest.mark.waits_for("drills")
def test_a12_drill(tale: Telling) -> None:
    assert ok(tale.get(f"P/drills/{tale.things['drill']}", "HED"), 200)["state"] == "passed"


@pytest.mark.waits_for("the child's form")
def test_a13_pupil_reports(tale: Telling) -> None:
    assert ok(tale.get(f"P/public-channels/{tale.things['slug']}"), 200)["open"] is True


@pytest.mark.waits_for("return by code")
def test_a14_return(tale: Telling) -> None:
    body = {"receipt": tale.things["mistyped"]}
    refused(tale.post("P/return-sessions", body), 422, "mistyped")


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


@pytest.mark.waits_for("self-review")
def test_a18_self_review(tale: Telling) -> None:
    body = {"school": tale.things["S"], "target": "bronze"}
    assert ok(tale.post("C/reviews", body, "FOC"), 201)["state"] == "open"


@pytest.mark.waits_for("policies and evidence")
def test_a19_policy(tale: Telling) -> None:
    assert ok(tale.get("C/policy-templates?criterion=2.1", "FOC"), 200)["items"]


@pytest.mark.waits_for("submission")
def test_a20_submit(tale: Telling) -> None:
    refused(tale.post(f"C/reviews/{tale.things['review']}/submission", {}, "FOC"), 403)


@pytest.mark.waits_for("assessors")
def test_a21_conflict_and_visit(tale: Telling) -> None:
    path = f"C/assignments/{tale.things['assignment']}/acceptance"
    refused(tale.post(path, {"declared": []}, "COA"), 409, "conflict_of_interest")


@pytest.mark.waits_for("findings")
def test_a22_findings(tale: Telling) -> None:
    path = f"C/assessments/{tale.things['assessment']}/findings-sharing"
    refused(tale.post(path, {}, "ASR"), 409, "finding_missing")


@pytest.mark.waits_for("decisions")
def test_a23_decision(tale: Telling) -> None:
    path = f"C/assessments/{tale.things['assessment']}/decision"
    refused(tale.post(path, {"outcome": "awarded", "reasons": "…"}, "PAN"), 409, "gate_unmet")


@pytest.mark.waits_for("certificates")
def test_a24_anyone_verifies(tale: Telling) -> None:
    assert ok(tale.get("/verify/SIS-MD-2026-000001-5.json"), 200)["state"] == "active"


def test_a25_integrator(tale: Telling) -> None:
    """As far as registry's facts go; clients of integrators come later."""
    path = "R/events?after=0&types=registry.jurisdiction.published.v1"
    page = tale.until(lambda: ok(tale.get(path), 200), lambda page: page["items"])
    assert len(page["items"]) == 1
    event = page["items"][0]
    assert event["specversion"] == "1.0"
    assert event["subject"] == "MD"
    assert event["tier"] == "public"
    assert event["data"]["helpline"]["phone"] == "000 100"
    waited = ok(tale.get(f"R/events?after={page['next']}&wait=5"), 200)
    assert waited == {"items": [], "next": page["next"]}

    everything = ok(tale.get("R/events?after=0"), 200)["items"]
    assert {each["tier"] for each in everything} == {"public"}
    for prefix in ("P/", "T/", "C/"):
        assert ok(tale.get(f"{prefix}events?after=0"), 200)["items"] == []
    tale.sign_in("OPS")
    seen_by_ops = ok(tale.get("R/events?after=0", "OPS"), 200)["items"]
    assert "registry.partner.changed.v1" in {each["type"] for each in seen_by_ops}


@pytest.mark.waits_for("cafés")
def test_a26_cafe(tale: Telling) -> None:
    assert ok(tale.get(f"C/pledges/{tale.things['pledge']}", "OWN"), 200)["state"] == "verified"


@pytest.mark.waits_for("statistics")
def test_a27_statistics(tale: Telling) -> None:
    assert ok(tale.get("P/statistics/releases/2026-Q1"), 200)["total"] == 15


@pytest.mark.waits_for("everything")
def test_a28_nothing_leaked(tale: Telling) -> None:
    feeds = [ok(tale.get(f"{p}events?after=0", "OPS"), 200)["items"] for p in ("R/", "T/", "P/")]
    assert not [person for person in tale.people.values() if person.login in json.dumps(feeds)]


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
    assert (audited["missing"], audited["twice"], audited["stale"]) == (0, 0, 0)
    for service in SERVICES:
        tale.program.ciss("audit", "verify", service)
    assert tale.program.ciss_json("events", "dead", "list") == []


class HardWork:
    """Imports and sign-ins that go on until the program is gone."""

    def __init__(self, tale: Telling) -> None:
        self.tale = tale
        self.stop = threading.Event()
        self.confirmed: list[tuple[str, list[str]]] = []
        self.renewed = 0
        self._lists = 0

    def import_lists(self) -> None:
        """Import one list of invented schools after another; note each that was confirmed."""
        with suppress(httpx.HTTPError):
            while not self.stop.is_set():
                self._lists += 1
                codes = [f"K{self._lists}-{number:04}" for number in range(1500)]
                lines = [f"{code},Invented School {code},Someplace" for code in codes]
                content = "\n".join(["official_code,name,town", *lines]).encode()
                made = ok(upload(self.tale, content), 201)
                job = confirm(self.tale, made["id"])
                self.confirmed.append((job, codes))
                # Two lists at a time would each be a preview of the other's past.
                wait_for_job(self.tale, job)

    def renewal(self) -> dict[str, str]:
        """Return the request that renews the sign-in of the officer."""
        return {
            "grant_type": "refresh_token",
            "refresh_token": self.tale.people["SG1"].refresh_token,
        }

    def renew_sign_ins(self) -> None:
        """Renew a sign-in again and again; keep what was answered last."""
        with suppress(httpx.HTTPError):
            while not self.stop.is_set():
                answer = ok(self.tale.post("R/tokens", self.renewal()), 200)
                self.tale.people["SG1"].refresh_token = answer["refresh_token"]
                self.renewed += 1

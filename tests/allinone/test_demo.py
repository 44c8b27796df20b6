import json
from base64 import b32encode
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from allinone.compose import SERVICES, Town
from allinone.demo import AGE, check_may_practise
from allinone.demo_parts import demo_sign_ins
from allinone.deployment import Deployment
from certification.assessments.model import Assessment
from chassis.bus.audit import audit as audit_bus
from chassis.bus.status import Member
from chassis.errors import Refused
from chassis.settings import Settings
from chassis.tables import audit
from registry.enrolments.model import Enrolment
from registry.home import queries
from registry.roles.rules import ROLES
from registry.schools.model import School
from reports.channels.model import Channel
from reports.channels.queries import in_town
from reports.schools import model as reports_model
from tests.plugins.practice import Practice

R = "/registry/api/v1"
PLACES_TO_COME = {"owner", "youth"}
"""Roles held at cafés and in youth groups, which do not exist yet."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, practice: Practice) -> Iterator[Deployment]:
    """A deployment filled with invented schools and people, as `ciss setup --demo` makes it."""
    deployment = Deployment(Settings(data=tmp_path_factory.mktemp("demo")))
    practice(deployment.settings.data)
    yield deployment
    deployment.dispose()


@pytest.fixture(scope="module")
def town(demo: Deployment) -> Town:
    return Town(demo)


@pytest.fixture(scope="module")
def client(town: Town) -> FlaskClient:
    return town.houses["registry"].app.test_client(use_cookies=False)


def test_forty_schools_in_four_countries_and_two_scripts_are_on_the_list(demo: Deployment) -> None:
    with demo.database("registry").read() as session:
        rows = session.execute(select(School.country, func.count()).group_by(School.country))
        assert {row[0]: row[1] for row in rows} == {"MD": 12, "UA": 10, "BY": 8, "RU": 10}
        names = session.scalars(select(School.name)).all()
        states = queries.schools_by_state(session)
    assert all(name.endswith("(demo)") for name in names)
    assert any(name.isascii() or "ș" in name for name in names)
    assert any("ї" in name or "Ї" in name for name in names)
    assert any("ў" in name or "Ў" in name for name in names)
    assert states == {"listed": 23, "verified": 2, "active": 15}


def test_every_role_that_has_a_place_can_sign_in(demo: Deployment, client: FlaskClient) -> None:
    seen: set[str] = set()
    for each in demo_sign_ins(demo):
        answer = client.post(
            f"{R}/tokens",
            json={
                "grant_type": "password",
                "username": each["login"],
                "password": each["password"],
                **({"otp": each["code"]} if each["code"] else {}),
            },
        )
        assert answer.status_code == 200, (each["login"], answer.json)
        token = {"Authorization": f"Bearer {(answer.json or {})['access_token']}"}
        me: Any = client.get(f"{R}/me", headers=token).json
        seen |= {role["role"] for role in me["roles"]}
    wanted = set(ROLES) - PLACES_TO_COME
    assert seen == wanted


def test_the_numbers_of_two_countries_are_published_and_cannot_be_dialled(
    demo: Deployment,
) -> None:
    with demo.database("registry").read() as session:
        helpers = queries.help_numbers(session)
    assert sorted(each.country for each in helpers) == ["MD", "UA"]
    assert {(each.emergency, each.phone) for each in helpers} == {("000 demo", "000 demo")}


def test_certificates_of_every_fate_were_awarded_by_the_way_of_the_schools(
    town: Town,
) -> None:
    registry = town.houses["registry"].app.test_client()
    listed: Any = registry.get(f"{R}/certified-places").json
    states = Counter((each["state"], each["level"]) for each in listed["items"])
    assert states == {
        ("active", "bronze"): 2,
        ("due", "bronze"): 1,
        ("expired", "bronze"): 1,
        ("suspended", "bronze"): 1,
        ("committed", None): 9,
    }
    verify = town.houses["certification"].app.test_client()
    for each in filter(lambda place: place["state"] != "committed", listed["items"]):
        assert each["number"].startswith("SIS-")
        found: Any = verify.get(f"/verify/{each['number']}.json").json
        assert (found["state"], found["holder"]["name"]) == (each["state"], each["name"])


def test_schools_stand_at_every_stage(demo: Deployment) -> None:
    with demo.database("registry").read() as session:
        rows = session.execute(select(Enrolment.stage, func.count()).group_by(Enrolment.stage))
        stages = {row[0]: row[1] for row in rows}
    assert set(stages) == {
        "applied", "enrolled", "improving", "in_assessment", "certified", "renewing",
    }  # fmt: skip
    with demo.database("certification").read() as session:
        rows = session.execute(select(Assessment.state, func.count()).group_by(Assessment.state))
        assert {row[0]: row[1] for row in rows} == {
            "submitted": 2, "sift": 1, "fieldwork": 1, "findings_shared": 1, "moderation": 1,
            "minor_gaps": 1, "awarded": 5,
        }  # fmt: skip


def test_nothing_is_left_to_hear_and_nothing_went_wrong(demo: Deployment) -> None:
    members = {
        name: Member(database, SERVICES[name].subscriptions)
        for name, database in demo.databases().items()
    }
    for each in audit_bus(members):
        assert (each.is_whole, each.missing, each.stale, each.behind) == (True, 0, 0, 0)


def test_the_codes_are_the_same_wherever_people_practise(demo: Deployment) -> None:
    at = demo.clock.now()
    codes = {each["login"]: each["code"] for each in demo_sign_ins(demo)}
    secret = b32encode(sha256(b"practice coordinator").digest()[:20]).decode()
    moments = [at + timedelta(seconds=each) for each in (0, 30)]
    assert codes["coordinator"] in [pyotp.TOTP(secret).at(moment) for moment in moments]


def test_a_coordinator_finds_work_for_today(demo: Deployment) -> None:
    now = demo.clock.now()
    with demo.database("registry").read() as session:
        imports = Counter((each.file_name, each.state) for each in queries.open_imports(session))
        offers = queries.offers(session, now)
        drafts = queries.drafts(session, now.date())
    assert imports == {("autumn.csv", "preview"): 1}
    assert (offers.open, offers.expired) == (1, 1)
    assert [row.country for row in drafts] == ["BY", "RU", "RU"]


def test_it_all_happened_in_the_weeks_before_today(demo: Deployment) -> None:
    with demo.database("registry").read() as session:
        days = session.scalars(select(audit.c.at).order_by(audit.c.no)).all()
    assert days == sorted(days)
    # The data is made once for a whole run, the keys first of all.
    file = demo.settings.data / "keys" / "signing.json"
    began = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    assert began - AGE - timedelta(minutes=10) < days[0] < began - AGE + timedelta(days=1)
    assert days[-1] <= demo.clock.now()


def test_every_service_shows_that_it_is_invented(town: Town) -> None:
    pages = {
        "training": "/training",
        "certification": "/certification",
        "reports": "/reports",
        "registry": "/",
    }
    for name, url in pages.items():
        page = town.houses[name].app.test_client().get(url)
        assert "every person and school here is invented" in page.text, url
    assert "Call 000 demo" in town.houses["reports"].app.test_client().get("/help").text


def test_a_child_finds_a_school_by_its_town_or_name(demo: Deployment) -> None:
    with demo.database("reports").read() as session:
        live = session.scalars(select(Channel).where(Channel.state == "live")).all()
        open_ = [session.get_one(reports_model.School, each.owner_id) for each in live]
        assert len(open_) > 1
        for school in open_:
            found = in_town(session, school.name)
            assert school.id in {each.school.id for each in found}, school.name


def test_the_secrets_are_for_the_owner_of_this_machine_only(demo: Deployment) -> None:
    file = demo.settings.data / "demo.json"
    assert file.stat().st_mode & 0o077 == 0
    assert {note["login"] for note in json.loads(file.read_text())} >= {"ops", "coordinator"}


def test_nobody_practises_where_strangers_can_reach(tmp_path: Path) -> None:
    public = Settings(data=tmp_path, public_url="https://ciss.example.org")
    with pytest.raises(Refused) as refused:
        check_may_practise(Deployment(public))
    assert refused.value.reason == "public_address"

"""The whole way of an assessment in the browser, without JavaScript, and its list."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis.db import Database
from tests.certification.journey import Journey, person_id
from tests.certification.reviews.test_pages import hidden, place
from tests.certification.schoolhouse import CRITERIA, OTHER_SCHOOL, STANDARD
from tests.registry.front_door import PageAs
from tests.services.facts import SCHOOL
from tests.statements import statements

BASE = "/certification"
ALL = f"{BASE}/assessments"
NUMBER = "CISS-MD-2026-000001-5"
LONG = "We saw it with our own eyes, and people could explain it."


def browser(page_as: PageAs, who: str) -> FlaskClient:
    if who in ("head", "focal"):
        return page_as(who, scope="school", id=SCHOOL)
    role = who.rstrip("0123456789")
    return page_as(role, sub=str(person_id(who)), name=f"Test {who}")


def send(client: FlaskClient, url: str, to: str = "", **answers: Any) -> Any:
    return client.post(to or url, data={**hidden(client.get(url).text), **answers})


def one(journey: Journey) -> str:
    return f"{BASE}{journey.url}"


def module_answers(module: str) -> dict[str, str]:
    said = {each: 2 if each[0] in "23" or each == "1.5" else 1 for each in CRITERIA}
    answers = {}
    for each in CRITERIA:
        if f"M{each[0]}" == module:
            key = each.replace(".", "_")
            answers[f"seen_{key}"] = "0"
            answers[f"level_{key}"] = str(said[each])
            answers[f"gap_{key}"] = ""
            answers[f"reason_{key}"] = LONG
    return answers


def test_everybody_does_their_part_on_pages(journey: Journey, page_as: PageAs) -> None:
    page = hand_in(journey, page_as)
    agree_on_an_assessor(journey, page_as, page)
    agree_on_a_day(page_as, page)
    journey.clock.advance(timedelta(days=1))
    visit(page_as, page)
    answer(page_as, page)
    panel = browser(page_as, "panel")
    assert "Decide" in panel.get(ALL).text
    deciding = panel.get(f"{page}/decision").text
    assert "Bronze" in deciding
    assert "Thank you." in deciding
    reasons = "All was found as the school says."
    assert place(send(panel, f"{page}/decision", outcome="awarded", reasons=reasons)) == page
    for who in ("head", "coordinator", "assessor"):
        decided = browser(page_as, who).get(page).text
        assert f'href="/verify/{NUMBER}"' in decided, who
        own = f"{BASE}/certificates/{NUMBER}"
        assert (own in decided) == (browser(page_as, who).get(own).status_code == 200), who
    assert panel.get(f"/verify/{NUMBER}").status_code == 200
    assert panel.get(f"{page}/decision").status_code == 409


def hand_in(journey: Journey, page_as: PageAs) -> str:
    url = f"{BASE}/reviews/{journey.rated()}/submission"
    head, coordinator = browser(page_as, "head"), browser(page_as, "coordinator")
    assert "Nothing was handed in yet" in coordinator.get(ALL).text
    refused = send(head, url, kind="remote")
    assert refused.status_code == 409
    assert "Agree to the public entry" in refused.text
    page = place(send(head, url, kind="visit", public_entry="y"))
    journey.assessment = page.rpartition("/")[2]
    assert "It is handed in" in head.get(url).text
    return page


def agree_on_an_assessor(journey: Journey, page_as: PageAs, page: str) -> None:
    coordinator = browser(page_as, "coordinator")
    journey.accredit()
    asked = f"{page}/assignments"
    assert "Choose an assessor" in coordinator.get(ALL).text
    form = coordinator.get(asked).text
    choice = form.partition('name="accreditation"')[2].partition('value="')[2].partition('"')[0]
    assert place(send(coordinator, asked, accreditation=choice, lead="y")) == page
    assert "Nobody is left to be asked" in coordinator.get(asked).text
    assessor = browser(page_as, "assessor")
    assert "Answer the offer" in assessor.get(ALL).text
    offered = assessor.get(page).text
    assert "What must be so besides" not in offered
    offer = f"{BASE}/assignments/" + offered.partition(f"{BASE}/assignments/")[2].partition('"')[0]
    assert place(send(assessor, offer, f"{offer}/acceptance")) == page
    assert "You have answered this offer" in assessor.get(offer).text


def agree_on_a_day(page_as: PageAs, page: str) -> None:
    assessor, head = browser(page_as, "assessor"), browser(page_as, "head")
    wrong = send(assessor, f"{page}/agenda", visit_on="2026-02-03", items="9 Talk\n10:00 Talk")
    assert wrong.status_code == 422
    assert "in line 1." in wrong.text
    assert "9 Talk" in wrong.text
    lines = "09:00 Talk with the head\n\n10:30 Talk with pupils"
    assert place(send(assessor, f"{page}/agenda", visit_on="2026-02-03", items=lines)) == page
    asked = head.get(page).text
    assert asked.index("10:30") < asked.index("Agree to the day</button>")
    assert place(send(head, page, f"{page}/agreement")) == page


def visit(page_as: PageAs, page: str) -> None:
    assessor = browser(page_as, "assessor")
    assert place(send(assessor, page, f"{page}/beginning")) == page
    few = send(assessor, f"{page}/talks", group="pupils", people="3", summary="Too few of them.")
    assert few.status_code == 422
    assert "Too few of them." in few.text
    for group in ("pupils", "staff", "leadership"):
        send(assessor, f"{page}/talks", group=group, people="5", summary="They know whom to tell.")
    assert "26 criteria have no finding yet" in assessor.get(f"{page}/findings").text
    for module in STANDARD.modules:
        url = f"{page}/findings/{module.id}"
        assert send(assessor, url, **module_answers(module.id)).status_code == 303
    assert "Every criterion has a finding" in assessor.get(f"{page}/findings").text


def answer(page_as: PageAs, page: str) -> None:
    assessor, head = browser(page_as, "assessor"), browser(page_as, "head")
    assert LONG not in head.get(page).text
    assert f'"{page}/sharing"' not in assessor.get(page).text
    assert f'"{page}/sharing"' in assessor.get(f"{page}/findings").text
    assert place(send(assessor, f"{page}/findings", f"{page}/sharing")) == page
    assert LONG in head.get(page).text
    assert "found everything as your school said" in head.get(f"{page}/response").text
    assert place(send(head, f"{page}/response", accepted="yes", comment="Thank you.")) == page


@pytest.mark.parametrize("state", ["submitted", "sift", "scheduled", "fieldwork"])
def test_a_page_offers_only_what_can_be_done(journey: Journey, page_as: PageAs, state: str) -> None:
    journey.reach(state)
    offered = {
        "submitted": {"head": ["/withdrawal"], "coordinator": ["/assignments"]},
        "sift": {
            "head": ["/withdrawal"],
            "assessor": ["/agenda", "/returning"],
            "coordinator": ["/assignments"],
        },
        "scheduled": {"head": ["/withdrawal"], "assessor": ["/agenda"]},
        "fieldwork": {"head": ["/withdrawal"], "assessor": ["/talks", "/findings"]},
    }[state]
    for who in (
        "head",
        "focal",
        "coordinator",
        "panel",
        *(["assessor"] if state != "submitted" else []),
    ):
        text = browser(page_as, who).get(one(journey)).text
        parts = ["/withdrawal", "/assignments", "/agenda", "/returning", "/beginning", "/talks",
                 "/findings", "/sharing", "/response", "/decision", "/agreement"]  # fmt: skip
        shown = [part for part in parts if f'{journey.url}{part}"' in text]
        assert shown == offered.get(who, []), who


def test_nobody_else_gets_in(journey: Journey, page_as: PageAs) -> None:
    journey.reach("sift")
    stranger = page_as("head", scope="school", id=OTHER_SCHOOL)
    assert stranger.get(one(journey)).status_code == 403
    assert journey.assessment not in stranger.get(ALL).text
    assert browser(page_as, "assessor2").get(one(journey)).status_code == 403
    for part in ("agenda", "talks", "findings", "findings/M1", "returning"):
        assert browser(page_as, "assessor2").get(f"{one(journey)}/{part}").status_code == 403, part
    for part in ("withdrawal", "response"):
        assert stranger.get(f"{one(journey)}/{part}").status_code == 403, part
    assert browser(page_as, "focal").get(f"{one(journey)}/withdrawal").status_code == 403


def test_the_list_is_narrowed_by_state(journey: Journey, page_as: PageAs) -> None:
    journey.reach("sift")
    client = browser(page_as, "coordinator")
    assert journey.assessment in client.get(f"{ALL}?state=sift").text
    assert "no assessment in this state" in client.get(f"{ALL}?state=moderation").text
    assert journey.assessment in client.get(f"{ALL}?state=nonsense").text


def test_list_and_page_ask_few_questions(
    journey: Journey, page_as: PageAs, database: Database
) -> None:
    journey.reach("moderation")
    client = browser(page_as, "coordinator")
    client.get(ALL)
    for url, most in ((ALL, 10), (one(journey), 16)):
        with statements() as asked:
            assert client.get(url).status_code == 200
        selects = [each for each in asked if each.lstrip().startswith("SELECT")]
        assert len(selects) <= most, "\n".join(selects)
    assert database.dialect in ("sqlite", "postgresql")

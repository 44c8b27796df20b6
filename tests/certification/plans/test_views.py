"""What a school plans, over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from tests.certification.schoolhouse import OTHER_SCHOOL, C, Schoolhouse, rating
from tests.services.facts import SCHOOL
from tests.services.served import Published


@pytest.fixture
def review(schoolhouse: Schoolhouse) -> str:
    """Return a self-review in which everything is rated, as in the story."""
    schoolhouse.open_channel()
    schoolhouse.train()
    made = schoolhouse.review()
    schoolhouse.rate_all(made)
    return made


def adopt(schoolhouse: Schoolhouse, review: str, by: str = "head") -> Any:
    return schoolhouse.ask("POST", f"/reviews/{review}/plan-adoption", schoolhouse.person(by))


def test_the_story_plans_three_actions_and_the_head_adopts(
    schoolhouse: Schoolhouse, review: str, published: Published
) -> None:
    for _ in range(3):
        planned = schoolhouse.done(schoolhouse.plan(review), 201)
        assert (planned["state"], planned["from_level"], planned["to_level"]) == ("open", 1, 2)
    assert schoolhouse.done(adopt(schoolhouse, review), 200)["plan_adopted_on"] == "2026-02-02"
    told = published("certification.plan.adopted.v1")
    assert [body for _, body in told] == [
        {
            "review": review,
            "school": str(SCHOOL),
            "round": 1,
            "standard_version": "1.0.0",
            "on": "2026-02-02",
        }
    ]
    assert schoolhouse.done(adopt(schoolhouse, review), 409)["reason"] == "adopted_already"


def test_only_the_head_adopts(schoolhouse: Schoolhouse, review: str) -> None:
    schoolhouse.plan(review)
    schoolhouse.done(adopt(schoolhouse, review, "focal"), 403)
    url = f"/reviews/{review}/plan-adoption"
    stranger = schoolhouse.ask("POST", url, schoolhouse.person("head", OTHER_SCHOOL))
    assert schoolhouse.done(stranger, 403)["reason"] == "not_yours"


def test_an_empty_plan_is_not_adopted(schoolhouse: Schoolhouse, review: str) -> None:
    refused = schoolhouse.done(adopt(schoolhouse, review), 409)
    assert refused["reason"] == "plan_incomplete"
    assert refused["modules"] == []


def test_a_module_below_the_target_needs_an_action(schoolhouse: Schoolhouse, review: str) -> None:
    schoolhouse.rate(review, [rating("3.2", 1)])
    schoolhouse.plan(review)
    refused = schoolhouse.done(adopt(schoolhouse, review), 409)
    assert (refused["reason"], refused["modules"]) == ("plan_incomplete", ["M3"])
    schoolhouse.done(schoolhouse.plan(review, "3.2"), 201)
    schoolhouse.done(adopt(schoolhouse, review), 200)


def test_before_everything_is_rated_nothing_is_adopted(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    schoolhouse.plan(review)
    assert schoolhouse.done(adopt(schoolhouse, review), 409)["reason"] == "wrong_state"


def test_of_many_who_adopt_at_once_one_succeeds(
    schoolhouse: Schoolhouse, review: str, app: Flask, published: Published
) -> None:
    schoolhouse.plan(review)
    by = schoolhouse.person("head")

    def press(_: int) -> int:
        client = app.test_client(use_cookies=False)
        return client.post(f"{C}/reviews/{review}/plan-adoption", headers=by).status_code

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(press, range(5))) == [200, 409, 409, 409, 409]
    assert len(published("certification.plan.adopted.v1")) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to_level": 1}, "to_level"),
        ({"to_level": 5}, "to_level"),
        ({"due_on": "2026-02-01"}, "due_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"title": "  ab "}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"owner_role": "Ana Rusu"}, "owner_role"),
        ({"effort": "XL"}, "effort"),
        ({"note": "x"}, "note"),
    ],
)
def test_an_action_that_leads_nowhere_is_refused(
    schoolhouse: Schoolhouse, review: str, change: dict[str, Any], field: str
) -> None:
    refused = schoolhouse.done(schoolhouse.plan(review, **change), 422)
    assert field in str(refused["errors"])


def test_an_action_for_a_criterion_that_is_not_there_is_not_found(
    schoolhouse: Schoolhouse, review: str
) -> None:
    refused = schoolhouse.done(schoolhouse.plan(review, "9.9"), 404)
    assert refused["reason"] == "no_such_criterion"


def test_an_action_moves_on_and_never_back(schoolhouse: Schoolhouse, review: str) -> None:
    action = schoolhouse.done(schoolhouse.plan(review), 201)["id"]
    url, by = f"/reviews/{review}/actions/{action}", schoolhouse.person("deputy")
    assert (
        schoolhouse.done(schoolhouse.ask("POST", f"{url}/beginning", by), 200)["state"] == "doing"
    )
    again = schoolhouse.ask("POST", f"{url}/beginning", by)
    assert schoolhouse.done(again, 409)["reason"] == "wrong_state"
    assert (
        schoolhouse.done(schoolhouse.ask("POST", f"{url}/completion", by), 200)["state"] == "done"
    )
    head = schoolhouse.person("head")
    late = schoolhouse.ask("POST", f"{url}/dropping", head, {"reason": "Not needed"})
    assert schoolhouse.done(late, 409)["reason"] == "wrong_state"


def test_the_head_drops_an_action_and_says_why(schoolhouse: Schoolhouse, review: str) -> None:
    action = schoolhouse.done(schoolhouse.plan(review), 201)["id"]
    url = f"/reviews/{review}/actions/{action}/dropping"
    body = {"reason": "The board does it"}
    schoolhouse.done(schoolhouse.ask("POST", url, schoolhouse.person("focal"), body), 403)
    head = schoolhouse.person("head")
    schoolhouse.done(schoolhouse.ask("POST", url, head, {"reason": " "}), 422)
    dropped = schoolhouse.done(schoolhouse.ask("POST", url, head, body), 200)
    assert (dropped["state"], dropped["reason"]) == ("dropped", "The board does it")
    assert schoolhouse.done(adopt(schoolhouse, review), 409)["reason"] == "plan_incomplete"


def test_an_action_of_another_review_is_not_found(schoolhouse: Schoolhouse, review: str) -> None:
    url = f"/reviews/{review}/actions/{OTHER_SCHOOL}/beginning"
    answer = schoolhouse.ask("POST", url, schoolhouse.person("head"))
    assert schoolhouse.done(answer, 404)["reason"] == "no_such_action"


def test_actions_are_listed_page_by_page(schoolhouse: Schoolhouse, review: str) -> None:
    made = [schoolhouse.done(schoolhouse.plan(review), 201)["id"] for _ in range(3)]
    url, by = f"/reviews/{review}/actions", schoolhouse.person("head")
    first = schoolhouse.done(schoolhouse.ask("GET", f"{url}?limit=2", by), 200)
    rest = schoolhouse.done(schoolhouse.ask("GET", f"{url}?after={first['next']}", by), 200)
    assert [each["id"] for each in (*first["items"], *rest["items"])] == made
    assert rest["next"] is None
    stranger = schoolhouse.person("head", OTHER_SCHOOL)
    schoolhouse.done(schoolhouse.ask("GET", url, stranger), 403)
    schoolhouse.done(schoolhouse.plan(review, by="staff"), 403)

"""How a school rates itself, over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts.registry import Stage
from tests.certification.schoolhouse import (
    CRITERIA,
    LONG,
    OTHER_SCHOOL,
    C,
    Schoolhouse,
    another_way_in,
    rating,
    story_levels,
)
from tests.registry.front_door import Tokens
from tests.services.facts import SCHOOL
from tests.services.served import Hear, Published


def test_a_self_review_begins_by_the_standard_of_the_enrolment(schoolhouse: Schoolhouse) -> None:
    begun = schoolhouse.done(schoolhouse.begin(), 201)
    assert begun["round"] == 1
    assert begun["standard_version"] == "1.0.0"
    assert begun["state"] == "open"
    assert begun["unrated"] == len(CRITERIA)
    assert begun["target"] == "bronze"


def test_without_a_target_the_first_round_aims_at_bronze(schoolhouse: Schoolhouse) -> None:
    assert schoolhouse.done(schoolhouse.begin(None), 201)["target"] == "bronze"


def test_a_school_has_one_self_review_at_a_time(schoolhouse: Schoolhouse) -> None:
    first = schoolhouse.review()
    refused = schoolhouse.done(schoolhouse.begin(), 409)
    assert refused["reason"] == "review_open"
    assert refused["review"] == first


def test_of_many_who_begin_at_once_one_succeeds(schoolhouse: Schoolhouse, app: Flask) -> None:
    by = schoolhouse.person("focal")

    def begin(_: int) -> int:
        client = app.test_client(use_cookies=False)
        return client.post(f"{C}/reviews", json={"school": str(SCHOOL)}, headers=by).status_code

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(begin, range(6)))
    assert found == [201, 409, 409, 409, 409, 409]


def test_before_the_enrolment_is_known_it_waits(schoolhouse: Schoolhouse) -> None:
    answer = schoolhouse.begin(school=OTHER_SCHOOL)
    assert schoolhouse.done(answer, 409)["reason"] == "not_known_yet"
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize("stage", [Stage.APPLIED, Stage.WITHDRAWN])
def test_a_school_outside_every_cohort_waits(
    schoolhouse: Schoolhouse, hear: Hear, stage: Stage
) -> None:
    hear(another_way_in(OTHER_SCHOOL, stage=stage))
    refused = schoolhouse.done(schoolhouse.begin(school=OTHER_SCHOOL), 409)
    assert refused["reason"] == "not_known_yet"


@pytest.mark.parametrize("role", ["staff", "coordinator", "assessor", "owner"])
def test_only_those_who_manage_a_school_begin(schoolhouse: Schoolhouse, role: str) -> None:
    by = schoolhouse.person(role)
    schoolhouse.done(schoolhouse.ask("POST", "/reviews", by, {"school": str(SCHOOL)}), 403)


def test_people_of_another_school_can_neither_read_nor_rate(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    stranger = schoolhouse.person("head", OTHER_SCHOOL)
    body = {"ratings": [rating("1.1", 1)]}
    for method, url, sent in (
        ("GET", f"/reviews/{review}", None),
        ("GET", f"/reviews/{review}/outlook", None),
        ("GET", f"/reviews?school={SCHOOL}", None),
        ("GET", f"/schools/{SCHOOL}/gates", None),
        ("POST", "/reviews", {"school": str(SCHOOL)}),
        ("PATCH", f"/reviews/{review}/ratings", body),
    ):
        answer = schoolhouse.ask(method, url, stranger, sent, If_Match='"1"')
        assert schoolhouse.done(answer, 403)["reason"] == "not_yours", url


def test_ratings_are_saved_and_counted(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    saved = schoolhouse.done(schoolhouse.rate(review, [rating("1.1", 2), rating("2.1", 0)]), 200)
    assert saved["unrated"] == len(CRITERIA) - 2
    assert saved["state"] == "open"
    shown = schoolhouse.shown(review)["ratings"]
    assert [(each["criterion"], each["level"]) for each in shown] == [("1.1", 2), ("2.1", 0)]


def test_a_commentary_left_out_stays(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    schoolhouse.rate(review, [rating("1.1", 1)])
    schoolhouse.done(schoolhouse.rate(review, [{"criterion": "1.1", "level": 2}]), 200)
    assert schoolhouse.shown(review)["ratings"][0]["commentary"] == LONG


def test_the_last_rating_makes_the_baseline_and_tells_once(
    schoolhouse: Schoolhouse, published: Published
) -> None:
    schoolhouse.open_channel()
    schoolhouse.train()
    review = schoolhouse.review()
    assert schoolhouse.rate_all(review)["state"] == "baselined"
    schoolhouse.done(schoolhouse.rate(review, [rating("1.1", 2)]), 200)
    told = published("certification.self_review.baselined.v1")
    assert [body for _, body in told] == [
        {
            "review": review,
            "school": str(SCHOOL),
            "round": 1,
            "standard_version": "1.0.0",
            "on": "2026-02-02",
        }
    ]


def test_a_level_above_the_ceiling_is_refused_and_nothing_is_saved(
    schoolhouse: Schoolhouse,
) -> None:
    review = schoolhouse.review()
    answer = schoolhouse.rate(review, [rating("1.1", 2), rating("3.1", 3)])
    refused = schoolhouse.done(answer, 422)
    assert refused["reason"] == "above_system_ceiling"
    assert list(refused["errors"]) == ["3.1"]
    assert schoolhouse.shown(review)["ratings"] == []


def test_an_open_channel_allows_two_but_not_three(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    schoolhouse.done(schoolhouse.rate(review, [rating("3.1", 2)]), 422)
    schoolhouse.open_channel()
    schoolhouse.done(schoolhouse.rate(review, [rating("3.1", 2)]), 200)
    schoolhouse.done(schoolhouse.rate(review, [rating("3.1", 3)]), 422)


def test_an_old_version_is_stale_and_shows_both(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    schoolhouse.rate(review, [rating("1.1", 1)])
    answer = schoolhouse.ask(
        "PATCH",
        f"/reviews/{review}/ratings",
        schoolhouse.person("head"),
        {"ratings": [rating("1.1", 2), rating("1.2", 2)]},
        If_Match='"1"',
    )
    refused = schoolhouse.done(answer, 412)
    assert (refused["yours"], refused["theirs"]) == (1, 2)
    assert refused["ratings"] == [
        {"criterion": "1.1", "level": 1, "commentary": LONG, "na": False, "reason": None}
    ]
    assert [each["level"] for each in schoolhouse.shown(review)["ratings"]] == [1]


def test_without_a_version_nothing_is_saved(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    url, by = f"/reviews/{review}/ratings", schoolhouse.person("focal")
    schoolhouse.done(schoolhouse.ask("PATCH", url, by, {"ratings": [rating("1.1", 1)]}), 428)


def test_of_many_who_save_on_one_version_one_succeeds(schoolhouse: Schoolhouse, app: Flask) -> None:
    review = schoolhouse.review()
    by = schoolhouse.person("focal")

    def save(level: int) -> int:
        return (
            app.test_client(use_cookies=False)
            .patch(
                f"{C}/reviews/{review}/ratings",
                json={"ratings": [rating("1.1", level)]},
                headers={**by, "If-Match": '"1"'},
            )
            .status_code
        )

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(save, range(4)))
    assert found == [200, 412, 412, 412]


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([rating("9.9", 1)], "no_such_criterion"),
        ([rating("1.1", 1), rating("1.1", 2)], "twice"),
        ([rating("1.2", None, na=True, reason="We have none")], "critical_na"),
        ([rating("1.1", None, na=True)], "reason_missing"),
        ([rating("1.1", 2, na=True, reason="We have none")], "level_and_na"),
        (
            [rating(each, None, na=True, reason="We have none") for each in ("1.1", "1.3", "1.4")],
            "too_many_na",
        ),
    ],
)
def test_ratings_that_make_no_sense_are_refused(
    schoolhouse: Schoolhouse, ratings: list[dict[str, Any]], reason: str
) -> None:
    review = schoolhouse.review()
    refused = schoolhouse.done(schoolhouse.rate(review, ratings), 422)
    assert refused["reason"] == reason
    assert refused["errors"]
    assert schoolhouse.shown(review)["ratings"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ratings": []},
        {"ratings": [{"criterion": "1.1"}]},
        {"ratings": [rating("1.1", 5)]},
        {"ratings": [rating("1.1", -1)]},
        {"ratings": [{"criterion": "1.1", "level": "2"}]},
        {"ratings": [rating("1.1", 1, "x" * 3001)]},
        {"ratings": [rating("1.1", 1, name="A person")]},
    ],
)
def test_a_bad_body_is_refused_in_words(schoolhouse: Schoolhouse, body: Any) -> None:
    review = schoolhouse.review()
    url, by = f"/reviews/{review}/ratings", schoolhouse.person("focal")
    assert "errors" in schoolhouse.done(
        schoolhouse.ask("PATCH", url, by, body, If_Match='"1"'), 422
    )


def test_one_that_does_not_apply_is_rated_too(schoolhouse: Schoolhouse) -> None:
    schoolhouse.open_channel()
    schoolhouse.train()
    review = schoolhouse.review()
    levels = story_levels()
    del levels["4.4"]
    schoolhouse.rate_all(review, levels)
    saved = schoolhouse.rate(review, [rating("4.4", None, na=True, reason="No place near us")])
    assert schoolhouse.done(saved, 200)["state"] == "baselined"


def test_officials_see_no_ratings_before_they_are_handed_in(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    schoolhouse.rate(review, [rating("1.1", 2)])
    for role in ("coordinator", "panel"):
        by = schoolhouse.official(role)
        shown = schoolhouse.done(schoolhouse.ask("GET", f"/reviews/{review}", by), 200)
        assert "ratings" not in shown
        answer = schoolhouse.ask("GET", f"/reviews/{review}/outlook", by)
        assert schoolhouse.done(answer, 403)["reason"] == "draft"


@pytest.mark.parametrize("path", ["", "/outlook"])
def test_an_assessor_of_the_partner_sees_no_self_review(
    schoolhouse: Schoolhouse, path: str
) -> None:
    url = f"/reviews/{schoolhouse.review()}{path}"
    assert schoolhouse.ask("GET", url, schoolhouse.official("assessor")).status_code == 403


def test_the_self_reviews_of_a_school_are_listed(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    url = f"/reviews?school={SCHOOL}"
    found = schoolhouse.done(schoolhouse.ask("GET", url, schoolhouse.person("head")), 200)
    assert [(each["id"], each["unrated"]) for each in found["items"]] == [(review, 26)]
    assert found["next"] is None
    schoolhouse.done(schoolhouse.ask("GET", url, schoolhouse.official("coordinator")), 200)


def test_a_self_review_that_is_not_there_is_not_found(schoolhouse: Schoolhouse) -> None:
    url = f"/reviews/{OTHER_SCHOOL}"
    answer = schoolhouse.ask("GET", url, schoolhouse.person("head"))
    assert schoolhouse.done(answer, 404)["reason"] == "no_such_review"


def test_visitors_see_nothing(client: FlaskClient, schoolhouse: Schoolhouse, token: Tokens) -> None:
    review = schoolhouse.review()
    for url in (f"/reviews/{review}", f"/reviews/{review}/outlook", f"/schools/{SCHOOL}/gates"):
        assert client.get(f"{C}{url}").status_code == 401
        assert client.get(f"{C}{url}", headers=token("staff")).status_code == 403

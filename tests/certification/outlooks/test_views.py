"""How far a school is, over HTTP: the numbers of the story."""

from time import perf_counter

from tests.certification.schoolhouse import Schoolhouse, covered, illegal, rating
from tests.services.facts import SCHOOL
from tests.services.served import Hear
from tests.statements import statements


def test_the_story_has_its_numbers(schoolhouse: Schoolhouse) -> None:
    schoolhouse.open_channel()
    schoolhouse.train()
    review = schoolhouse.review()
    assert schoolhouse.rate_all(review)["unrated"] == 0
    found = schoolhouse.outlook(review)
    assert found["level"] == "bronze"
    assert found["modules"] == {"M1": 1, "M2": 2, "M3": 2, "M4": 1, "M5": 1}
    assert found["next"]["level"] == "silver"
    assert found["gates"]["channel"] == {"met": True}
    assert found["gates"]["key_people"] == {"met": True}
    assert found["gates"]["coverage_silver"] == {"met": False}
    schoolhouse.done(schoolhouse.rate(review, [rating("3.3", 1)]), 200)
    low = schoolhouse.outlook(review)
    assert low["level"] is None
    assert low["modules"]["M3"] == 1
    assert low["next"] == {
        "level": "bronze",
        "raises": [{"criterion": "3.3", "from": 1, "to": 2, "effort": "M"}],
    }


def test_a_step_that_waits_says_for_what(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    raises = schoolhouse.outlook(review)["next"]["raises"]
    waiting = {(each["criterion"], each["to"]): each.get("waits_for") for each in raises}
    assert waiting["3.1", 2] == "channel_live"
    assert waiting["3.1", 1] is None


def test_a_rating_above_what_is_known_today_counts_less_and_both_are_shown(
    schoolhouse: Schoolhouse, hear: Hear
) -> None:
    schoolhouse.open_channel()
    schoolhouse.train()
    hear(illegal())
    review = schoolhouse.review()
    schoolhouse.rate_all(review)
    schoolhouse.done(schoolhouse.rate(review, [rating("3.3", 3)]), 200)
    assert schoolhouse.outlook(review)["capped"] == []
    hear(illegal("80"), version=2)
    found = schoolhouse.outlook(review)
    assert found["capped"] == [{"criterion": "3.3", "rating": 3, "ceiling": 2}]
    assert found["level"] == "bronze"
    kept = [each for each in schoolhouse.shown(review)["ratings"] if each["criterion"] == "3.3"]
    assert kept[0]["level"] == 3


def test_the_gates_say_what_is_known(schoolhouse: Schoolhouse, hear: Hear) -> None:
    assert schoolhouse.gates() == {
        "channel": {"met": False},
        "key_people": {"met": False},
        "coverage_silver": {"met": False},
        "coverage_gold": {"met": False},
    }
    schoolhouse.open_channel()
    schoolhouse.train()
    hear(*covered("50"))
    assert schoolhouse.gates(schoolhouse.official("panel")) == {
        "channel": {"met": True},
        "key_people": {"met": True},
        "coverage_silver": {"met": True, "as_of": "2026-02-02"},
        "coverage_gold": {"met": False, "as_of": "2026-02-02"},
    }


def test_the_gates_of_an_unknown_school_wait(schoolhouse: Schoolhouse) -> None:
    by = schoolhouse.person("head")
    answer = schoolhouse.ask("GET", f"/schools/{str(SCHOOL)[:-1]}f/gates", by)
    assert schoolhouse.done(answer, 409)["reason"] == "not_known_yet"


def test_an_outlook_is_quick_and_asks_the_database_little(schoolhouse: Schoolhouse) -> None:
    review = schoolhouse.review()
    schoolhouse.outlook(review)
    with statements() as seen:
        began = perf_counter()
        schoolhouse.outlook(review)
        took = perf_counter() - began
    whose_it_is = 2
    assert len(seen) <= 10 + whose_it_is - 1
    assert took < 1.0

"""The standard as it is shipped: complete, and never changed once published."""

import re
from hashlib import sha256
from importlib.resources import files

import pytest

from certification.standards import formats
from chassis.errors import NotFound
from tests.certification.levels.arithmetic import CRITICAL, EFFORT, WEIGHTS

STANDARD = formats.load("1.0.0")
CRITERIA = list(STANDARD.criteria.values())
PUBLISHED = {
    "standard/1.0.0/standard.yaml": (
        "81d147366944fa19d6f4db7cb27e44b9ad8eaf32c55a36f489210fabc7e45e78"
    ),
    "commitment/1.0.0/commitment.yaml": (
        "1908b917b9bb356ecef76ef27d8415c879a34f62386fc1a8429fc9d746594587"
    ),
}


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_a_published_version_never_changes(name: str) -> None:
    content = files("certification").joinpath("data", name).read_bytes()
    assert sha256(content).hexdigest() == PUBLISHED[name], "publish a new version instead"


def test_every_published_version_is_held() -> None:
    assert [f"standard/{each}/standard.yaml" for each in formats.versions()] == list(PUBLISHED)[:1]


def test_it_has_five_modules_and_twenty_six_criteria_with_the_weights_of_the_design() -> None:
    found = {
        module.id: {each.id: each.weight for each in module.criteria} for module in STANDARD.modules
    }
    assert found == WEIGHTS
    assert len(CRITERIA) == 26


def test_the_critical_ones_and_the_fed_ones_are_as_agreed() -> None:
    assert {each.id for each in CRITERIA if each.critical} == CRITICAL
    assert {each.id for each in CRITERIA if each.system} == {"1.5", "3.1", "3.3"}


def test_every_criterion_can_be_understood() -> None:
    for each in CRITERIA:
        assert len(each.levels) == 5
        assert len(set(each.levels)) == 5
        assert all(level.endswith(".") and len(level) >= 25 for level in each.levels), each.id
        assert 3 <= len(re.findall(r"[.!?](?= |$)", each.guidance)) <= 6, each.id
        assert 2 <= len(each.questions) <= 3
        assert all(question.endswith("?") for question in each.questions)
        assert each.evidence


def test_no_two_sentences_are_the_same() -> None:
    texts = [text for each in CRITERIA for text in (*each.levels, *each.questions, each.guidance)]
    assert len(texts) == len(set(texts))


def test_the_effort_grows_with_the_level() -> None:
    sizes = {"S": 1, "M": 2, "L": 4}
    for each in CRITERIA:
        assert {level: sizes[size] for level, size in each.effort.items()} == EFFORT


def test_each_award_holds_as_long_as_agreed_and_asks_only_gates_that_exist() -> None:
    assert {rule.award: rule.months for rule in STANDARD.awards} == {
        "bronze": 18,
        "silver": 24,
        "gold": 36,
    }
    assert {gate for rule in STANDARD.awards for gate in rule.gates} == set(STANDARD.gates)
    assert "no_objection" not in STANDARD.gates


def test_at_most_two_that_are_not_critical_may_be_left_out() -> None:
    assert (STANDARD.na_most, STANDARD.na_critical) == (2, False)


def test_a_version_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        formats.load("../1.0.0")

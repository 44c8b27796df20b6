"""Each thing that can be done with an assessment, in each state and by each person."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from certification.assessments import rules
from tests.certification.journey import AGENDA, ORDER, Journey, finding, returned
from tests.certification.schoolhouse import OTHER_SCHOOL, STANDARD

PEOPLE = ("head", "focal", "deputy", "coordinator", "assessor", "assessor2", "panel", "coach")


class Deed(NamedTuple):
    """One thing to be done, by whom, and how."""

    who: str
    do: Callable[[Journey, str], Any]


def post(part: str, body: Any = None) -> Callable[[Journey, str], Any]:
    return lambda way, who: way.ask("POST", f"{way.url}/{part}", who, body or {})


def offer(way: Journey, who: str) -> Any:
    body = {"accreditation": way.accredit("assessor3"), "lead": False}
    return way.ask("POST", f"{way.url}/assignments", who, body)


def find(way: Journey, who: str) -> Any:
    return way.find_these([finding("1.1", 1, 1)], who)


DEEDS: dict[str, Deed] = {
    rules.PLAN: Deed("assessor", post("agenda", {**AGENDA, "visit_on": "2026-03-03"})),
    rules.ACCEPT_AGENDA: Deed("head", post("agenda-acceptance")),
    rules.RETURN: Deed("assessor", post("return", returned())),
    rules.BEGIN: Deed("assessor", post("fieldwork")),
    rules.INTERVIEW: Deed("assessor", lambda way, who: way.talk(who=who)),
    rules.FIND: Deed("assessor", find),
    rules.SHARE: Deed("assessor", post("findings-sharing")),
    rules.RESPOND: Deed("head", post("findings-response", {"accepted": True})),
    rules.DECIDE: Deed("panel", lambda way, who: way.decide(who)),
    rules.WITHDRAW: Deed("head", post("withdrawal")),
}
WHERE = {name: next(each for each in ORDER if each in rules.FROM[name]) for name in DEEDS}
"""For each thing, a state in which it may be done."""


@pytest.mark.parametrize("state", rules.STATES)
def test_what_a_state_does_not_allow_is_refused_and_changes_nothing(
    journey: Journey, state: str
) -> None:
    journey.reach(state)
    before = journey.done("GET", journey.url, "coordinator")
    # Nobody assesses what was only handed in or given up before: they have no part in it.
    has_assessor = state not in (rules.SUBMITTED, rules.WITHDRAWN)
    tried = 0
    for name, deed in DEEDS.items():
        if state in rules.FROM[name]:
            continue
        answer = deed.do(journey, deed.who)
        if deed.who == "assessor" and not has_assessor:
            assert answer.status_code == 403, (name, answer.json)
        else:
            assert answer.status_code == 409, (name, answer.json)
            decided = name == rules.DECIDE and state in rules.DECIDED
            assert answer.json["reason"] == ("already_decided" if decided else "wrong_state"), name
        tried += 1
    assert tried == sum(state not in rules.FROM[name] for name in DEEDS)
    assert journey.done("GET", journey.url, "coordinator") == before


@pytest.mark.parametrize("state", rules.STATES)
def test_offers_are_made_and_answered_only_while_it_is_read(journey: Journey, state: str) -> None:
    journey.reach(state)
    answer = offer(journey, "coordinator")
    if state in rules.FROM[rules.ASSIGN]:
        assert answer.status_code == 201, answer.json
    else:
        assert (answer.status_code, answer.json["reason"]) == (409, "wrong_state")


@pytest.mark.parametrize("state", dict.fromkeys(WHERE.values()))
def test_only_whose_part_it_is_may_do_a_thing(journey: Journey, state: str) -> None:
    journey.reach(state)
    journey.done("GET", "/me", "assessor2")
    before = journey.done("GET", journey.url, "coordinator")
    refused = 0
    for name in [each for each, place in WHERE.items() if place == state]:
        deed = DEEDS[name]
        for who in PEOPLE:
            if who == deed.who:
                continue
            answer = deed.do(journey, who)
            assert answer.status_code == 403, (name, who, answer.json)
            refused += 1
    assert refused == 7 * sum(place == state for place in WHERE.values())
    assert journey.done("GET", journey.url, "coordinator") == before


@pytest.mark.parametrize("name", [name for name, deed in DEEDS.items() if deed.who == "head"])
def test_the_head_of_another_school_may_not(journey: Journey, name: str) -> None:
    journey.reach(WHERE[name])
    head = journey.school.person("head", OTHER_SCHOOL)
    part = {
        rules.ACCEPT_AGENDA: "agenda-acceptance",
        rules.RESPOND: "findings-response",
        rules.WITHDRAW: "withdrawal",
    }[name]
    body = {"accepted": True} if name == rules.RESPOND else {}
    answer = journey.school.ask("POST", f"{journey.url}/{part}", head, body)
    assert (answer.status_code, answer.json["reason"]) == (403, "not_yours")


@pytest.mark.parametrize("name", DEEDS)
def test_what_is_not_there_is_not_found(journey: Journey, name: str) -> None:
    journey.reach("submitted")
    deed = DEEDS[name]
    if name == rules.FIND:
        body = {"findings": [finding("1.1", 1, 1)]}
        answer = journey.ask("PATCH", f"/assessments/{OTHER_SCHOOL}/findings", deed.who, body,
                             If_Match='"1"')  # fmt: skip
    else:
        journey.assessment = str(OTHER_SCHOOL)
        answer = deed.do(journey, deed.who)
    assert (answer.status_code, answer.json["reason"]) == (404, "no_such_assessment")


def test_every_state_can_be_reached_and_every_thing_done_somewhere() -> None:
    assert set(rules.FROM) == {*DEEDS, rules.ASSIGN, rules.ACCEPT, rules.REFUSE}
    assert {state for states in rules.FROM.values() for state in states} | set(rules.OVER) == set(
        rules.STATES
    )
    assert len(STANDARD.criteria) == 26

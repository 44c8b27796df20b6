"""The stage follows from what is known, in whatever order it came to be known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.enrolments.rules import LADDER, Stage
from registry.stages.rules import (
    RENEWAL_DAYS,
    Assessment,
    Certificate,
    Known,
    renewal_day,
    standing,
)

ENROLLED = date(2026, 2, 2)
TODAY = date(2026, 3, 1)


def day(number: int) -> date:
    return ENROLLED + timedelta(days=number)


def assessment(number: int, state: str, on: int, outcome: str | None = None) -> Assessment:
    return Assessment(id=f"a{number}", state=state, outcome=outcome, on=day(on))


def certificate(number: int, on: int, days: int = 545, state: str = "active") -> Certificate:
    return Certificate(
        number=f"SIS-MD-2026-{number:06}-0",
        state=state,
        valid_from=day(on),
        valid_to=day(on + days),
        on=day(on),
    )


def stage(known: Known, today: date = TODAY) -> Stage:
    return standing(known, ENROLLED, today).stage


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Known(), Stage.ENROLLED),
        (Known(baselines=(day(1),)), Stage.BASELINE),
        (Known(plans=(day(2),)), Stage.IMPROVING),
        (Known(baselines=(day(1),), plans=(day(2),)), Stage.IMPROVING),
        (Known(assessments=(assessment(1, "submitted", 3),)), Stage.IN_ASSESSMENT),
        (Known(assessments=(assessment(1, "scheduled", 4),)), Stage.IN_ASSESSMENT),
        (Known(assessments=(assessment(1, "returned", 4),)), Stage.IMPROVING),
        (Known(assessments=(assessment(1, "withdrawn", 4),)), Stage.IMPROVING),
        (Known(assessments=(assessment(1, "decided", 5, "awarded"),)), Stage.CERTIFIED),
        (Known(assessments=(assessment(1, "decided", 5, "minor_gaps"),)), Stage.IMPROVING),
        (Known(assessments=(assessment(1, "decided", 5, "not_yet"),)), Stage.IMPROVING),
        (Known(certificates=(certificate(1, 5),)), Stage.CERTIFIED),
        (Known(certificates=(certificate(1, 5, state="suspended"),)), Stage.CERTIFIED),
        (Known(certificates=(certificate(1, 5, state="revoked"),)), Stage.IMPROVING),
        (Known(certificates=(certificate(1, 5, state="expired"),)), Stage.RENEWING),
        (Known(certificates=(certificate(1, 5, state="superseded"),)), Stage.CERTIFIED),
    ],
)
def test_each_fact_has_its_stage(known: Known, expected: Stage) -> None:
    assert stage(known) == expected


def test_a_late_word_of_a_submission_does_not_take_a_certificate_away() -> None:
    known = Known(assessments=(assessment(1, "submitted", 3),), certificates=(certificate(1, 20),))
    assert stage(known) == Stage.CERTIFIED


@pytest.mark.parametrize("school_zone", ["Pacific/Auckland", "Pacific/Honolulu"])
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("active", Stage.CERTIFIED),
        ("revoked", Stage.IMPROVING),
        ("expired", Stage.RENEWING),
    ],
)
def test_a_certificate_counts_whatever_day_it_was_at_the_school(
    school_zone: str, state: str, expected: Stage
) -> None:
    """It is one instant, and two days: one at the school, another at the programme."""
    for hour in range(0, 24, 6):
        decided_at = datetime(2026, 2, 10, hour, tzinfo=UTC)
        at_school = decided_at.astimezone(ZoneInfo(school_zone)).date()
        at_programme = decided_at.astimezone(ZoneInfo("Europe/Chisinau")).date()
        award = assessment(1, "decided", (at_school - ENROLLED).days, "awarded")
        held = certificate(1, (at_programme - ENROLLED).days, state=state)
        known = Known(assessments=(award,), certificates=(held,))
        assert stage(known) == expected, hour


def test_a_renewal_decided_later_is_newer_than_the_old_certificate() -> None:
    taken_back = certificate(1, 5, state="revoked")
    known = Known(assessments=(assessment(2, "decided", 7, "awarded"),), certificates=(taken_back,))
    assert stage(known) == Stage.CERTIFIED


def test_a_school_that_fails_to_renew_keeps_what_its_old_certificate_gives() -> None:
    held = certificate(1, 20)
    for ended in (
        assessment(2, "returned", 30),
        assessment(2, "withdrawn", 30),
        assessment(2, "decided", 30, "not_yet"),
    ):
        known = Known(assessments=(ended,), certificates=(held,))
        assert stage(known, day(40)) == Stage.CERTIFIED
        assert stage(known, day(20 + 545 - 10)) == Stage.RENEWING
    under_way = Known(assessments=(assessment(2, "submitted", 30),), certificates=(held,))
    assert stage(under_way, day(40)) == Stage.IN_ASSESSMENT


def test_renewing_begins_180_days_before_the_end() -> None:
    held = certificate(1, 20)
    known = Known(certificates=(held,))
    first = held.valid_to - timedelta(days=RENEWAL_DAYS)
    assert stage(known, first - timedelta(days=1)) == Stage.CERTIFIED
    assert standing(known, ENROLLED, first).stage == Stage.RENEWING
    assert standing(known, ENROLLED, first + timedelta(days=9)).on == first
    assert renewal_day(first) == held.valid_to


def test_what_is_older_than_the_enrolment_is_about_an_earlier_one() -> None:
    known = Known(
        baselines=(day(-5),),
        plans=(day(-4),),
        assessments=(assessment(1, "decided", -3, "awarded"),),
        certificates=(certificate(1, -3),),
    )
    assert stage(known) == Stage.ENROLLED
    assert standing(known, ENROLLED, TODAY).baseline_on is None
    yesterday_elsewhere = Known(baselines=(day(-1),))
    assert stage(yesterday_elsewhere) == Stage.BASELINE


def test_the_first_self_review_gives_the_day_of_the_baseline() -> None:
    known = Known(baselines=(day(400), day(3)), plans=(day(8), day(410)))
    found = standing(known, ENROLLED, TODAY)
    assert (found.baseline_on, found.on) == (day(3), day(8))


Story = list[tuple[int, str, object]]
"""What was told: when, about which thing, and what."""


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A true way of a school: each step follows from the one before, each on a later day."""
    now = draw(st.integers(0, 3))
    told: Story = [(now, "baseline", day(now))]
    now += draw(st.integers(1, 9))
    told.append((now, "plan", day(now)))
    for number in range(draw(st.integers(0, 3))):
        for state in draw(st.sampled_from(ENDS)):
            now += draw(st.integers(1, 30))
            word, _, outcome = state.partition(" ")
            told.append((now, f"a{number}", assessment(number, word, now, outcome or None)))
            if outcome == "awarded":
                told.append((now, f"c{number}", certificate(number, now)))
        awarded = [each for each in told if each[1] == f"c{number}"]
        if bool(awarded) and draw(st.booleans()):
            now += draw(st.integers(1, 30))
            held = awarded[0][2]
            assert isinstance(held, Certificate)
            state = draw(st.sampled_from(["suspended", "revoked"]))
            told.append((now, f"c{number}", replace(held, state=state, on=day(now))))
    return told


ENDS = [
    ["submitted"],
    ["submitted", "withdrawn"],
    ["submitted", "returned", "submitted"],
    ["submitted", "scheduled", "decided not_yet"],
    ["submitted", "scheduled", "decided minor_gaps", "decided awarded"],
    ["submitted", "scheduled", "decided awarded"],
]


def known_of(told: Story) -> Known:
    """Keep the newest that was told of each thing, as the read models do."""
    newest: dict[str, tuple[int, object]] = {}
    for at, thing, what in told:
        if thing not in newest or newest[thing][0] <= at:
            newest[thing] = (at, what)
    values = [what for _, what in newest.values()]
    return Known(
        baselines=tuple(
            w for t, (_, w) in newest.items() if t == "baseline" and isinstance(w, date)
        ),
        plans=tuple(w for t, (_, w) in newest.items() if t == "plan" and isinstance(w, date)),
        assessments=tuple(each for each in values if isinstance(each, Assessment)),
        certificates=tuple(each for each in values if isinstance(each, Certificate)),
    )


@given(stories(), st.data())
def test_order_and_repeats_do_not_matter(told: Story, data: st.DataObject) -> None:
    mixed = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told)))]))
    assert standing(known_of(mixed), ENROLLED, TODAY) == standing(known_of(told), ENROLLED, TODAY)


def test_every_order_of_a_whole_way_leads_to_the_same_stage() -> None:
    told: Story = [
        (1, "baseline", day(1)),
        (2, "plan", day(2)),
        (3, "a1", assessment(1, "submitted", 3)),
        (9, "a1", assessment(1, "decided", 9, "awarded")),
        (9, "c1", certificate(1, 9)),
    ]
    for order in permutations(told):
        assert stage(known_of(list(order))) == Stage.CERTIFIED


def taken_back(what: object) -> bool:
    return isinstance(what, Certificate) and what.state == "revoked"


@settings(max_examples=500)
@given(stories(), st.data())
def test_no_late_fact_takes_a_school_back(told: Story, data: st.DataObject) -> None:
    """Whatever comes after something newer is known leaves the school there or further on.

    Word that a certificate was taken back is no late word of a step forward: it holds whenever
    it comes.
    """
    order = data.draw(st.permutations(told))
    for many in range(1, len(order)):
        before, late = order[:many], order[many]
        if late[0] < max(at for at, _, _ in before) and not taken_back(late[2]):
            was, now = stage(known_of(before)), stage(known_of([*before, late]))
            assert LADDER.index(now) >= LADDER.index(was), (before, late)

"""Facts of certification move a school on, in whatever order, once or twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from chassis import audit
from chassis.bus.events import Delivered, Fact, decode
from chassis.bus.ingest import facts_of
from chassis.clock import StillClock
from chassis.timers import run_due
from contracts.certification import (
    AssessmentChanged,
    AssessmentKind,
    AssessmentState,
    Award,
    CertificateDue,
    CertificateFact,
    CertificateIssued,
    CertificateRevoked,
    CertificateState,
    ModuleLevel,
    Outcome,
    PlanAdopted,
    SelfReviewBaselined,
)
from registry.app import SERVICE
from registry.enrolments.model import StageStep
from registry.enrolments.rules import LADDER
from registry.schools.model import School
from registry.stages.jobs import TIMERS
from tests.registry.journey import FIRST, Journey, body_of
from tests.services.past import replay_past, write_past
from tests.statements import statements

REVIEW, ASSESSMENT = uuid4(), uuid4()
Told = tuple[Fact, int]


def reviewed(school: UUID) -> tuple[Told, Told]:
    body = {"review": REVIEW, "school": school, "round": 1, "standard_version": "1.0.0"}
    return (
        (SelfReviewBaselined(**body, on=date(2026, 2, 3)), 2),  # type: ignore[arg-type] # mixed
        (PlanAdopted(**body, on=date(2026, 2, 4)), 3),  # type: ignore[arg-type] # mixed
    )


def assessed(
    school: UUID, state: AssessmentState, version: int, outcome: Outcome | None = None
) -> Told:
    fact = AssessmentChanged(
        assessment=ASSESSMENT,
        school=school,
        kind=AssessmentKind.VISIT,
        state=state,
        outcome=outcome,
        on=date(2026, 2, 4) + timedelta(days=version),
    )
    return fact, version


def certified(
    school: UUID,
    kind: type[CertificateFact] = CertificateIssued,
    state: CertificateState = CertificateState.ACTIVE,
    version: int = 1,
    number: str = "SIS-MD-2026-000001-5",
) -> Told:
    fact = kind(
        number=number,
        school=school,
        name="Lumina Lyceum (demo)",
        town="Bălți",
        country="MD",
        level=Award.BRONZE,
        module_levels=(ModuleLevel(module="M1", level=1),),
        standard_version="1.0.0",
        state=state,
        valid_from=date(2026, 2, 16),
        valid_to=date(2027, 8, 15),
        on=date(2026, 2, 16),
    )
    return fact, version


def whole_way(school: UUID) -> list[Told]:
    return [
        *reviewed(school),
        assessed(school, AssessmentState.SUBMITTED, 1),
        assessed(school, AssessmentState.DECIDED, 3, Outcome.AWARDED),
        certified(school),
    ]


def test_a_school_goes_from_stage_to_stage(journey: Journey) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    seen = []
    for each in whole_way(school):
        journey.hear(each)
        seen.append(journey.state(enrolment)["state"])
    assert seen == ["baseline", "improving", "in_assessment", "certified", "certified"]
    assert journey.state(enrolment)["baseline_on"] == "2026-02-03"
    told = [(each["stage"], each["on"]) for each in journey.told()]
    assert told == [
        ("applied", "2026-02-02"),
        ("enrolled", "2026-02-02"),
        ("baseline", "2026-02-03"),
        ("improving", "2026-02-04"),
        ("in_assessment", "2026-02-05"),
        ("certified", "2026-02-07"),
    ]
    with journey.database.read() as session:
        steps = session.scalars(select(StageStep).order_by(StageStep.id)).all()
        deeds = [row.what for row in audit.history(session, enrolment)]
    assert [each.stage for each in steps] == [stage for stage, _ in told]
    assert deeds[0] == "enrolment.certified"
    assert steps[-1].by == "bus"


@pytest.mark.parametrize("order", list(permutations(range(5)))[::17])
def test_any_order_and_repeats_lead_to_the_same_stage(
    journey: Journey, order: tuple[int, ...]
) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    facts = whole_way(school)
    for place in (*order, *order):
        journey.hear(facts[place])
    found = journey.state(enrolment)
    assert (found["state"], found["baseline_on"]) == ("certified", "2026-02-03")


def test_the_past_given_anew_moves_no_school_and_tells_nothing(
    journey: Journey, clock: StillClock
) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    past = [
        *whole_way(school),
        certified(school, CertificateDue, CertificateState.DUE, 2),
        assessed(school, AssessmentState.SUBMITTED, 4),
    ]
    for each in past:
        journey.hear(each)
    write_past(journey.database, *past, at=FIRST + timedelta(hours=1))
    before = journey.state(enrolment), journey.told(), steps_of(journey)
    clock.advance(timedelta(days=30))
    assert replay_past(journey.database, SERVICE, clock.now()) == 4
    assert (journey.state(enrolment), journey.told(), steps_of(journey)) == before


def steps_of(journey: Journey) -> list[str]:
    with journey.database.read() as session:
        return list(session.scalars(select(StageStep.stage).order_by(StageStep.id)))


def test_facts_taken_in_at_once_by_many_lead_to_the_same_stage(journey: Journey) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    listens = {fact.type: each for each in SERVICE.subscriptions for fact in each.types}

    def take(told: Told) -> None:
        body = body_of(*told, FIRST)
        event = decode(body, facts_of(SERVICE.subscriptions))
        assert isinstance(event, Delivered)
        with journey.database.write() as session:
            listens[event.type].handle(session, [event])

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(take, whole_way(school)))
    found = journey.state(enrolment)
    assert (found["state"], found["baseline_on"]) == ("certified", "2026-02-03")
    stages = [each["stage"] for each in journey.told()]
    assert stages == sorted(stages, key=list(LADDER).index)


def test_a_school_whose_assessment_is_sent_back_is_at_work_again(journey: Journey) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    journey.hear(*reviewed(school), assessed(school, AssessmentState.SUBMITTED, 1))
    journey.hear(assessed(school, AssessmentState.RETURNED, 2))
    assert journey.state(enrolment)["state"] == "improving"
    journey.hear(assessed(school, AssessmentState.SUBMITTED, 1))
    assert journey.state(enrolment)["state"] == "improving"
    journey.hear(assessed(school, AssessmentState.SUBMITTED, 3))
    assert journey.state(enrolment)["state"] == "in_assessment"


def test_a_certificate_taken_back_sends_its_school_to_work(journey: Journey) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    journey.hear(*whole_way(school)[:4])
    journey.hear(certified(school, CertificateRevoked, CertificateState.REVOKED, 2))
    journey.hear(certified(school))
    assert journey.state(enrolment)["state"] == "improving"


def test_facts_move_neither_who_waits_nor_who_has_left_nor_a_stranger(journey: Journey) -> None:
    cohort = journey.cohort()
    waiting, left = journey.school(), journey.school()
    applied, gone = journey.applied(waiting, cohort), journey.enrolled(left, cohort)
    journey.done(f"/enrolments/{gone}/withdrawal", json={"reason": "other"})
    for number, school in enumerate((waiting, left, uuid4())):
        body = {"review": uuid4(), "school": school, "round": 1, "standard_version": "1.0.0"}
        journey.hear((SelfReviewBaselined(**body, on=date(2026, 2, 3 + number)), 2))  # type: ignore[arg-type] # mixed
    assert journey.state(applied)["state"] == "applied"
    assert journey.state(gone)["state"] == "withdrawn"


def test_what_was_told_while_a_school_waited_counts_once_it_is_taken_in(journey: Journey) -> None:
    school = journey.school()
    enrolment = journey.applied(school, journey.cohort())
    body = {"review": REVIEW, "school": school, "round": 1, "standard_version": "1.0.0"}
    journey.hear((SelfReviewBaselined(**body, on=date(2026, 2, 2)), 2))  # type: ignore[arg-type] # mixed
    assert journey.state(enrolment)["state"] == "applied"
    answer = journey.done(f"/enrolments/{enrolment}/confirmation")
    assert (answer["state"], answer["baseline_on"]) == ("baseline", "2026-02-02")
    assert [each["stage"] for each in journey.told()] == ["applied", "enrolled", "baseline"]
    assert journey.state(enrolment)["state"] == "baseline"


def test_a_batch_costs_what_a_fact_does_and_an_update_for_each_move(
    journey: Journey,
) -> None:
    cohort = journey.cohort()
    counts = []
    for many in (1, 15):
        facts: list[Told] = []
        for _ in range(many):
            school = journey.school()
            journey.enrolled(school, cohort)
            body = {"review": uuid4(), "school": school, "round": 1, "standard_version": "1.0.0"}
            facts.append((SelfReviewBaselined(**body, on=date(2026, 2, 3)), 2))  # type: ignore[arg-type] # mixed
        with statements() as asked:
            assert journey.hear(*facts).new == many
        moved = [each for each in asked if each.startswith("UPDATE enrolment")]
        assert len(moved) == many
        counts.append(len(asked) - many)
    assert counts[0] == counts[1]


def test_time_lets_a_certified_school_renew(journey: Journey, clock: StillClock) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    journey.hear(*whole_way(school))
    first = date(2027, 8, 15) - timedelta(days=180)
    clock.set(FIRST.replace(year=first.year, month=first.month, day=first.day) - timedelta(days=1))
    assert run_due(journey.database, TIMERS[0], clock)
    assert journey.state(enrolment)["state"] == "certified"
    clock.advance(timedelta(days=1))
    assert run_due(journey.database, TIMERS[0], clock)
    found = journey.state(enrolment)
    assert (found["state"], found["state_on"]) == ("renewing", first.isoformat())
    # An old instant on a fact that comes late does not turn the calendar back.
    journey.hear(certified(school, CertificateDue, CertificateState.DUE, 2))
    assert journey.state(enrolment)["state"] == "renewing"


def test_a_school_that_exists_no_more_leaves_its_cohort(
    journey: Journey, clock: StillClock
) -> None:
    school = journey.school()
    enrolment = journey.enrolled(school)
    with journey.database.write() as session:
        session.scalars(select(School).where(School.id == school)).one().state = "closed"
    assert run_due(journey.database, TIMERS[0], clock)
    found = journey.state(enrolment)
    assert (found["state"], found["withdrawn_reason"]) == ("withdrawn", "school_closed")
    assert journey.told()[-1]["stage"] == "withdrawn"

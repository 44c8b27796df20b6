"""The page of a school shows how far it is, to those whose work it is."""

from datetime import date
from uuid import UUID, uuid4

from contracts.reports import ChannelChanged, ChannelOwner, ChannelState
from contracts.training import Module, PercentBand, SchoolCoverageUpdated
from tests.registry.conftest import PageAs
from tests.registry.enrolments.test_pages import text_of
from tests.registry.front_door import Person
from tests.registry.journey import Journey
from tests.registry.stages.test_consumers import whole_way

SEEN = (
    "Certified",
    "Ana Rusu",
    "at least 80 of 100",
    "Open: children can report",
    "SIS-MD-2026-000001-5",
)
ON = date(2026, 2, 2)


def followed(journey: Journey, school: UUID) -> Person:
    """Let every service tell something of a school; return its coach."""
    coach = journey.coached(journey.enrolled(school))
    journey.hear(*whole_way(school))
    trained = SchoolCoverageUpdated(
        school=school, module=Module.M3, pct_band=PercentBand.FROM_80, as_of=ON
    )
    journey.hear((trained, 1))
    live = ChannelChanged(
        channel=uuid4(),
        owner_kind=ChannelOwner.SCHOOL,
        owner=school,
        state=ChannelState.LIVE,
        last_drill_on=ON,
    )
    journey.hear((live, 1))
    return coach


def test_stage_coach_training_reporting_and_certificate_stand_together(
    journey: Journey, page_as: PageAs
) -> None:
    school = journey.school()
    coach = followed(journey, school)
    readers = [
        page_as("coordinator"),
        page_as("focal", scope="school", id=school),
        page_as("coach", sub=coach.id),
    ]
    for browser in readers:
        shown = text_of(browser.get(f"/registry/schools/{school}"))
        assert [words for words in SEEN if words not in shown] == []


def test_others_see_nothing_of_how_far_a_school_is(journey: Journey, page_as: PageAs) -> None:
    school = journey.school()
    followed(journey, school)
    strangers = [page_as(role) for role in ("coach", "observer", "ops")]
    for browser in strangers:
        shown = browser.get(f"/registry/schools/{school}")
        assert shown.status_code == 200
        assert "How far the school is" not in text_of(shown)
    head = page_as("head", scope="school", id=uuid4())
    assert head.get(f"/registry/schools/{school}").status_code == 403

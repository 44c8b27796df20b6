"""The page of a school shows how far it is, to those whose work it is."""

from datetime import date
from uuid import uuid4

from contracts.reports import ChannelChanged, ChannelOwner, ChannelState
from contracts.training import Module, PercentBand, SchoolCoverageUpdated
from tests.registry.conftest import PageAs
from tests.registry.enrolments.test_pages import text_of
from tests.registry.journey import Journey
from tests.registry.stages.test_consumers import whole_way


def test_stage_coach_training_reporting_and_certificate_stand_together(
    journey: Journey, page_as: PageAs
) -> None:
    school = journey.school()
    coach = journey.coached(journey.enrolled(school))
    journey.hear(*whole_way(school))
    on = date(2026, 2, 2)
    journey.hear(
        (
            SchoolCoverageUpdated(
                school=school, module=Module.M3, pct_band=PercentBand.FROM_80, as_of=on
            ),
            1,
        )
    )
    journey.hear(
        (
            ChannelChanged(
                channel=uuid4(),
                owner_kind=ChannelOwner.SCHOOL,
                owner=school,
                state=ChannelState.LIVE,
                last_drill_on=on,
            ),
            1,
        )
    )
    page = f"/registry/schools/{school}"
    readers = [
        page_as("coordinator"),
        page_as("focal", scope="school", id=school),
        page_as("coach", sub=coach.id),
    ]
    for browser in readers:
        shown = text_of(browser.get(page))
        for words in (
            "Certified",
            "Ana Rusu",
            "at least 80 of 100",
            "Open: children can report",
            "SIS-MD-2026-000001-5",
        ):
            assert words in shown
    for role in ("coach", "observer", "ops"):
        assert "How far the school is" not in text_of(page_as(role).get(page))
    other = page_as("head", scope="school", id=uuid4())
    assert "How far the school is" not in text_of(other.get(page))

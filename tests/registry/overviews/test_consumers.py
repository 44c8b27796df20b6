from dataclasses import replace
from datetime import date
from uuid import uuid4

from sqlalchemy import select

from contracts.reports import ChannelChanged, ChannelOwner, ChannelState
from contracts.training import Module, PercentBand, SchoolCoverageUpdated
from registry.overviews.model import ReportChannel, SchoolCoverage
from tests.registry.journey import Journey


def test_the_newest_of_each_module_is_kept(journey: Journey) -> None:
    school = uuid4()
    first = SchoolCoverageUpdated(
        school=school, module=Module.M3, pct_band=PercentBand.FROM_50, as_of=date(2026, 2, 2)
    )
    newer = replace(first, pct_band=PercentBand.FROM_80, as_of=date(2026, 2, 9))
    journey.hear((newer, 2), (replace(first, module=Module.M1), 1))
    journey.hear((first, 1))
    with journey.database.read() as session:
        rows = session.execute(
            select(SchoolCoverage.module, SchoolCoverage.pct_band).order_by(SchoolCoverage.module)
        ).all()
    assert [tuple(row) for row in rows] == [("M1", "50"), ("M3", "80")]


def test_the_newest_of_each_way_to_report_is_kept(journey: Journey) -> None:
    draft = ChannelChanged(
        channel=uuid4(), owner_kind=ChannelOwner.SCHOOL, owner=uuid4(), state=ChannelState.DRAFT
    )
    live = replace(
        draft, state=ChannelState.LIVE, last_drill_on=date(2026, 2, 2), drill_in_time=True
    )
    journey.hear((live, 3))
    journey.hear((draft, 1))
    with journey.database.read() as session:
        row = session.scalars(select(ReportChannel)).one()
    assert (row.state, row.last_drill_on, row.drill_in_time) == ("live", date(2026, 2, 2), True)

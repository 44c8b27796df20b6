"""What others tell of a school is kept, the newest only, in whatever order it comes."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from certification.channels.model import Channel
from certification.coverage.model import Coverage
from certification.enrolments.model import Enrolment
from certification.illegal.model import IllegalMaterial
from certification.keypeople.model import KeyPeople
from chassis.bus.events import Fact
from chassis.db import Database
from contracts.registry import Stage
from contracts.reports import ChannelState
from contracts.training import PercentBand
from tests.certification.schoolhouse import ENROLLED, LIVE, covered, illegal, trained
from tests.services.served import Hear

SHARE = covered("50")[0]
STORIES: list[tuple[Any, str, Fact, Fact, str]] = [
    (Enrolment, "stage", ENROLLED, replace(ENROLLED, stage=Stage.BASELINE), "baseline"),
    (Coverage, "pct_band", SHARE, replace(SHARE, pct_band=PercentBand.FROM_80), "80"),
    (KeyPeople, "trained", trained("head", all_modules=False), trained("head"), "1"),
    (IllegalMaterial, "pct_band", illegal("50"), illegal("100"), "100"),
    (Channel, "state", LIVE, replace(LIVE, state=ChannelState.PAUSED), "paused"),
]


@pytest.mark.parametrize("is_late", [False, True])
@pytest.mark.parametrize(
    ("model", "column", "first", "second", "kept"), STORIES, ids=lambda value: str(value)[:20]
)
def test_the_newest_fact_is_kept(
    database: Database,
    hear: Hear,
    model: Any,
    column: str,
    first: Fact,
    second: Fact,
    kept: str,
    *,
    is_late: bool,
) -> None:
    told = [(first, 1), (second, 2)]
    for fact, version in reversed(told) if is_late else told:
        hear(fact, version=version)
    with database.read() as session:
        rows = session.scalars(select(model)).all()
    assert [getattr(row, column) for row in rows] == [kept]

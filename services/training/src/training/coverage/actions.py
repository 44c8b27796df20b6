"""Tell the other services when the coverage of a school has changed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.bus.events import Fact
from contracts.training import (
    CoverageUpdated,
    Group,
    IllegalMaterialChanged,
    Module,
    PercentBand,
    SchoolCoverageUpdated,
)
from training.coverage import queries, rules
from training.coverage.queries import Coverage
from training.schools import queries as schools
from training.told.actions import tell


def refresh(session: Session, school_ids: Iterable[UUID], now: datetime) -> int:
    """Compute the coverage of these schools anew and tell what is new; return how much was.

    Holds the schools until the end of the write, in one order for everybody, so that of two
    who pass at the same moment the later one counts both. Call it before the audit is written,
    whose chain is held in the same way.
    """
    session.flush()
    told = 0
    for school in schools.locked(session, sorted(set(school_ids))):
        facts = _facts(school.id, queries.of_school(session, school, now))
        told += tell(session, facts, partner=school.partner, now=now)
    return told


def _facts(school_id: UUID, coverage: Coverage) -> list[Fact]:
    facts: list[Fact] = []
    for share in coverage.shares:
        module, band = Module(share.module), PercentBand(rules.band(share.pct))
        facts.append(
            CoverageUpdated(
                school=school_id,
                module=module,
                group=Group(share.group),
                pct_band=band,
                as_of=coverage.as_of,
            )
        )
        if share.group == rules.ALL:
            facts.append(
                SchoolCoverageUpdated(
                    school=school_id, module=module, pct_band=band, as_of=coverage.as_of
                )
            )
    known = PercentBand(rules.band(coverage.illegal_material))
    return [*facts, IllegalMaterialChanged(school=school_id, pct_band=known)]

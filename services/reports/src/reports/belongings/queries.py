"""Find whose each thing is that a path of this service names."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.belongings import Belongs, Finders
from reports.channels.model import Channel
from reports.partners.model import Partner
from reports.schools.model import School


def _school(session: Session, identifier: UUID) -> Collection[Belongs]:
    wanted = select(School.partner, Partner.id).where(School.id == identifier)
    rows = session.execute(wanted.outerjoin(Partner, Partner.code == School.partner))
    return [Belongs(partner=code, office=office, school=identifier) for code, office in rows]


def _channel(session: Session, identifier: UUID) -> Collection[Belongs]:
    """Say whose a way to report is; elsewhere nobody is told that there is one."""
    rows = session.execute(
        select(Channel, Partner.id)
        .outerjoin(Partner, Partner.code == Channel.partner)
        .where(Channel.id == identifier)
    )
    return [
        Belongs(
            partner=found.partner,
            office=office,
            school=found.owner_id if found.owner_kind == "school" else None,
            is_secret=True,
        )
        for found, office in rows
    ]


FINDERS: Finders = {"channels": _channel, "schools": _school}

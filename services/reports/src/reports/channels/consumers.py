"""When a school changed: keep it; when it closed, its way to report closes too."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.bus.events import Delivered
from chassis.bus.inbox import Subscription
from chassis.bus.present import present
from contracts.registry import SCHOOL_FACTS
from reports.channels import actions
from reports.channels.queries import GONE
from reports.schools import consumers as schools
from reports.schools.model import School


def _take_in(session: Session, events: Sequence[Delivered]) -> None:
    schools.SUBSCRIPTION.handle(session, events)
    gone = session.scalars(
        select(School.id).where(
            School.id.in_(sorted({each.fact.school for each in events})),
            School.status.in_(GONE),
        )
    ).all()
    if gone:
        actions.close_of_schools(session, gone, present(session, events))


SUBSCRIPTION = Subscription(SCHOOL_FACTS, _take_in, schools.SUBSCRIPTION.projection)

"""A producer's log as a service may read it again, in the service's own database."""

from datetime import datetime

from chassis.bus import outbox
from chassis.bus.events import Fact
from chassis.bus.replay import projections_of, replay
from chassis.bus.status import Member
from chassis.db import Database
from chassis.service import Service
from tests.chassis.bus.town import number_all


def write_past(database: Database, *facts: tuple[Fact, int], at: datetime) -> None:
    """Write down what another service told, each as the version of its subject named."""
    with database.write() as session:
        for fact, version in facts:
            outbox.record(session, fact, version=version, partner="md", now=at)
    number_all(database)


def replay_past(database: Database, service: Service, now: datetime) -> int:
    """Give every read model the past anew; return how many facts that were."""
    own = Member(database, service.subscriptions)
    members = {name: Member(database) for name in own.sources()} | {service.name: own}
    return sum(
        step.given
        for projection in projections_of(own)
        for step in replay(members, service.name, projection, now=now)
    )

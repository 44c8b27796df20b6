"""What the calendar makes of certificates, written down and told soon after."""

from datetime import datetime

from sqlalchemy.orm import Session

from certification.certificates import actions, queries
from chassis.worker import Timer

A_ROUND = 500


def settle(session: Session, now: datetime) -> None:
    """Bring certificates up to today: due, kept up or expired."""
    certificates = queries.to_settle(session, now, A_ROUND)
    for worth in queries.worths(session, certificates, now):
        actions.settle(session, worth, now)


TIMERS = (Timer("settle_certificates", 10, settle),)

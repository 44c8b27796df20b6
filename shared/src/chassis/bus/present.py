"""The instant by which a handler judges when it does more than keep what a fact says."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.bus.events import Delivered

PRESENT = "bus_present"
"""The mark on a session whose facts are old: the instant it is now."""


def present(session: Session, events: Sequence[Delivered]) -> datetime:
    """Return when the newest of these facts became true, or in a replay the present.

    What is judged by the calendar, such as whether a pass is valid, would else be judged by the
    day of an old fact, and the others would be told what was true then.
    """
    now: datetime | None = session.info.get(PRESENT)
    return now or max(event.time for event in events)

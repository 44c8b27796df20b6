"""The long work of imports, and what is deleted when its time is over."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.jobs import Step
from chassis.timers import Timer
from registry.adoptions.actions import apply
from registry.confirmations.actions import APPLY
from registry.imports.actions import READ, Reading
from registry.uploads.actions import forget_old

KINDS: Mapping[str, Step] = {READ: Reading(), APPLY: apply}


def forget(session: Session, now: datetime) -> None:
    """Delete bytes and rows of lists whose time is over, some at a time."""
    forget_old(session, now)


TIMERS = (Timer("imports.forget", 60.0, forget),)

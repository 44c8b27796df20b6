"""Somebody else who writes while a list comes in: how long each write had to wait."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles

from sqlalchemy import update

from chassis.db import Database
from registry.partners.model import Partner

PAUSE_SECONDS = 0.02


class Waits:
    """Seconds that each small write took, from asking for the database to having committed."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    @property
    def p95(self) -> float:
        """Return what 95 of 100 writes did not exceed; beyond lie the disk's own pauses."""
        return quantiles(self.seconds, n=100)[94]

    @property
    def longest(self) -> float:
        """Return the longest of them."""
        return max(self.seconds)


@contextmanager
def bystander(database: Database) -> Iterator[Waits]:
    """Write a little, again and again, for as long as the block lasts."""
    waits, over = Waits(), threading.Event()

    def write() -> None:
        while not over.wait(PAUSE_SECONDS):
            before = time.perf_counter()
            with database.write() as session:
                session.execute(update(Partner).values(name=Partner.name))
            waits.seconds.append(time.perf_counter() - before)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()

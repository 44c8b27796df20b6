"""How much mail waits and how much failed, for Prometheus, read anew at each scrape."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from chassis import mail
from chassis.db import Database


class MailGauges(Collector):
    """Gauges over the mail of one service; none while its database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the figures and yield them."""
        found = GaugeMetricFamily(
            "ciss_mail", "Mail of the last 30 days, by what became of it.", labels=["state"]
        )
        try:
            with self._database.read() as session:
                counts = mail.count_by_state(session)
        except SQLAlchemyError:
            return
        for state, number in counts.items():
            found.add_metric([state], number)
        yield found

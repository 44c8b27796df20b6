"""What one process counts of the facts that pass through it, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from chassis.bus.ingest import DEAD, WAITING, Ingested

_BATCH_SIZES = (1, 2, 5, 10, 25, 50, 100, 200, 500)


class Sending:
    """What the relay counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.published = Counter(
            "ciss_bus_published", "Facts the broker has confirmed.", registry=registry
        )
        self.refused = Counter(
            "ciss_bus_refused", "Facts the broker did not take (nack).", registry=registry
        )
        self.returned = Counter(
            "ciss_bus_returned", "Facts for which the broker knew no queue.", registry=registry
        )
        self.lost = Counter(
            "ciss_bus_relay_lost",
            "Connections of the relay that ended unasked.",
            registry=registry,
        )
        self.leads = Gauge(
            "ciss_bus_relay_leads", "1 while this process sends facts out.", registry=registry
        )
        self.connected = Gauge(
            "ciss_bus_relay_connected",
            "1 while the relay has a connection to the broker.",
            registry=registry,
        )
        self.unconfirmed = Gauge(
            "ciss_bus_unconfirmed",
            "Facts read from the log that the broker has not confirmed yet.",
            registry=registry,
        )
        self.blocked = Gauge(
            "ciss_bus_broker_blocked",
            "1 while the broker asks not to be sent anything.",
            registry=registry,
        )


class Taking:
    """What the taking in of facts counts."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.new = Counter(
            "ciss_bus_taken_in", "Facts taken in for the first time.", registry=registry
        )
        self.repeated = Counter(
            "ciss_bus_repeated", "Facts that had been taken in before.", registry=registry
        )
        self.set_aside = Counter(
            "ciss_bus_set_aside",
            "Facts whose handler failed, or that could not be read.",
            ["state"],
            registry=registry,
        )
        self.lost = Counter(
            "ciss_bus_intake_lost",
            "Connections of the intake that ended unasked.",
            registry=registry,
        )
        self.connected = Gauge(
            "ciss_bus_intake_connected",
            "1 while the intake has a connection to the broker.",
            registry=registry,
        )
        self.held = Gauge(
            "ciss_bus_held",
            "Facts held in memory until the database answers again.",
            registry=registry,
        )
        self.batch = Histogram(
            "ciss_bus_batch_size",
            "Facts taken in by one transaction.",
            buckets=_BATCH_SIZES,
            registry=registry,
        )
        self.seconds = Histogram(
            "ciss_bus_ingest_seconds",
            "Seconds one batch took, handlers and commit.",
            registry=registry,
        )

    def note(self, batch: Ingested, seconds: float) -> None:
        """Count a batch that was taken in."""
        self.new.inc(batch.new)
        self.repeated.inc(batch.repeated)
        self.set_aside.labels(WAITING).inc(batch.waiting)
        self.set_aside.labels(DEAD).inc(batch.dead)
        self.batch.observe(batch.new + batch.repeated)
        self.seconds.observe(seconds)


class Meters:
    """The counters of one service in one process; what the database knows is not counted here."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.sending = Sending(registry)
        self.taking = Taking(registry)

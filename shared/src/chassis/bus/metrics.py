"""What one process counts of the facts that pass through it, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_BATCH_SIZES = (1, 2, 5, 10, 25, 50, 100, 200, 500)


class Meters:
    """The counters of one service in one process; what the database knows is not counted here."""

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
        self.losses = Counter(
            "ciss_bus_broker_lost",
            "Connections to the broker that ended unasked.",
            ["part"],
            registry=registry,
        )
        self.leads = Gauge(
            "ciss_bus_relay_leads", "1 while this process sends facts out.", registry=registry
        )
        self.blocked = Gauge(
            "ciss_bus_broker_blocked",
            "1 while the broker asks not to be sent anything.",
            registry=registry,
        )
        self.connected = Gauge(
            "ciss_bus_broker_connected",
            "1 while there is a connection to the broker.",
            ["part"],
            registry=registry,
        )
        self.taken_in = Counter(
            "ciss_bus_taken_in", "Facts taken in for the first time.", registry=registry
        )
        self.duplicates = Counter(
            "ciss_bus_duplicates", "Facts that had been taken in before.", registry=registry
        )
        self.set_aside = Counter(
            "ciss_bus_set_aside",
            "Facts whose handler failed, or that could not be read.",
            ["state"],
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

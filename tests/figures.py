"""Read what a process shows under `/metrics`, as Prometheus would."""

from collections import defaultdict

from prometheus_client.parser import text_string_to_metric_families


def figures_of(text: str) -> dict[str, float]:
    """Return the figures of one answer by name, each summed over its labels; 0 for all others."""
    found: dict[str, float] = defaultdict(float)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] += sample.value
    return found

"""The taxonomy as it comes with the program."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from reports.taxonomies.rules import Kind, Taxonomy

NEWEST = "1.0.0"


@cache
def taxonomy(version: str = NEWEST) -> Taxonomy:
    """Return a version that comes with the program."""
    path = files("reports") / "data/taxonomy" / version / "taxonomy.yaml"
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Taxonomy(
        version=content["version"],
        groups={row["code"]: row["child"] for row in content["groups"]},
        kinds={row["code"]: _kind(row) for row in content["codes"]},
    )


def _kind(row: dict[str, Any]) -> Kind:
    return Kind(**{**row, "route": tuple(row["route"]), "hours": tuple(row["hours"])})

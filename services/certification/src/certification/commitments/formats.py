"""Statements as they come with the program."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from certification.commitments.rules import Statement

FOLDER = "data/commitment"
NEWEST = "1.0.0"


def versions() -> list[str]:
    """Return the versions that come with the program, sorted."""
    folder = files("certification").joinpath(FOLDER)
    return sorted(each.name for each in folder.iterdir() if each.is_dir())


@cache
def load(version: str = NEWEST) -> Statement:
    """Return a version that comes with the program."""
    file = files("certification").joinpath(FOLDER, version, "commitment.yaml")
    content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return Statement(**{**content, "points": tuple(content["points"])})

"""Standards as they come with the program."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from certification.standards.rules import AwardRule, Criterion, Module, Standard
from chassis.errors import NotFound

FOLDER = "data/standard"
NEWEST = "1.0.0"


def versions() -> list[str]:
    """Return the versions that come with the program, sorted."""
    folder = files("certification").joinpath(FOLDER)
    return sorted(each.name for each in folder.iterdir() if each.is_dir())


@cache
def load(version: str) -> Standard:
    """Return a version of the standard.

    Raises:
        NotFound: `no_such_standard`.

    """
    if version not in versions():
        raise NotFound("There is no such standard.", reason="no_such_standard")
    file = files("certification").joinpath(FOLDER, version, "standard.yaml")
    content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return Standard(
        version=content["version"],
        title=content["title"],
        modules=tuple(_module(each) for each in content["modules"]),
        awards=tuple(_award(each) for each in content["awards"]),
        gates=content["gates"],
        na_most=content["not_applicable"]["most"],
        na_critical=content["not_applicable"]["critical"],
    )


def _module(content: Mapping[str, Any]) -> Module:
    criteria = tuple(_criterion(each) for each in content["criteria"])
    return Module(content["id"], content["title"], content["about"], criteria)


def _criterion(content: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=content["id"],
        title=content["title"],
        weight=content["weight"],
        critical=content["critical"],
        system=content.get("system", {}),
        effort=content["effort"],
        levels=tuple(content["levels"][level] for level in range(5)),
        guidance=content["guidance"],
        questions=tuple(content["questions"]),
        evidence=tuple(content["evidence"]),
    )


def _award(content: Mapping[str, Any]) -> AwardRule:
    count = content.get("count", {})
    return AwardRule(
        award=content["award"],
        every=content["every"],
        modules=content.get("modules", {}),
        count=count.get("modules", 0),
        count_level=count.get("level", 0),
        count_among=tuple(count.get("one_of", ())),
        gates=tuple(content["gates"]),
        months=content["months"],
    )

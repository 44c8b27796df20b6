"""Curricula as they come with the program: one folder for each version."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

from chassis.errors import NotFound
from training.curriculum.rules import Curriculum, Draw, Item, Module, Option, Outcome, Unit

SHIPPED = "data/curriculum"
NEWEST = "1.0.0"
"""The version by which learners begin."""


@cache
def versions() -> tuple[str, ...]:
    """Return the versions that come with the program, sorted."""
    return tuple(sorted(each.name for each in _shipped().iterdir() if each.is_dir()))


@cache
def load(version: str = NEWEST) -> Curriculum:
    """Return one version, without its questions.

    Raises:
        NotFound: there is no such version.

    """
    content = _read(version, "curriculum.yaml")
    return Curriculum(
        version=content["version"],
        status=content["status"],
        langs=tuple(content["langs"]),
        modules=tuple(_module(row) for row in content["modules"]),
    )


def modules(version: str = NEWEST) -> Sequence[Module]:
    """Return the modules of a version, in the order in which they are learned.

    Raises:
        NotFound: there is no such version.

    """
    return load(version).modules


def codes(version: str = NEWEST) -> list[str]:
    """Return the codes of the modules, in that order.

    Raises:
        NotFound: there is no such version.

    """
    return [module.code for module in modules(version)]


def module(code: str, version: str = NEWEST) -> Module:
    """Return one module.

    Raises:
        NotFound: there is no such version, or no such module in it.

    """
    for each in modules(version):
        if each.code == code:
            return each
    raise NotFound("There is no such module.")


def named(code: str, version: str = NEWEST) -> str:
    """Return a module's code with its title; a code the version does not have stands alone."""
    titles = {each.code: each.title for each in modules(version)}
    return f"{code} {titles[code]}" if code in titles else code


@cache
def items(code: str, version: str = NEWEST) -> Mapping[str, Item]:
    """Return the questions of a module with their keys, by id, in the order of the file.

    Raises:
        NotFound: there is no such version, or no such module in it.

    """
    content = _read(version, f"quiz/{module(code, version).code}.yaml")
    return MappingProxyType({row["id"]: _item(row) for row in content["items"]})


def _shipped() -> Traversable:
    return files("training").joinpath(SHIPPED)


def _read(version: str, name: str) -> dict[str, Any]:
    if version not in versions():
        raise NotFound("There is no such curriculum.")
    content: dict[str, Any] = yaml.safe_load(_shipped().joinpath(version, name).read_text("utf-8"))
    return content


def _module(row: Mapping[str, Any]) -> Module:
    return Module(
        code=row["code"],
        title=row["title"],
        minutes=row["minutes"],
        valid_months=row["valid_months"],
        audience=row["audience"],
        about=row["about"],
        outcomes=tuple(Outcome(**each) for each in row["outcomes"]),
        units=tuple(Unit(**each) for each in row["units"]),
        draw=Draw(MappingProxyType(row["draw"]["kinds"]), row["draw"]["pass_mark"]),
        critical=row["critical"],
        passes_also=row.get("passes_also"),
        task=row.get("task"),
    )


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        id=row["id"],
        kind=row["kind"],
        critical=row["critical"],
        outcome=row["outcome"],
        stem=row["stem"],
        options=tuple(Option(**each) for each in row["options"]),
        correct=tuple(row["correct"]),
        explanation=row["explanation"],
    )

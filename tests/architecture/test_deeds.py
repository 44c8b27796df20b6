"""Every deed that is written into a record is named, and its readers know what it is called."""

import ast
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from certification.accreditations import rules as accreditations
from certification.plans import rules as plans
from registry.cohorts.rules import State as CohortState
from registry.enrolments.rules import Stage
from registry.schools.rules import State as SchoolState
from tests.architecture.sources import ROOT, SERVICES, tree_of

DEED = re.compile(r"[a-z_]+\.[a-z_]+")
NO_DEEDS = {
    "registry.provider",
    "registry.signing_key",
    "school_import.apply",
    "school_import.read",
    "schools.csv",
    "schools.xlsx",
    "scope.id",
    "scope.type",
}
"""Words of that shape that name a setting, a kind of long work, a file or a field."""
MADE: dict[str, dict[str, Iterable[str]]] = {
    "registry": {
        "enrolment": Stage,
        "cohort": CohortState,
        "school": [SchoolState.CLOSED, SchoolState.MERGED],
        "school_import": [
            "uploaded",
            "mapped",
            "read_again",
            "compared_again",
            "cancelled",
            "confirmed",
        ],
    },
    "certification": {
        "action": [plans.DOING, plans.DONE],
        "assessor": [accreditations.ACCREDITED, accreditations.SUSPENDED, accreditations.LAPSED],
    },
}
"""What the deeds may end in whose names are put together from two parts."""


def words(service: str) -> Any:
    return import_module(f"{service}.deeds.formats")


def actions_of(service: str) -> list[Path]:
    return sorted((ROOT / f"services/{service}/src/{service}").glob("*/actions.py"))


def written(tree: ast.AST) -> Iterator[str]:
    """Yield the deeds a module names in one piece."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(word)) if DEED.fullmatch(word) and word not in NO_DEEDS:
                yield word


def begun(tree: ast.AST) -> Iterator[str]:
    """Yield the first halves of deeds that a module puts together."""
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=[ast.Constant(value=str(first)), ast.FormattedValue()]):
                if re.fullmatch(r"[a-z_]+\.", first):
                    yield first[:-1]


def recorded(service: str) -> Iterator[str]:
    """Yield what reads are called that are written into the record."""
    for path in (ROOT / f"services/{service}/src/{service}").glob("*/*.py"):
        for node in ast.walk(tree_of(path)):
            match node:
                case ast.Call(func=ast.Name(id="Recorded"), args=[ast.Constant(value=str(what))]):
                    yield what


@pytest.mark.parametrize("service", SERVICES)
def test_every_deed_has_its_words_or_is_kept_from_the_page(service: str) -> None:
    known = {*words(service).SHOWN, *words(service).KEPT}
    named = {what for path in actions_of(service) for what in written(tree_of(path))}
    assert named
    assert named | set(recorded(service)) <= known


@pytest.mark.parametrize("service", SERVICES)
def test_every_deed_put_together_has_its_words(service: str) -> None:
    made = MADE.get(service, {})
    assert {thing for path in actions_of(service) for thing in begun(tree_of(path))} == set(made)
    known = {*words(service).SHOWN, *words(service).KEPT}
    assert {f"{thing}.{done}" for thing, ends in made.items() for done in ends} <= known


@pytest.mark.parametrize("service", SERVICES)
def test_no_deed_is_both_shown_and_kept(service: str) -> None:
    assert not set(words(service).SHOWN) & set(words(service).KEPT)


def test_no_deed_about_a_report_is_shown_to_a_head() -> None:
    assert {what.partition(".")[0] for what in words("reports").SHOWN} == {"channel"}


def test_a_deed_without_words_is_noticed() -> None:
    assert list(written(ast.parse("note(session, 'thing.done')"))) == ["thing.done"]
    assert list(begun(ast.parse("note(session, f'thing.{done}')"))) == ["thing"]

"""What is taught in the versions that come with the program."""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from rapidfuzz import fuzz

from chassis.errors import NotFound
from training.curriculum import formats, rules
from training.curriculum.rules import Item, Module

FOLDER = Path(str(files("training").joinpath(formats.SHIPPED)))
WHOLE = ("M1", "M2", "M3", "M4", "M5")
LEAST = {rules.SCENARIO: 9, rules.SINGLE: 6, rules.MULTI: 2, rules.ORDER: 2}
FEWER = {"M3C": 12, "V1": 14}
ABOUT = {
    "M3": {"M3-O1", "M3-O2", "M3-O4"},
    "M3C": {"M3C-O1", "M3C-O2", "M3C-O3"},
    "V1": {"V1-O2", "V1-O3"},
}
"""Secrecy, danger and illegal material in school; illegal material and a child's call in a café."""
PEOPLE = r"\b(?:Mr|Mrs|Ms|Dr|Madame|Monsieur)\b"
EVERY = [(version, code) for version in formats.versions() for code in formats.codes(version)]
each_module = pytest.mark.parametrize(("version", "code"), EVERY)


def items_of(version: str, code: str) -> list[Item]:
    return list(formats.items(code, version).values())


def texts_of(module: Module, items: list[Item]) -> Iterator[str]:
    yield from (module.title, module.about, module.task or "Nothing.")
    yield from (outcome.text for outcome in module.outcomes)
    for unit in module.units:
        yield from (unit.title, unit.summary)
    for item in items:
        yield from (item.stem, *(option.text for option in item.options), item.explanation)


@each_module
def test_a_shipped_module_has_no_faults(version: str, code: str) -> None:
    assert rules.faults_of(formats.module(code, version), items_of(version, code)) == []


@each_module
def test_there_is_enough_to_draw_from(version: str, code: str) -> None:
    items = items_of(version, code)
    if code in WHOLE:
        pool = Counter(item.kind for item in items)
        assert all(pool[kind] >= number for kind, number in LEAST.items())
    assert len(items) >= FEWER.get(code, 18)


@each_module
def test_critical_items_are_about_what_may_never_go_wrong(version: str, code: str) -> None:
    critical = [item.outcome for item in items_of(version, code) if item.critical]
    assert sorted(critical) == sorted(ABOUT.get(code, ()))


@each_module
def test_every_item_bears_the_code_of_its_module(version: str, code: str) -> None:
    assert all(re.fullmatch(rf"{code}-\d\d", item.id) for item in items_of(version, code))


@each_module
def test_an_explanation_says_why_in_two_sentences_or_more(version: str, code: str) -> None:
    short = [
        item.id
        for item in items_of(version, code)
        if len(re.findall(r"[.!?][\"”]?(?:\s|$)", item.explanation)) not in range(2, 6)
    ]
    assert short == []


@each_module
def test_a_unit_is_told_in_80_to_150_words(version: str, code: str) -> None:
    units = formats.module(code, version).units
    assert [u.title for u in units if len(u.summary.split()) not in range(80, 151)] == []


@each_module
def test_the_texts_are_plain_and_respect_children(version: str, code: str) -> None:
    texts = list(texts_of(formats.module(code, version), items_of(version, code)))
    assert rules.words_a_sentence(texts) <= rules.SENTENCE_WORDS
    assert rules.banned_words("\n".join(texts)) == []
    assert re.findall(PEOPLE, "\n".join(texts)) == []


@pytest.mark.parametrize("version", formats.versions())
@pytest.mark.parametrize("part", ["stem", "explanation"])
def test_no_two_items_say_nearly_the_same(version: str, part: str) -> None:
    items = [item for code in formats.codes(version) for item in items_of(version, code)]
    texts = {item.id: getattr(item, part) for item in items}
    assert rules.too_alike(texts, lambda one, other: fuzz.ratio(one, other) / 100) == []


def test_the_modules_are_those_of_the_programme() -> None:
    assert formats.codes() == [*WHOLE, "M3C", "V1"]
    months = {each.code: each.valid_months for each in formats.modules()}
    assert months == dict.fromkeys(WHOLE, 24) | {"M3C": 12, "V1": 12}
    sizes = {each.code: each.draw.size for each in formats.modules()}
    assert sizes == dict.fromkeys(WHOLE, 12) | {"M3C": 6, "V1": 10}
    assert {each.draw.pass_mark for each in formats.modules()} == {80}
    assert [each.code for each in formats.modules() if each.task] == list(WHOLE)
    assert {each.code: each.passes_also for each in formats.modules() if each.passes_also} == {
        "M3": "M3C"
    }


@pytest.mark.parametrize("version", formats.versions())
def test_what_is_published_never_changes(version: str) -> None:
    """When this fails, read the head of `published.yaml`: it says how to make a new version."""
    published = yaml.safe_load((FOLDER / "published.yaml").read_text("utf-8"))
    root = FOLDER / version
    found = {
        file.relative_to(root).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in root.rglob("*")
        if file.is_file()
    }
    assert found == published[version]


@pytest.mark.parametrize("version", formats.versions())
def test_a_version_bears_the_name_of_its_folder(version: str) -> None:
    assert formats.load(version).version == version


@pytest.mark.parametrize("version", ["9.9.9", "..", "", "1.0.0/quiz"])
def test_an_unknown_version_is_not_found(version: str) -> None:
    with pytest.raises(NotFound):
        formats.load(version)


def test_a_module_that_is_not_in_it_is_not_found() -> None:
    with pytest.raises(NotFound):
        formats.module("M6")
    with pytest.raises(NotFound):
        formats.items("../curriculum")

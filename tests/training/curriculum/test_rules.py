from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest

from training.curriculum import rules
from training.curriculum.rules import Draw, Item, Module, Option, Outcome, Unit

KEYS = {
    rules.SCENARIO: ("b",),
    rules.SINGLE: ("c",),
    rules.MULTI: ("a", "d"),
    rules.ORDER: ("b", "a", "d", "c"),
}
TEXTS = {"a": "Go", "b": "Run on", "c": "Walk on", "d": "Stand quite still"}
MODULE = Module(
    code="X",
    title="An invented module",
    minutes=30,
    valid_months=12,
    audience=rules.STAFF,
    about="Invented.",
    outcomes=(Outcome("X-O1", "Tell."),),
    units=(Unit("One", 10, "First."), Unit("Two", 20, "Second.")),
    draw=Draw(MappingProxyType(dict.fromkeys(rules.KINDS, 1)), 80),
    critical=1,
)


def item(number: int, kind: str) -> Item:
    return Item(
        id=f"X-{number:02}",
        kind=kind,
        critical=number == 1,
        outcome="X-O1",
        stem="What now?",
        options=tuple(Option(each, text) for each, text in TEXTS.items()),
        correct=KEYS[kind],
        explanation="So it is.",
    )


ITEMS = [item(number, kind) for number, kind in enumerate(rules.KINDS * 2, start=1)]
FIRST = ITEMS[0]


def first_changed(**changed: object) -> list[Item]:
    return [replace(FIRST, **changed), *ITEMS[1:]]  # type: ignore[arg-type] # any field, wrong on purpose


def with_options(*options: str) -> tuple[Option, ...]:
    return tuple(Option(each, f"Text {each}") for each in options)


def test_a_sound_module_has_no_faults() -> None:
    # Of four questions with one right answer, two have it in place 2 and two in place 3.
    assert rules.faults_of(MODULE, [*ITEMS, *_two_more()]) == []


def _two_more() -> list[Item]:
    more = replace(FIRST, id="X-11", critical=False, correct=("a",))
    return [more, replace(more, id="X-12", correct=("d",))]


ONE_WRONG: list[tuple[list[Item], str]] = [
    (first_changed(kind="riddle"), "X-01: there is no such kind"),
    (first_changed(stem=""), "X-01: the question must have 1 to 600 letters"),
    (first_changed(stem="w" * 601), "X-01: the question must have 1 to 600 letters"),
    (first_changed(explanation=" "), "X-01: the explanation is missing"),
    (
        first_changed(explanation="The second answer is a guess."),
        "X-01: the explanation must name an option by what it says, and not by its place",
    ),
    (first_changed(correct=()), "X-01: the right answer is not among the options"),
    (first_changed(correct=("z",)), "X-01: the right answer is not among the options"),
    (first_changed(correct=("a", "b")), "X-01: exactly one option must be right"),
    (first_changed(options=with_options("b")), "X-01: there must be 2 to 6 different options"),
    (
        first_changed(options=with_options(*"abcdefg")),
        "X-01: there must be 2 to 6 different options",
    ),
    (
        first_changed(options=with_options("a", "b", "b")),
        "X-01: there must be 2 to 6 different options",
    ),
    (
        first_changed(kind=rules.MULTI, correct=("a",)),
        "X-01: two options or more must be right, and not all",
    ),
    (
        first_changed(kind=rules.MULTI, correct=tuple("abcd")),
        "X-01: two options or more must be right, and not all",
    ),
    (
        first_changed(kind=rules.ORDER, correct=("b", "a")),
        "X-01: the right order must hold every option once",
    ),
    (
        first_changed(kind=rules.ORDER, correct=tuple("abcd")),
        "X-01: the options must not stand in the right order",
    ),
    (first_changed(critical=False), "there must be 1 critical items"),
    (first_changed(id="X-02"), "X-02 stands twice"),
    (first_changed(outcome="X-O9"), "X-O9 is no outcome of the module"),
    (ITEMS[1:], "there are too few of kind scenario to draw a second quiz"),
]


@pytest.mark.parametrize(("items", "fault"), ONE_WRONG)
def test_a_fault_is_named(items: list[Item], fault: str) -> None:
    assert fault in rules.faults_of(MODULE, items)


def test_units_that_do_not_fill_the_module_are_a_fault() -> None:
    fault = "the minutes of the units do not make those of the module"
    assert fault in rules.faults_of(replace(MODULE, minutes=31), ITEMS)


def test_an_outcome_about_which_nobody_asks_is_a_fault() -> None:
    more = replace(MODULE, outcomes=(*MODULE.outcomes, Outcome("X-O2", "Count.")))
    assert "X-O2 is asked about too little" in rules.faults_of(more, ITEMS)


def test_more_critical_items_than_the_draw_has_room_for_are_a_fault() -> None:
    items = [replace(each, critical=each.kind == rules.SCENARIO) for each in ITEMS]
    fault = "there are more critical items of kind scenario than a quiz has"
    assert fault in rules.faults_of(replace(MODULE, critical=2), items)


def key_of(place: int) -> Callable[[Item], Item]:
    return lambda each: replace(each, correct=("abcd"[place],))


@pytest.mark.parametrize(
    ("place", "fault"),
    [(0, "is the shortest"), (3, "is the longest"), (1, "stands in place 2")],
)
def test_what_gives_the_right_option_away_is_a_fault(place: int, fault: str) -> None:
    asked = [key_of(place)(each) for each in ITEMS if each.kind in rules.ONE_RIGHT]
    assert f"the right option {fault} in 4 of 4 items" in rules.faults_of(MODULE, asked)


def test_only_texts_that_say_nearly_the_same_are_too_alike() -> None:
    texts = {"one": "a", "two": "b", "three": "c"}
    likeness = {("a", "b"): 0.8, ("a", "c"): 0.81, ("b", "c"): 0.1}
    assert rules.too_alike(texts, lambda x, y: likeness[x, y]) == [("one", "three")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A file of Child Pornography.", ["child pornography"]),
        (
            "They speak of child prostitutes and of revenge porn.",
            ["child prostitutes", "revenge porn"],
        ),
        ("Child sexual abuse material.", []),
    ],
)
def test_words_we_never_use_are_found_in_any_form(text: str, found: list[str]) -> None:
    assert sorted(rules.banned_words(text)) == sorted(found)


@pytest.mark.parametrize(
    ("texts", "words"),
    [([], 0), (["One two three. Four!"], 2), (['He said "Go." Then he went.', "Yes?"], 7 / 3)],
)
def test_the_length_of_sentences_is_counted_in_words(texts: list[str], words: float) -> None:
    assert rules.words_a_sentence(texts) == pytest.approx(words)

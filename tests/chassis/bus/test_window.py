"""How far all facts are confirmed is known, in whatever order and number the confirms come."""

from hypothesis import given
from hypothesis import strategies as st

from chassis.bus.window import Window

LIMIT = 7


def test_it_opens_only_with_the_first_confirm() -> None:
    window = Window(LIMIT)
    assert window.room == 1
    window.send(10)
    assert window.room == 0
    assert window.confirm(1, multiple=False) == 1
    assert window.room == LIMIT
    assert window.confirmed == 10


def test_a_gap_holds_the_place_back() -> None:
    window = Window(LIMIT)
    for place in (10, 11, 12):
        window.send(place)
    assert window.confirm(2, multiple=False) == 1
    before = (window.confirmed, window.unconfirmed)
    assert before == (None, 3)
    assert window.confirm(1, multiple=False) == 1
    assert window.confirmed == 11
    assert window.confirm(3, multiple=True) == 1
    assert (window.confirmed, window.unconfirmed) == (12, 0)


def test_a_confirm_that_comes_twice_counts_once() -> None:
    window = Window(LIMIT)
    window.send(10)
    window.send(11)
    assert window.confirm(2, multiple=True) == 2
    assert window.confirm(1, multiple=False) == 0
    assert window.confirm(2, multiple=True) == 0
    assert window.confirmed == 11


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=40), st.integers(1, 30))
def test_the_place_is_the_end_of_the_confirmed_beginning(
    answers: list[tuple[int, bool]], sent: int
) -> None:
    window = Window(limit=100)
    for tag in range(1, sent + 1):
        window.send(tag * 10)
    done: set[int] = set()
    settled = 0
    for tag, multiple in answers:
        if tag > sent:
            continue
        done |= set(range(1, tag + 1)) if multiple else {tag}
        settled += window.confirm(tag, multiple=multiple)
        prefix = next((t for t in range(1, sent + 1) if t not in done), sent + 1) - 1
        assert window.confirmed == (prefix * 10 if prefix else None)
        assert settled == len(done)

"""Whoever waits for a lock longest has it next."""

import threading
from contextlib import ExitStack

import pytest

from chassis.turns import Turns

SOON = 10.0


def waiting(turns: Turns) -> int:
    return len(turns._waiting)  # noqa: SLF001 - how many wait is nobody's business but this test's


def until_waiting(turns: Turns, count: int) -> None:
    """Return once so many wait; each asks in a thread of its own."""
    pause = threading.Event()
    for _ in range(10_000):
        if waiting(turns) >= count:
            return
        pause.wait(0.001)
    raise AssertionError(f"{waiting(turns)} wait, not {count}")


def test_the_lock_goes_round_in_the_order_it_was_asked_for() -> None:
    turns, had = Turns(), list[int]()

    def ask(number: int) -> None:
        with turns:
            had.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    with turns:
        for number, thread in enumerate(threads):
            thread.start()
            until_waiting(turns, number + 1)
    for thread in threads:
        thread.join(SOON)
    assert had == list(range(20))


def test_who_writes_in_a_loop_lets_each_other_one_in_after_one_turn() -> None:
    turns, had = Turns(), list[str]()

    def much() -> None:
        for _ in range(3):
            with turns:
                had.append("much")
                if "other" not in had:
                    until_waiting(turns, 1)

    def once() -> None:
        with turns:
            had.append("other")

    busy, other = threading.Thread(target=much), threading.Thread(target=once)
    busy.start()
    other.start()
    other.join(SOON)
    busy.join(SOON)
    assert had in (["much", "other", "much", "much"], ["other", "much", "much", "much"])


def test_its_holder_may_take_it_again_and_gives_it_back_once() -> None:
    turns = Turns()
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(turns)
    taken = threading.Event()

    def take() -> None:
        with turns:
            taken.set()

    threading.Thread(target=take).start()
    assert taken.wait(SOON)


def test_one_at_a_time_holds_it() -> None:
    turns, inside, most = Turns(), list[int](), list[int]()

    def ask() -> None:
        for _ in range(200):
            with turns:
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SOON)
    assert len(most) == 1600
    assert max(most) == 1


def test_a_block_that_fails_gives_it_back() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns:
        raise ZeroDivisionError
    with turns:
        assert waiting(turns) == 0

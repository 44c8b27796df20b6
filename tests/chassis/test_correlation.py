"""A trace from outside is followed when it is one, and replaced when it is not."""

from collections.abc import Iterator
from contextvars import copy_context

import pytest

from chassis import correlation

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
GIVEN = f"00-{TRACE}-{SPAN}-01"


@pytest.fixture(autouse=True)
def _own_context() -> Iterator[None]:
    """Leave nothing behind for the tests that follow in this thread."""
    before = copy_context()
    yield
    for variable, value in before.items():
        variable.set(value)


def test_a_trace_from_outside_goes_on_with_a_new_span() -> None:
    correlation.begin("work", GIVEN)
    assert (correlation.current(), correlation.trace_id()) == ("work", TRACE)
    sent = correlation.traceparent()
    assert sent.startswith(f"00-{TRACE}-")
    assert sent.endswith("-01")
    assert SPAN not in sent


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "x" * 5000,
        GIVEN.upper(),
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"ff-{TRACE}-{SPAN}-01",
        f"{GIVEN}-more",
        f"{GIVEN}, {GIVEN}",
        f"{GIVEN}\n",
    ],
)
def test_what_is_no_trace_begins_a_new_one(given: str | None) -> None:
    correlation.begin("work", given)
    assert correlation.trace_of(given) is None
    assert correlation.trace_of(correlation.traceparent()) == correlation.trace_id()


def test_a_later_version_of_the_header_is_read_as_far_as_we_know_it() -> None:
    assert correlation.trace_of(f"01-{TRACE}-{SPAN}-03-more") == TRACE
    correlation.begin(traceparent=f"01-{TRACE}-{SPAN}-ff-more")
    assert correlation.traceparent().endswith("-01")
    assert correlation.traceparent().startswith("00-")


def test_work_of_one_trace_follows_it_and_work_of_several_begins_one() -> None:
    other = f"00-{'c' * 32}-{SPAN}-01"
    correlation.follow([GIVEN, f"00-{TRACE}-{'d' * 16}-01"])
    assert correlation.trace_id() == TRACE
    correlation.follow([GIVEN, other])
    assert correlation.trace_id() not in (None, TRACE, "c" * 32)
    correlation.follow([None, GIVEN])
    assert correlation.trace_id() not in (None, TRACE)

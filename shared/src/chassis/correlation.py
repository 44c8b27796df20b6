"""One id that follows a piece of work from the request to the last consumer's log line."""

import re
import secrets
from collections.abc import Iterable
from contextvars import ContextVar
from itertools import islice
from typing import NamedTuple

_TRACEPARENT = re.compile(
    r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?"
)
_TRACE = slice(3, 35)
_SAMPLED = 0x01


class _Work(NamedTuple):
    """What is known of the work under way."""

    identifier: str
    trace: str
    flags: str


_current: ContextVar[_Work | None] = ContextVar("correlation", default=None)


def current() -> str | None:
    """Return the id of the work under way, or None outside any."""
    work = _current.get()
    return work.identifier if work else None


def trace_id() -> str | None:
    """Return the trace (W3C Trace Context) that the work under way belongs to, or None."""
    work = _current.get()
    return work.trace if work else None


def traceparent() -> str:
    """Return the trace context to send on: the trace of the work, and a new span of ours.

    Outside any work it is a trace of its own.
    """
    work = _current.get()
    trace, flags = (work.trace, work.flags) if work else (secrets.token_hex(16), "00")
    return f"00-{trace}-{secrets.token_hex(8)}-{flags}"


def begin(identifier: str | None = None, traceparent: str | None = None) -> None:
    """Let everything that follows in this context belong to one piece of work.

    Args:
        identifier: the id of the work; without one, the trace is its id.
        traceparent: the trace context it came with. What is none is dropped, and a new trace
            begins: it comes from outside, and goes into facts.

    """
    found = _read(traceparent)
    trace, flags = found or (secrets.token_hex(16), "00")
    _current.set(_Work(identifier or trace, trace, flags))


def follow(traceparents: Iterable[str | None]) -> None:
    """Begin work on what several others told: in their trace if they share one, else in a new."""
    told = set(traceparents)
    traces = {trace_of(each) for each in told}
    begin(traceparent=next(iter(told)) if len(traces) == 1 else None)


def trace_of(traceparent: str | None) -> str | None:
    """Return the trace that a trace context names; None when it is none."""
    found = _read(traceparent)
    return found[0] if found else None


def traces_of(traceparents: Iterable[str | None], most: int) -> list[str]:
    """Return the traces that trace contexts name, each once, and no more than so many."""
    told = {each[_TRACE]: each for each in traceparents if each}
    found = (trace_of(each) for each in islice(told.values(), most))
    return [each for each in found if each]


def _read(traceparent: str | None) -> tuple[str, str] | None:
    """Return trace and flags; of the flags only `sampled` has a meaning we know."""
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found is None or (found[1] == "00" and found[4]):
        return None
    return found[2], f"{int(found[3], 16) & _SAMPLED:02x}"

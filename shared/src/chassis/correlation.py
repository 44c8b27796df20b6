"""One id that follows a piece of work from the request to the last consumer."""

import re
from contextvars import ContextVar

_TRACE = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")

_current: ContextVar[str | None] = ContextVar("correlation", default=None)
_trace: ContextVar[str | None] = ContextVar("traceparent", default=None)


def current() -> str | None:
    """Return the id of the work under way, or None outside any."""
    return _current.get()


def traceparent() -> str | None:
    """Return the W3C trace context the work came with, or None."""
    return _trace.get()


def begin(identifier: str, traceparent: str | None = None) -> None:
    """Let everything that follows in this context carry `identifier`.

    A `traceparent` that is not one is dropped: it comes from outside, and goes into facts.
    """
    _current.set(identifier)
    _trace.set(traceparent if traceparent and _TRACE.fullmatch(traceparent) else None)

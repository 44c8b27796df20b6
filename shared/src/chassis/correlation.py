"""One id that follows a piece of work from the request to the last consumer."""

from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("correlation", default=None)


def current() -> str | None:
    """Return the id of the work under way, or None outside any."""
    return _current.get()


def begin(identifier: str) -> None:
    """Let everything that follows in this context carry `identifier`."""
    _current.set(identifier)

"""Structured log lines: route templates and numbers, never a path, a query, a body or a person."""

import logging
import sys

import structlog

from chassis import correlation
from chassis.tracebacks import story


def configure(level: str = "info") -> None:
    """Write one JSON object a line to standard error."""
    # Its lines hold addresses; what went wrong is said by those who use it.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_correlation,
            structlog.processors.ExceptionRenderer(_story),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            getattr(logging, level.upper(), logging.INFO)
        ),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return a logger that says which part of the program speaks."""
    bound: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=name)
    return bound


def _to_standard_error(*_names: object) -> structlog.PrintLogger:
    # Looked up at each line: who lends the process another one may close it afterwards.
    return structlog.PrintLogger(sys.stderr)


def _story(exc_info: structlog.typing.ExcInfo) -> str:
    return story(exc_info[1])


def _add_correlation(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    if identifier := correlation.current():
        event.setdefault("correlation_id", identifier)
    if trace := correlation.trace_id():
        event.setdefault("trace_id", trace)
    return event

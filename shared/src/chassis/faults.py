"""Two faces of every error: a problem document (RFC 9457) for programs, a page for people."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
)
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from chassis.errors import DomainError, Invalid, Refused, Sentence, Stale, Unavailable, sentence
from chassis.log import logger
from chassis.speech import told

ErrorPage = Callable[[DomainError], str]
"""Draws the page of an error."""
StorageFault = SQLAlchemyError
"""Raised while the database cannot be read, or cannot keep what it is given."""
EXTENSION = "ciss.error_pages"
PROBLEM = "application/problem+json"
SERVER_ERROR = 500
UNPROCESSABLE = 422

_REASONS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_log = logger("web")


class _OfHttp(DomainError):
    """An error of the protocol; the words of the library are for programs."""


def install(app: Flask, pages: Mapping[str, ErrorPage]) -> None:
    """Let every error of an app leave by its right face; `pages` has an own one below a path."""
    app.extensions[EXTENSION] = pages
    app.register_error_handler(DomainError, _on_domain_error)
    app.register_error_handler(HTTPException, _on_http_error)
    app.register_error_handler(StaleDataError, _on_stale)
    app.register_error_handler(IntegrityError, _on_conflict)
    app.register_error_handler(OperationalError, _on_database_away)
    app.register_error_handler(Exception, _on_bug)


def wants_problem() -> bool:
    """Say whether this address speaks JSON; the address alone decides, so caches stay right."""
    path = request.path
    return "/api/" in path or path.endswith(".json") or path.startswith("/.well-known/")


def problem(error: DomainError) -> Response:
    """Return an error as `application/problem+json`."""
    document: dict[str, Any] = {
        "status": error.status,
        "title": told(error.title),
        "detail": told(error.detail),
        "reason": error.reason,
        **error.extra,
    }
    if isinstance(error, Invalid) and error.errors:
        document["errors"] = {
            n: [told(text) for text in texts] for n, texts in error.errors.items()
        }
    response = jsonify(document)
    response.status_code = error.status
    response.content_type = PROBLEM
    response.headers.extend(error.headers())
    return response


def not_kept(error: StorageFault) -> Unavailable:
    """Note a fault without a word on where it was met; return what may be said of it."""
    fault = getattr(error, "orig", None) or error
    _log.error("database_error", says=getattr(fault, "sqlite_errorname", type(fault).__name__))
    return Unavailable("The database does not answer.", reason="database_away")


def _answer(error: DomainError) -> Response:
    own = _own_page()
    if own is None and wants_problem():
        return problem(error)
    response = make_response(_page(error, own or _usual_page), error.status)
    response.headers.extend(error.headers())
    return response


def _own_page() -> ErrorPage | None:
    """Return what draws the errors of this address, where it has a frame of its own."""
    pages: Mapping[str, ErrorPage] = current_app.extensions[EXTENSION]
    ways = (path for path in pages if f"{request.path}/".startswith(f"{path}/"))
    way = max(ways, key=len, default=None)
    return None if way is None else pages[way]


def _usual_page(error: DomainError) -> str:
    is_said = error.detail != error.title and not isinstance(error, _OfHttp)
    words = told(error.detail) if is_said else None
    return render_template("chassis/error.html", status=error.status, what=words)


def _page(error: DomainError, draw: ErrorPage) -> str:
    """Return the error as a page; in bare words when even the page cannot be made."""
    try:
        return draw(error)
    except Exception as fault:  # noqa: BLE001 - an error page that fails must not end in another
        _log.exception("error_page_failed", exc_info=fault)
        return f"<!doctype html><title>{error.title}</title><h1>{error.title}</h1>"


def _on_domain_error(error: DomainError) -> Response:
    return _answer(error)


def _on_stale(_error: StaleDataError) -> Response:
    return _answer(Stale("Somebody else changed this at the same moment."))


def _on_conflict(error: IntegrityError) -> Response:
    _log.warning("integrity_error", exc_info=error)
    return _answer(Refused("This clashes with something saved before.", reason="conflict"))


def _on_database_away(error: OperationalError) -> Response:
    _log.error("database_error", exc_info=error)
    return _answer(Unavailable("The database does not answer.", reason="database_away"))


def _on_http_error(error: HTTPException) -> Response:
    if error.code == UNPROCESSABLE:
        return _answer(_from_messages(getattr(error, "data", {}).get("messages", {})))
    code = error.code or SERVER_ERROR
    if code < 400:  # noqa: PLR2004 - a redirect of the router
        return make_response(error.get_response())
    found = _OfHttp(error.description or "", reason=_REASONS.get(code, "http_error"))
    found.status, found.title = code, error.name  # type: ignore[misc] # one-off kinds of HTTP
    response = _answer(found)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _on_bug(error: Exception) -> Response:
    _log.exception("bug", exc_info=error)
    found = DomainError(
        "Something broke on our side. Nothing you saved before is lost.", reason="bug"
    )
    found.status, found.title = SERVER_ERROR, sentence("Something broke")  # type: ignore[misc] # see above
    found.extra["request_id"] = g.get("request_id", "")
    return _answer(found)


def _from_messages(messages: Mapping[str, Any]) -> Invalid:
    """Turn the nested messages of a schema into `{"a.b": [text]}`."""
    errors: dict[str, list[str]] = {}
    for part in messages.values():
        _flatten("", part, errors)
    texts = [text for found in errors.values() for text in found]
    reason = "unknown_field" if "Unknown field." in texts else "invalid"
    return Invalid("Please check the fields named here.", errors=errors, reason=reason)


def _flatten(prefix: str, value: Any, into: dict[str, list[str]]) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            key = str(name) if name != "_schema" else ""
            _flatten(".".join(part for part in (prefix, key) if part), inner, into)
    elif isinstance(value, list | tuple):
        for inner in value:
            if isinstance(inner, Mapping | list):
                _flatten(prefix, inner, into)
            else:
                into.setdefault(prefix or "body", []).append(_text(inner))
    else:
        into.setdefault(prefix or "body", []).append(_text(value))


def _text(found: Any) -> str:
    return found if isinstance(found, Sentence) else str(found)

"""The typed door to the JSON API: every route says who may call it, what it takes and answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE, Schema
from sqlalchemy.orm import Session

from chassis import bodies, idempotency, readings
from chassis.auth import ALLOW, ANONYMOUS, SHOWN_LATELY, Allow, actor_or_none
from chassis.belongings import check_path
from chassis.errors import Invalid, PreconditionRequired, sentence
from chassis.readings import Recorded
from chassis.resources import clock, database

Handler = Callable[..., Any]
SchemaClass = type[Schema]
LONGEST_VERSION = 18
"""Digits of a `row_version`, as 64 bits hold it."""


class ApiBlueprint:
    """Routes of one feature under `/<service>/api/v1`.

    A handler gets an open session first (`read()` for GET, `write()` for the rest), then the
    loaded query or body, then the path's parts by name. It returns what `answer` dumps, and
    raises errors of `chassis.errors`; it catches none. A write is committed after its answer
    was made, and its answer is kept under its `Idempotency-Key` in the same transaction.
    """

    def __init__(self, name: str, url_prefix: str, *, about: str = "") -> None:
        self.blueprint: Blueprint = SmorestBlueprint(
            f"{name}_api", name, url_prefix=url_prefix, description=about
        )

    def get(
        self,
        rule: str,
        *,
        allow: Allow,
        query: SchemaClass | None = None,
        answer: SchemaClass | None = None,
        recorded: Recorded | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare a read; `recorded` says what it is called in the record."""
        return self._route(
            _Route("GET", rule, allow, query, "query", answer, 200, recorded=recorded)
        )

    def post(
        self,
        rule: str,
        *,
        allow: Allow,
        body: SchemaClass | None = None,
        answer: SchemaClass | None = None,
        status: int = 200,
        secret: bool = False,
        location: str = "json",
        own_transactions: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare a write; `secret` answers are replayed for 60 minutes only.

        `location` is `json`, or `form` for a multipart body whose files the handler reads.
        With `own_transactions` the handler gets no session and opens what it needs; its answer
        is never replayed.
        """
        return self._route(
            _Route("POST", rule, allow, body, location, answer, status, secret, own_transactions)
        )

    def put(
        self,
        rule: str,
        *,
        allow: Allow,
        body: SchemaClass | None = None,
        answer: SchemaClass | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare a replacement; the handler also gets `row_version` from `If-Match`."""
        return self._route(_Route("PUT", rule, allow, body, "json", answer, 200))

    def patch(
        self,
        rule: str,
        *,
        allow: Allow,
        body: SchemaClass | None = None,
        answer: SchemaClass | None = None,
    ) -> Callable[[Handler], Handler]:
        """Declare a change of parts; the handler also gets `row_version` from `If-Match`."""
        return self._route(_Route("PATCH", rule, allow, body, "json", answer, 200))

    def delete(
        self, rule: str, *, allow: Allow, own_transactions: bool = False
    ) -> Callable[[Handler], Handler]:
        """Declare a removal, answered by 204; `own_transactions` as for `post`."""
        return self._route(
            _Route("DELETE", rule, allow, None, "json", None, 204, False, own_transactions)
        )

    def _route(self, route: "_Route") -> Callable[[Handler], Handler]:
        blueprint: Any = self.blueprint

        def register(handler: Handler) -> Handler:
            view = _with_session(handler, route)
            if route.takes is not None:
                # Else a misspelt name in a query would be left out without a word.
                view = blueprint.arguments(route.takes, location=route.location, unknown=RAISE)(
                    view
                )
            elif route.method == "POST":
                view = _without_body(view)
            view = _guarded(view, route.allow)
            setattr(view, ALLOW, route.allow)
            if route.answer is not None:
                view = blueprint.alt_response(route.status, schema=route.answer, success=True)(view)
            view = blueprint.doc(**_declared(route.allow))(view)
            blueprint.route(route.rule, methods=[route.method])(view)
            return handler

        return register


def _declared(allow: Allow) -> dict[str, Any]:
    """Return what the API document says about who may call."""
    again = {"x-asks-again": True} if allow.asks_again else {}
    return {"x-roles": list(allow.names), **again}


@dataclass(frozen=True)
class _Route:
    """All that is declared of one route."""

    method: str
    rule: str
    allow: Allow
    takes: SchemaClass | None
    location: str
    answer: SchemaClass | None
    status: int
    secret: bool = False
    own_transactions: bool = False
    recorded: Recorded | None = None


def _guarded(view: Handler, allow: Allow) -> Handler:
    """Check the caller before anything the caller sent is looked at."""

    @wraps(view)
    def guard(*args: Any, **kwargs: Any) -> Any:
        allow.check(actor_or_none())
        allow.check_shown(actor_or_none(), clock().now(), SHOWN_LATELY)
        check_path(allow, actor_or_none())
        bodies.check_type()
        bodies.check_text()
        return view(*args, **kwargs)

    return guard


def _without_body(view: Handler) -> Handler:
    @wraps(view)
    def check(*args: Any, **kwargs: Any) -> Any:
        bodies.check_nothing()
        return view(*args, **kwargs)

    return check


def _with_session(handler: Handler, route: _Route) -> Handler:
    """Run a handler in its transaction and turn its result into the answer."""

    @wraps(handler)
    def run(*args: Any, **kwargs: Any) -> Response:
        if route.own_transactions:
            return respond(handler(*args, **kwargs), route.answer, route.status)
        if route.method == "GET":
            with database().read() as session:
                shown = respond(handler(session, *args, **kwargs), route.answer, route.status)
            readings.record(route.recorded, route.allow, kwargs, shown)
            return shown
        if route.method in ("PUT", "PATCH"):
            kwargs["row_version"] = row_version_named()
        repeatable = idempotency.of_request(
            _caller(), request.headers.get("Idempotency-Key"), secret=route.secret
        )
        with database().write() as session:
            return _once(
                session,
                repeatable,
                lambda: respond(handler(session, *args, **kwargs), route.answer, route.status),
            )

    return run


def _once(
    session: Session, repeatable: idempotency.Repeatable | None, deed: Callable[[], Response]
) -> Response:
    if repeatable is None:
        return deed()
    earlier = repeatable.earlier(session)
    if earlier is not None:
        return earlier
    response = deed()
    session.flush()
    repeatable.keep(session, response)
    return response


def respond(result: Any, schema: SchemaClass | None, status: int) -> Response:
    """Turn a handler's result into the HTTP answer, with the ETag of its `row_version`."""
    if isinstance(result, Response):
        return result
    if status == 204:  # noqa: PLR2004 - no content
        return Response(status=204)
    payload = schema().dump(result) if schema else result
    response = jsonify(payload)
    response.status_code = status
    if isinstance(payload, dict) and payload.get("row_version") is not None:
        response.set_etag(str(payload["row_version"]))
    return response


def row_version_named() -> int | None:
    """Return the version in `If-Match`, or None when the caller names none.

    Raises:
        Invalid: it is not a version of ours.

    """
    tag = request.headers.get("If-Match")
    if tag is None:
        return None
    text = tag.strip().strip('"')
    if not text.isdecimal() or len(text) > LONGEST_VERSION:
        raise Invalid(
            "If-Match must be the ETag of what you edited.",
            errors={"If-Match": [sentence('Use the ETag as it was given, like "3".')]},
        )
    return int(text)


def needed(row_version: int | None) -> int:
    """Return the version a writer named.

    Raises:
        PreconditionRequired: none was named.

    """
    if row_version is None:
        raise PreconditionRequired("Send If-Match with the ETag of what you edited.")
    return row_version


def _caller() -> str:
    found = actor_or_none()
    return found.id if found else ANONYMOUS

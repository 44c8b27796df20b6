"""The door to the pages: every route says who may open it, and a form is sent once."""

import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, g, make_response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from chassis import idempotency, readings
from chassis.auth import (
    ALLOW,
    ANONYMOUS,
    FILLED_IN,
    LANGS,
    RENEWAL_PATH,
    SHOWN_LATELY,
    SIGN_IN_PATH,
    STEP_UP_PATH,
    Allow,
    actor_or_none,
    cookie_parts,
)
from chassis.belongings import check_path
from chassis.errors import Forbidden, Unauthenticated
from chassis.readings import Recorded
from chassis.resources import clock, database, settings

Handler = Callable[..., Any]
FIRST_ERROR = 400


class _Undo(Exception):
    """End a write without committing, and give this answer."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


class PageBlueprint:
    """Pages of one feature.

    A handler gets an open session first: `read()` for GET, `write()` for POST. A POST whose
    answer has a status of 400 or more is rolled back, so a form shown again has changed
    nothing. The hidden field `once` makes a double click one deed. Pages that anyone may open
    have all languages, unless `langs` names fewer.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        url_prefix: str = "",
        *,
        langs: tuple[str, ...] | None = None,
    ) -> None:
        self.blueprint = Blueprint(name, import_name, url_prefix=url_prefix)
        self._langs = langs

    def get(
        self,
        rule: str,
        *,
        allow: Allow,
        recorded: Recorded | None = None,
        own_transactions: bool = False,
    ) -> Callable[[Handler], Handler]:
        """Declare a page; `recorded` says what looking at it is called in the record.

        With `own_transactions` its handler opens what it needs, and nothing is recorded.
        """

        def wrap(handler: Handler) -> Handler:
            return _bare(handler) if own_transactions else _reading(handler, allow, recorded)

        return self._route("GET", rule, allow, wrap)

    def post(
        self, rule: str, *, allow: Allow, own_transactions: bool = False
    ) -> Callable[[Handler], Handler]:
        """Declare what a form does.

        With `own_transactions` the handler gets no session and opens what it needs; a double
        click is then its own affair.
        """
        return self._route("POST", rule, allow, _alone if own_transactions else _writing)

    def _route(
        self, method: str, rule: str, allow: Allow, wrap: Callable[[Handler], Handler]
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            run = wrap(handler)

            @wraps(handler)
            def view(**path: Any) -> AnyResponse:
                answer = _turned_away(allow)
                return answer if answer is not None else run(**path)

            setattr(view, ALLOW, allow)
            setattr(view, LANGS, self._langs)
            endpoint = f"{handler.__name__}_{method.lower()}"
            self.blueprint.add_url_rule(rule, endpoint, view, methods=[method])
            return handler

        return register


def _reading(handler: Handler, allow: Allow, recorded: Recorded | None) -> Handler:
    def run(**path: Any) -> AnyResponse:
        with database().read() as session:
            response = make_response(handler(session, **path))
        readings.record(recorded, allow, path, response)
        return response

    return run


def _bare(handler: Handler) -> Handler:
    def run(**path: Any) -> AnyResponse:
        return make_response(handler(**path))

    return run


def _alone(handler: Handler) -> Handler:
    def run(**path: Any) -> AnyResponse:
        check_same_origin()
        return make_response(handler(**path))

    return run


def _writing(handler: Handler) -> Handler:
    def run(**path: Any) -> AnyResponse:
        check_same_origin()
        found = actor_or_none()
        repeatable = idempotency.of_request(
            found.id if found else ANONYMOUS, request.form.get("once"), secret=True
        )
        try:
            with database().write() as session:
                earlier = repeatable.earlier(session) if repeatable else None
                if earlier is not None:
                    return earlier
                response = make_response(handler(session, **path))
                _check_done(response)
                session.flush()
                if repeatable:
                    repeatable.keep(session, response)
                return response
        except _Undo as undo:
            return undo.response

    return run


def _check_done(response: Response) -> None:
    if response.status_code >= FIRST_ERROR:
        raise _Undo(response)


def check_same_origin() -> None:
    """Refuse a form that another site sent (Fetch Metadata, W3C).

    Raises:
        Forbidden: the browser says the form came from elsewhere.

    """
    origin = request.headers.get("Origin", "null")
    # Where the browser is too old for Fetch Metadata, Origin still says where a form comes from.
    if "Sec-Fetch-Site" in request.headers:
        is_ours = request.headers["Sec-Fetch-Site"] in ("same-origin", "none")
    else:
        is_ours = origin in ("null", settings().public_url, request.host_url.rstrip("/"))
    if not is_ours:
        raise Forbidden("This form was sent from another site.", reason="cross_site")


def said(code: str, url: str) -> AnyResponse:
    """Send the person on to `url`, where the next page says what happened."""
    return redirect(f"{url}{'&' if '?' in url else '?'}{urlencode({'said': code})}", 303)


def safe_next(url: str | None, default: str = "/") -> str:
    """Return `url` if it is a path of this site, else `default`."""
    if any(unicodedata.category(sign) == "Cc" for sign in url or ""):
        return default
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return default
    if not url or parts.scheme or parts.netloc or not url.startswith("/") or "\\" in url:
        return default
    return default if url.startswith("//") else url


def _turned_away(allow: Allow) -> AnyResponse | None:
    """Send on who must sign in first, or whose sign-in only needs renewing.

    A renewal answers 307, so the browser sends a form again with all that was typed.
    """
    found = actor_or_none()
    if found is None and g.get("sign_in_ended") and cookie_parts()[1]:
        return redirect(f"{RENEWAL_PATH}?{urlencode({'next': _here()})}", 307)
    try:
        allow.check(found)
    except Unauthenticated:
        return redirect(f"{SIGN_IN_PATH}?{urlencode({'next': _here()})}", 303)
    window = SHOWN_LATELY if request.method == "GET" else FILLED_IN
    try:
        allow.check_shown(found, clock().now(), window)
    except Unauthenticated:
        return redirect(f"{STEP_UP_PATH}?{urlencode({'next': _page_of_this()})}", 303)
    check_path(allow, found)
    return None


def _page_of_this() -> str:
    """Return this page; for a button that has none, the page it stands on."""
    if request.method == "GET":
        return _here()
    routes = current_app.create_url_adapter(request)
    above = request.path.rpartition("/")[0]
    shown = (path for path in (request.path, above) if routes and routes.test(path, "GET"))
    return next(shown, "/")


def _here() -> str:
    return request.full_path.rstrip("?")

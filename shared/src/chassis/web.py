"""Put a service's web application together: routes, errors, headers, health, metrics."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from uuid import uuid4

from flask import Flask, Request, Response, g, request
from flask_babel import Babel
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from chassis import apidoc, belongings, catalogues, correlation, faults, reissues, seen
from chassis.assets import assets
from chassis.auth import ALLOW, anyone
from chassis.bus.feedview import feed_blueprint
from chassis.bus.gauges import TrafficGauges
from chassis.bus.trafficview import traffic_blueprint
from chassis.clock import monotonic
from chassis.errors import NotFound, Unavailable
from chassis.log import logger
from chassis.logview import log_api, log_pages
from chassis.mailgauges import MailGauges
from chassis.readers import reader_language, walk_along
from chassis.resources import EXTENSION, Resources
from chassis.service import Service
from chassis.shell import install_frame, time_zone

UNCOUNTED = "ciss.uncounted"
"""In a request's environment: neither log nor metrics may say that it was made."""
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
MOST_BYTES = 33 * 1024 * 1024
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUL, _UNREADABLE = "%00", "%EF%BF%BD"
_log = logger("web")


def create_app(service: Service, resources: Resources) -> Flask:
    """Return the web application of a service over the given resources."""
    app = _App(service.name, static_folder=None)
    app.extensions[EXTENSION] = resources
    known = reissues.Reissues(resources.database, resources.clock)
    app.extensions[reissues.EXTENSION] = known
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024)
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    Babel(app, locale_selector=reader_language, timezone_selector=time_zone)
    catalogues.install(app, service.translations)
    app.register_blueprint(assets(service.name))
    faults.install(app, service.error_pages)
    own = [traffic_blueprint(service.name, service.subscriptions)]
    own += [log_pages(service.name, service.log)] if service.log else []
    for blueprint in (*service.pages, *own):
        app.register_blueprint(blueprint)
    people = [seen.me_blueprint(service.name)] if service.remembers_people else []
    logs = [log_api(service.name, service.log)] if service.log else []
    apidoc.install(app, service, [*service.apis, *people, *logs, feed_blueprint(service.name)])
    install_frame(app, service)
    has_broker = resources.settings.amqp_url is not None
    resources.metrics.register(TrafficGauges(resources.database, has_broker=has_broker))
    if service.mails:
        resources.metrics.register(MailGauges(resources.database))
    app.after_request(walk_along)
    _install_health(app, service.name)
    _install_request_habits(app, service.name, resources)
    if service.remembers_people:
        seen.install(app, service)
    for name, view in app.view_functions.items():
        if name.endswith("static"):
            setattr(getattr(view, "__func__", view), ALLOW, anyone)  # a bound method has no own
    belongings.install(app, {**service.finders, "traffic": belongings.shared})
    return app


class _Request(Request):
    """A request whose query holds no NUL: PostgreSQL takes none in any text."""

    def __init__(self, environ: dict[str, Any], *args: Any, **more: Any) -> None:
        query = environ.get("QUERY_STRING", "")
        # What stands there instead is found nowhere, and joins with its neighbours to no new NUL.
        environ["QUERY_STRING"] = query.replace("\x00", _NUL).replace(_NUL, _UNREADABLE)
        super().__init__(environ, *args, **more)


class _App(Flask):
    """A Flask whose own words about a fault name no path, since paths may hold secrets."""

    request_class = _Request

    def log_exception(self, exc_info: Any) -> None:
        """Log a fault that no handler took, by its route's template."""
        route = str(request.url_rule) if request.url_rule else "unknown"
        _log.error("unhandled", service=self.name, route=route, exc_info=exc_info)


def _install_health(app: Flask, name: str) -> None:
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    def readyz() -> dict[str, str]:
        resources: Resources = app.extensions[EXTENSION]
        try:
            resources.database.is_reachable()
        except SQLAlchemyError as error:
            raise Unavailable("The database does not answer.", reason="database_away") from error
        return {"status": "ready"}

    def metrics() -> Response:
        if _is_passed_on() or not _is_near(request.remote_addr):
            raise NotFound
        resources: Resources = app.extensions[EXTENSION]
        return Response(generate_latest(resources.metrics), content_type=CONTENT_TYPE_LATEST)

    for view in (healthz, readyz, metrics):
        setattr(view, ALLOW, anyone)
        app.add_url_rule(f"/{name}/{view.__name__}", view.__name__, view)


def _is_passed_on() -> bool:
    """Say whether a proxy asks for somebody else: its own address then says nothing of theirs."""
    return any(name in request.headers for name in PASSED_ON)


def _is_near(address: str | None) -> bool:
    """Say whether a caller is on this machine or on the private network of the services."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return False
    return found.is_loopback or found.is_private


def _install_request_habits(app: Flask, name: str, resources: Resources) -> None:
    count = _counting(name, resources)

    @app.before_request
    def _begin() -> None:
        g.began = monotonic()
        g.request_id = uuid4().hex
        # Where nobody may know that a request was made, no trace leads to it from elsewhere.
        is_traced = UNCOUNTED not in request.environ
        correlation.begin(g.request_id, request.headers.get("traceparent") if is_traced else None)
        if _CONTROL.search(request.path):
            raise NotFound

    @app.after_request
    def _finish(response: Response) -> Response:
        for header, value in SECURITY_HEADERS.items():
            response.headers.setdefault(header, value)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        response.headers.setdefault("Cache-Control", "no-store")
        if resources.settings.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        count(response)
        return response


def _counting(name: str, resources: Resources) -> Callable[[Response], None]:
    """Return what notes each answer, in the log and in the metrics, by its route's template."""
    answered = Counter(
        "ciss_http_requests_total",
        "Requests answered, by route template and status.",
        ["service", "method", "route", "status"],
        registry=resources.metrics,
    )
    took = Histogram(
        "ciss_http_request_seconds",
        "Time to answer, by route template.",
        ["service", "method", "route"],
        registry=resources.metrics,
    )

    def count(response: Response) -> None:
        if UNCOUNTED in request.environ:
            return
        seconds = monotonic() - g.get("began", monotonic())
        route = str(request.url_rule) if request.url_rule else "unknown"
        method, status = request.method, response.status_code
        answered.labels(name, method, route, status).inc()
        took.labels(name, method, route).observe(seconds)
        milliseconds = round(seconds * 1000, 1)
        _log.info(
            "answered", service=name, method=method, route=route, status=status, ms=milliseconds
        )

    return count

"""The frame of every page, filled for each request: who runs this, who reads it, where to go."""

import threading
from dataclasses import replace
from urllib.parse import urlencode

from babel import Locale
from flask import Flask, g, has_request_context, request
from flask_babel import get_locale
from sqlalchemy.exc import SQLAlchemyError

from chassis.auth import SIGN_IN_PATH, Actor, actor_or_none
from chassis.clock import monotonic
from chassis.errors import Unauthenticated
from chassis.frame import Frame, Link, direction_of, saying
from chassis.resources import EXTENSION, Resources
from chassis.service import Host, Service

LANGUAGES = ("en",)
HOST_IS_FRESH_SECONDS = 30.0
HOST_IS_AWAY_SECONDS = 2.0


def reader_language() -> str:
    """Return the language of this reader: asked for, of the person, of the browser, English."""
    if not has_request_context():
        return "en"
    if (asked := request.args.get("lang")) in LANGUAGES:
        return asked or "en"
    found = _actor_quietly()
    if found is not None and found.lang in LANGUAGES:
        return found.lang
    return request.accept_languages.best_match(LANGUAGES) or "en"


class _HostOnce:
    """The deployment's host, read from the database at most every 30 seconds.

    While the database is away, the host read last stands: the page that says so has a frame, too.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._host = Host()
        self._next_at = 0.0
        self._lock = threading.Lock()

    def of(self, resources: Resources) -> Host:
        with self._lock:
            if monotonic() >= self._next_at:
                self._next_at = self._read(resources) + monotonic()
            return self._host

    def _read(self, resources: Resources) -> float:
        """Read it; return for how many seconds that is good."""
        try:
            with resources.database.read() as session:
                self._host = self._service.host(session)
        except SQLAlchemyError:
            return HOST_IS_AWAY_SECONDS
        return HOST_IS_FRESH_SECONDS if self._host.partner_name else 0.0


def install_frame(app: Flask, service: Service) -> None:
    """Give every template of an app its `frame`."""
    host = _HostOnce(service)

    @app.context_processor
    def _frame() -> dict[str, Frame]:
        return {"frame": _frame_of(service, host.of(app.extensions[EXTENSION]))}


def _frame_of(service: Service, host: Host) -> Frame:
    found = _actor_quietly()
    around = service.surroundings
    held = found.role_names() if found else frozenset()
    lang = str(get_locale() or "en").replace("_", "-")
    return Frame(
        programme=around.programme,
        partner_name=host.partner_name,
        service=service.name,
        path=request.full_path.rstrip("?"),
        request_id=g.get("request_id", ""),
        lang=lang,
        direction=direction_of(lang),
        navigation=[replace(place, current=_is_here(place.url)) for place in around.places(held)],
        langs=[_language_link(code, lang) for code in LANGUAGES],
        actor=found,
        # A form sent from a page that said something is answered by what became of that form.
        said=saying(request.args.get("said")) if request.method == "GET" else None,
        demo=host.is_demo,
        help_numbers=host.help_numbers,
        search_url=around.search_url(held),
        signs_out_here=SIGN_IN_PATH.startswith(f"/{service.name}/"),
        sign_in_url=f"{SIGN_IN_PATH}?{urlencode({'next': request.full_path.rstrip('?')})}",
        about=around.foot,
    )


def _actor_quietly() -> Actor | None:
    try:
        return actor_or_none()
    except Unauthenticated:
        return None


def _is_here(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(f"{url}/"))


def _language_link(code: str, current: str) -> Link:
    label = (Locale.parse(code, sep="-").get_display_name(code) or code).capitalize()
    query = urlencode({**request.args.to_dict(), "lang": code})
    return Link(label, f"{request.path}?{query}", current=code == current, lang=code)

"""The frame of every page, filled for each request: who runs this, who reads it, where to go."""

import threading
from dataclasses import replace
from urllib.parse import urlencode

from babel import Locale
from babel.dates import get_timezone_location
from flask import Flask, current_app, g, request
from flask_babel import get_domain, get_locale
from sqlalchemy.exc import SQLAlchemyError

from chassis.auth import SIGN_IN_PATH, Actor
from chassis.catalogues import ENGLISH, Catalogues
from chassis.clock import monotonic
from chassis.frame import Frame, Link, direction_of, saying
from chassis.readers import actor_quietly, language_asked, languages_here, wanted_language
from chassis.resources import EXTENSION, Resources, settings
from chassis.service import Host, Service

HOST = "ciss.host"
PROFILE_PATH = "/registry/me/profile"
HOST_IS_FRESH_SECONDS = 30.0
HOST_IS_AWAY_SECONDS = 2.0


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


def time_zone() -> str:
    """Return the zone in which this deployment's times are shown: that of who runs it."""
    if HOST not in current_app.extensions:
        return "UTC"
    host: _HostOnce = current_app.extensions[HOST]
    return host.of(current_app.extensions[EXTENSION]).tz


def install_frame(app: Flask, service: Service) -> None:
    """Give every template of an app its `frame`."""
    host = _HostOnce(service)
    app.extensions[HOST] = host

    @app.context_processor
    def _frame() -> dict[str, Frame]:
        return {"frame": _frame_of(service, host.of(app.extensions[EXTENSION]))}


def _frame_of(service: Service, host: Host) -> Frame:
    found = actor_quietly()
    around = service.surroundings
    held = found.role_names() if found else frozenset()
    lang = str(get_locale() or ENGLISH).replace("_", "-")
    texts: Catalogues = get_domain()
    is_read = request.method == "GET"
    return Frame(
        programme=around.programme,
        partner_name=host.partner_name,
        service=service.name,
        path=request.full_path.rstrip("?"),
        request_id=g.get("request_id", ""),
        lang=lang,
        direction=direction_of(lang),
        navigation=[replace(place, current=_is_here(place.url)) for place in around.places(held)],
        # A page that a form led to cannot be opened by its address.
        langs=[_language_link(code, lang) for code in languages_here()] if is_read else [],
        not_in=_not_in(lang),
        english_url=None if texts.is_reviewed(lang) or not is_read else _in_language(ENGLISH),
        is_checked=texts.is_reviewed(lang),
        keep_url=_keep_url(lang, found),
        zone=get_timezone_location(host.tz, locale=get_locale(), return_city=True)
        if found
        else None,
        actor=found,
        # A form sent from a page that said something is answered by what became of that form.
        said=saying(request.args.get("said")) if is_read else None,
        demo=host.is_demo,
        asks_no_codes=host.is_demo and settings().is_mfa_relaxed,
        help_numbers=host.help_numbers,
        search_url=around.search_url(held),
        signs_out_here=SIGN_IN_PATH.startswith(f"/{service.name}/"),
        sign_in_url=f"{SIGN_IN_PATH}?{urlencode({'next': request.full_path.rstrip('?')})}",
        about=around.foot,
    )


def _is_here(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(f"{url}/"))


def _language_link(code: str, current: str) -> Link:
    return Link(_own_name(code), _in_language(code), current=code == current, lang=code)


def _own_name(code: str) -> str:
    """Return what a language is called by those who speak it."""
    return (Locale.parse(code, sep="-").get_display_name(code) or code).capitalize()


def _in_language(code: str) -> str:
    """Return the address of this page in a language."""
    query = {name: value for name, value in request.args.items() if name != "said"}
    return f"{request.path}?{urlencode({**query, 'lang': code})}"


def _not_in(lang: str) -> str | None:
    """Return the name of the language that the reader chose, where this page is not in it."""
    wanted = wanted_language()
    return _own_name(wanted) if wanted not in (None, lang) else None


def _keep_url(lang: str, reader: Actor | None) -> str | None:
    """Return where a reader keeps the language of this page, which is not that of the account."""
    if reader is None or language_asked() != lang or reader.lang == lang:
        return None
    return f"{PROFILE_PATH}?{urlencode({'lang': lang})}"

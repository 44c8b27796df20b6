"""Which language a reader gets on a page, and how a visitor's choice walks along from page to page.

A signed-in person's language is kept in their account. A visitor has no account and gets no
cookie, so a language chosen by `?lang=` is written into every link of the page it shows.
"""

import re
from html import escape, unescape
from urllib.parse import urlencode

from flask import Response, current_app, has_request_context, request

from chassis.auth import ALLOW, LANGS, Actor, actor_or_none
from chassis.catalogues import ENGLISH, PUBLIC, STAFF
from chassis.errors import Unauthenticated

_LINK = re.compile(r'(?<=\s)(href|action|hx-get)="(/(?!/)[^"]*)"')
_SEARCH = re.compile(r'<form\b[^>]*\bmethod="get"[^>]*>')
_IN_QUERY = re.compile(r"[?&]lang=")


def reader_language() -> str:
    """Return the language of this page for this reader: theirs, the browser's, else English."""
    if not has_request_context():
        return ENGLISH
    offered = languages_here()
    wanted = wanted_language()
    if wanted:
        return wanted if wanted in offered else ENGLISH
    return request.accept_languages.best_match(offered) or ENGLISH


def wanted_language() -> str | None:
    """Return the language the reader chose, here or in the account; None for no choice of ours."""
    if asked := language_asked():
        return asked
    found = actor_quietly()
    return found.lang if found is not None and found.lang in PUBLIC else None


def language_asked() -> str | None:
    """Return the language named in the address."""
    asked = request.args.get("lang")
    return asked if asked in PUBLIC else None


def languages_here() -> tuple[str, ...]:
    """Return the languages of this page: all where anyone may come, else those of staff."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return PUBLIC
    allow, own = getattr(view, ALLOW, None), getattr(view, LANGS, None)
    return own or (PUBLIC if allow is None or allow.is_open else STAFF)


def actor_quietly() -> Actor | None:
    """Return who is signed in; nobody where a token is no longer good."""
    try:
        return actor_or_none()
    except Unauthenticated:
        return None


def walk_along(response: Response) -> Response:
    """Write a visitor's choice of language into the links, forms and redirects of an answer."""
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
    lang = language_asked()
    if lang is None or actor_quietly() is not None:
        return response
    if response.location and response.location.startswith("/"):
        response.location = _with(response.location, lang)
    if response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(_rewritten(response.get_data(as_text=True), lang))
    return response


def _rewritten(page: str, lang: str) -> str:
    # What a form sends by GET takes the place of the query of its address.
    field = f'<input type="hidden" name="lang" value="{lang}">'
    page = _SEARCH.sub(lambda found: f"{found[0]}{field}", page)
    return _LINK.sub(lambda found: f'{found[1]}="{escape(_with(unescape(found[2]), lang))}"', page)


def _with(url: str, lang: str) -> str:
    if _IN_QUERY.search(url) or "/static/" in url:
        return url
    address, hash_, place = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'lang': lang})}{hash_}{place}"

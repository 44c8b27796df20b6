"""The pages where anybody checks a number, and the same for programs."""

import json
from hashlib import sha256
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from certification.certificates import formats as certificates
from certification.certificates import queries, rules
from certification.numbers.rules import is_mistyped
from certification.schools import queries as schools
from certification.schools.rules import ENDED
from certification.standards import formats as standards
from certification.standards.rules import HIGHEST
from certification.verify import formats
from certification.verify.rules import clean_number
from chassis.auth import actor_or_none, anyone
from chassis.errors import NotFound
from chassis.pages import PageBlueprint
from chassis.resources import clock, settings

pages = PageBlueprint("verify", __name__)
FRESH_SECONDS = 60
"""For so long a cache may answer; the calendar is never further behind than that."""
_JSON = ".json"


@pages.get("/verify", allow=anyone)
def ask(session: Session) -> Any:  # noqa: ARG001 - there is nothing to look up yet
    """Ask for a number, or lead to the page of the number asked for."""
    asked = request.args.get("number")
    if asked is None:
        return render_template("certification/verify/ask.html")
    number = clean_number(asked)
    if not number:
        return make_response(render_template("certification/verify/ask.html", is_empty=True), 422)
    return redirect(url_for("verify.answer_get", number=number), 303)


@pages.get("/verify/<number>", allow=anyone)
def answer(session: Session, number: str) -> Any:
    """Say what a certificate is worth today; with `.json` behind the number, to a program."""
    if number.endswith(_JSON):
        return _for_programs(session, number.removesuffix(_JSON))
    certificate = queries.find(session, number)
    if certificate is None:
        return _not_found(number)
    worth = queries.worth(session, certificate, clock().now())
    is_open = _is_open(session, worth)
    return _kept(make_response(_page(session, worth, is_open=is_open)), _tag(worth, is_open))


def _for_programs(session: Session, number: str) -> Any:
    certificate = queries.find(session, number)
    if certificate is None:
        if is_mistyped(number):
            raise NotFound("Look at the digits again: one is wrong.", reason="mistyped")
        raise NotFound("No certificate or sticker has this number.", reason="no_such_number")
    worth = queries.worth(session, certificate, clock().now())
    is_open = _is_open(session, worth)
    found = formats.document(worth, queries.history(session, worth), is_open=is_open)
    response = make_response(json.dumps(found, ensure_ascii=False))
    response.content_type = "application/json"
    return _kept(response, _tag(worth, is_open))


def _not_found(number: str) -> Any:
    """Lead to the number as it is printed, or help to find the slip."""
    clean = clean_number(number)
    if clean and clean != number:
        return redirect(url_for("verify.answer_get", number=clean), 303)
    name = "mistyped" if is_mistyped(clean) else "unknown"
    return make_response(render_template(f"certification/verify/{name}.html", number=clean), 404)


def _is_open(session: Session, worth: queries.Worth) -> bool:
    return schools.known(session, worth.certificate.school_id).status not in ENDED


def _page(session: Session, worth: queries.Worth, *, is_open: bool) -> str:
    certificate = worth.certificate
    standard = standards.load(certificate.standard_version)
    return render_template(
        "certification/verify/certificate.html",
        worth=worth,
        is_open=is_open,
        certificate=certificate,
        history=queries.history(session, worth),
        modules=[
            (each.title, certificate.module_levels.get(each.id, 0)) for each in standard.modules
        ],
        highest=HIGHEST,
        country=formats.country_name(certificate.country, str(get_locale() or "en")),
        grace_to=rules.grace_to(certificate.valid_to),
        sentence=formats.STATE_SENTENCES[worth.state],
        notice=formats.NOTICES[worth.state],
        means=formats.LEVEL_MEANS[certificate.level],
        states=certificates.STATES,
        badges=certificates.BADGES,
        levels=certificates.LEVELS,
        events=certificates.EVENTS,
        badge_says=_(
            "%(level)s, %(state)s",
            level=certificates.LEVELS[certificate.level],
            state=certificates.STATES[worth.state],
        ),
        address=f"{settings().public_url}{url_for('verify.answer_get', number=certificate.number)}",
    )


def _tag(worth: queries.Worth, is_open: bool) -> str:
    version = str(worth.certificate.row_version)
    parts = (request.path, str(get_locale()), worth.state, version, str(is_open))
    return sha256("\0".join(parts).encode()).hexdigest()[:32]


def _kept(response: Response, tag: str) -> Any:
    """Let caches keep an answer for a while, but not the page of somebody who is signed in."""
    response.vary.update(("Cookie", "Accept-Language"))
    if actor_or_none() is not None and not request.path.endswith(_JSON):
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response.set_etag(tag, weak=True)
    return response.make_conditional(request)

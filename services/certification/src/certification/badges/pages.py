"""The badge as a picture, always drawn as the certificate is today."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from certification.badges.rules import Words, draw
from certification.certificates import queries
from certification.certificates.formats import LEVELS, STATES
from certification.certificates.rules import IN_FORCE
from chassis.auth import anyone
from chassis.pages import PageBlueprint
from chassis.resources import clock

pages = PageBlueprint("badges", __name__, url_prefix="/certification")
_CSP = "default-src 'none'"


@pages.get("/badges/<number>.svg", allow=anyone)
def show(session: Session, number: str) -> Any:
    """Draw the badge of a certificate; once it is not in force, grey and with the word for it."""
    worth = queries.worth(session, queries.known(session, number), clock().now())
    certificate = worth.certificate
    level, state = str(LEVELS[certificate.level]), str(STATES[worth.state])
    words = Words(
        level=level,
        state=state,
        number=certificate.number,
        title=_("Certified Safe Internet School: %(level)s, %(state)s", level=level, state=state),
        about=certificate.name,
    )
    drawing = draw(words, certificate.level, is_valid=worth.state in IN_FORCE)
    answer = Response(drawing, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = _CSP
    answer.headers["Cache-Control"] = "public, max-age=60"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.vary.update(("Cookie", "Accept-Language"))
    answer.add_etag()
    return answer.make_conditional(request)

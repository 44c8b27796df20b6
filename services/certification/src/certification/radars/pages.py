"""The levels of a self-review as a drawing, at an address of its own."""

from uuid import UUID

from flask import Response
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from certification.levels.rules import least
from certification.outlooks import queries as outlooks
from certification.outlooks.queries import Outlook
from certification.radars import formats
from certification.radars.formats import Line
from certification.reviews import queries as reviews
from certification.schools.rules import MANAGERS, OVERSEERS
from chassis.auth import actor, roles
from chassis.errors import Forbidden
from chassis.pages import PageBlueprint
from chassis.resources import clock

pages = PageBlueprint("radars", __name__, url_prefix="/certification")
_CSP = "default-src 'none'; style-src 'unsafe-inline'"
"""A drawing brings its own style; nothing in it can run."""


@pages.get("/reviews/<uuid:review_id>/radar.svg", allow=roles(*MANAGERS, *OVERSEERS))
def radar(session: Session, review_id: UUID) -> Response:
    """Draw the levels of the modules beside the levels the school aims at."""
    review = reviews.seen_by(session, review_id, actor())
    if not reviews.shows_ratings(review, actor()):
        raise Forbidden(_("The school has not handed this in yet."), reason="draft")
    ratings = reviews.ratings(session, review.id).values()
    outlook = outlooks.of_review(session, review, ratings, clock().now())
    drawing = _draw(outlook, review.target)
    return Response(drawing, mimetype="image/svg+xml", headers={"Content-Security-Policy": _CSP})


def _draw(outlook: Outlook, target: str) -> str:
    rule = outlook.standard.rule(target)
    aims = {module: least(rule, module) for module in outlook.modules}
    told = ", ".join(
        _("%(module)s: level %(level)s, aim %(aim)s", module=module, level=level, aim=aims[module])
        for module, level in outlook.modules.items()
    )
    return formats.draw(
        list(outlook.modules),
        Line(_("Your school now"), list(outlook.modules.values())),
        Line(_("What you aim at (dashed)"), list(aims.values())),
        title=_("Levels of the five modules, from 0 to 4"),
        description=told,
    )

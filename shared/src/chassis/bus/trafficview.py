"""The page of one service's traffic: its figures, what got stuck in it, and what to do about it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from chassis import paging
from chassis.auth import actor, roles
from chassis.bus import dead, lookout
from chassis.bus.dead import Operator, Wanted
from chassis.bus.figures import count_applied, figures
from chassis.bus.inbox import Subscription
from chassis.bus.status import ServiceStatus
from chassis.bus.unfilled import never_filled
from chassis.bus.verdict import troubles
from chassis.forms import Form, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock, resources, settings
from chassis.words import trimmed

OVERVIEW = "/registry/system"
"""The page over all services, to which this one leads back."""
PAGE_SIZE = 25
LONGEST_REASON = 200
REFUSED = 422
ROLE = "ops"
_LISTENING = "bus_subscriptions"

register_sayings(
    {
        "news_retried": _l("It is tried again now. If it gets stuck again, it comes back here."),
        "news_of_type_retried": _l(
            "They are tried again now, 500 at most; press again if some are left."
        ),
        "news_given_up": _l("It is given up, and the reason is on record."),
    }
)


class GivingUpForm(Form):
    """Why a piece of news is given up."""

    why = TextAreaField(
        _l("Why is it given up?"),
        description=_l("This stays on record. Name no people."),
        filters=[trimmed],
        validators=[DataRequired(_l("Write why.")), Length(max=LONGEST_REASON)],
    )


def traffic_blueprint(service: str, subscriptions: Sequence[Subscription]) -> Blueprint:
    """Return the pages of a service's traffic."""
    pages = PageBlueprint("own_traffic", __name__, url_prefix=f"/{service}/traffic")
    ops = roles(ROLE)
    pages.get("", allow=ops)(traffic)
    pages.post("/retry", allow=ops)(retry_type)
    pages.post("/<event_id>/retry", allow=ops)(retry)
    pages.get("/<event_id>/giving-up", allow=ops)(giving_up)
    pages.post("/<event_id>/giving-up", allow=ops)(give_up)
    pages.blueprint.record_once(
        lambda state: state.app.extensions.update({_LISTENING: subscriptions})
    )
    return pages.blueprint


def traffic(session: Session) -> str:
    """Show the figures of this service, and what got stuck in it."""
    type_ = request.args.get("type")
    wanted = Wanted(types=[type_] if type_ else [])
    cursor = request.args.get("after")
    rows = dead.dead_letters(session, wanted, PAGE_SIZE + 1, cursor)
    page = paging.page(rows, PAGE_SIZE, lambda row: [row.event_id])
    found, broker = _status(session), lookout.seen([resources().service])
    here = url_for("own_traffic.traffic_get", type=type_)
    return render_template(
        "chassis/traffic/traffic.html",
        service=resources().service,
        overview=OVERVIEW,
        status=found,
        broker=broker.state,
        troubles=troubles([found], broker),
        types=dead.count_by_type(session),
        type=type_,
        stuck=page["items"],
        next_url=url_for("own_traffic.traffic_get", type=type_, after=page["next"])
        if page["next"]
        else None,
        first_url=here if cursor else None,
    )


def _status(session: Session) -> ServiceStatus:
    """Return what this service knows by itself; how far it is behind others it does not."""
    applied, is_more = count_applied(session)
    return ServiceStatus(
        resources().service,
        own=figures(session, has_broker=settings().amqp_url is not None),
        applied=applied,
        is_more_applied=is_more,
        unfilled=never_filled(session, current_app.extensions[_LISTENING]),
    )


def retry(session: Session, event_id: str) -> Any:
    """Let one piece of news be tried again."""
    validate_press()
    dead.retry(session, event_id, _operator())
    return said("news_retried", url_for("own_traffic.traffic_get"))


def retry_type(session: Session) -> Any:
    """Let all news of one type be tried again."""
    validate_press()
    dead.retry_all(session, Wanted(types=[request.form.get("type", "")]), _operator())
    return said("news_of_type_retried", url_for("own_traffic.traffic_get"))


def giving_up(session: Session, event_id: str) -> str:
    """Ask why a piece of news is given up."""
    return _ask(session, event_id, GivingUpForm())


def give_up(session: Session, event_id: str) -> Any:
    """Give it up."""
    form = GivingUpForm()
    if not form.validate_on_submit():
        return _ask(session, event_id, form), REFUSED
    dead.discard(session, event_id, str(form.why.data), _operator())
    return said("news_given_up", url_for("own_traffic.traffic_get"))


def _ask(session: Session, event_id: str, form: GivingUpForm) -> str:
    return render_template(
        "chassis/traffic/giving_up.html",
        letter=dead.dead_letter(session, event_id),
        form=form,
        back=url_for("own_traffic.traffic_get"),
        service=resources().service,
    )


def _operator() -> Operator:
    return Operator(actor().id, clock().now(), ROLE)

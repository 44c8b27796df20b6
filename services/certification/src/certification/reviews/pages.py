"""A self-review as pages: a list of what is to rate, and one page for each criterion."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.ceilings import queries as ceilings
from certification.reviews import actions, queries, rules
from certification.reviews.forms import RatingForm, TargetForm, answers_of
from certification.reviews.model import Rating, Review
from certification.schools import queries as schools
from certification.schools.rules import MANAGERS, check_manages
from certification.standards import formats
from certification.standards.rules import Criterion, Standard
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid, Stale
from chassis.forms import blame, version_shown
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock

pages = PageBlueprint("reviews", __name__, url_prefix="/certification")
BEGIN = "/schools/<uuid:school_id>/self-review"
LIST = "/reviews/<uuid:review_id>"
ONE = f"{LIST}/criteria/<criterion>"

register_sayings(
    {
        "review_begun": _l("The self-review has begun. Rate one criterion after the other."),
        "rating_left": _l("Not rated yet: you can come back to it. Here is the next one."),
        "rating_saved": _l("Saved. Here is the next one."),
        "rating_saved_last": _l("Saved. You can change everything until it is handed in."),
    }
)


@pages.get(BEGIN, allow=roles(*MANAGERS))
def begin(session: Session, school_id: UUID) -> str:
    """Ask what the school aims at."""
    check_manages(actor(), school_id)
    return _begin_page(session, school_id, TargetForm())


@pages.post(BEGIN, allow=roles(*MANAGERS))
def begin_(session: Session, school_id: UUID) -> Any:
    """Begin the self-review."""
    check_manages(actor(), school_id)
    form = TargetForm()
    if not form.validate_on_submit():
        return _begin_page(session, school_id, form), 422
    try:
        review = actions.begin(session, school_id, form.target.data, by=actor(), now=clock().now())
    except DomainError as error:
        blame(form, {"": [error.detail]})
        return _begin_page(session, school_id, form), error.status
    return said("review_begun", url_for("reviews.criteria_get", review_id=review.id))


@pages.get(LIST, allow=roles(*MANAGERS))
def criteria(session: Session, review_id: UUID) -> str:
    """List the criteria by module: what is rated, and what is left."""
    review = _mine(session, review_id)
    standard = formats.load(review.standard_version)
    ratings = queries.ratings(session, review_id)
    return render_template(
        "certification/reviews/all.html",
        review=review,
        school=schools.known(session, review.school_id),
        standard=standard,
        ratings=ratings,
        unrated=rules.unrated(standard, ratings.values()),
        incomplete=rules.incomplete(standard, ratings.values()),
        least_letters=rules.LEAST_COMMENTARY,
        letters={each.criterion: rules.letters(each.commentary) for each in ratings.values()},
    )


@pages.get(ONE, allow=roles(*MANAGERS))
def one(session: Session, review_id: UUID, criterion: str) -> str:
    """Show one criterion with its levels side by side."""
    review = _mine(session, review_id)
    found = formats.load(review.standard_version).criterion(criterion)
    rating = queries.ratings(session, review_id).get(criterion)
    form = RatingForm(data=answers_of(rating))
    return _render(session, review, found, form, rating)


@pages.post(ONE, allow=roles(*MANAGERS))
def one_(session: Session, review_id: UUID, criterion: str) -> Any:
    """Save it and go on; when somebody else saved the same one first, show both."""
    review = _mine(session, review_id)
    found = formats.load(review.standard_version).criterion(criterion)
    rating = queries.ratings(session, review_id).get(criterion)
    form = RatingForm()
    form.offer(found)
    if not form.validate_on_submit():
        return _render(session, review, found, form, rating), 422
    try:
        actions.rate_one(
            session,
            review_id,
            form.wish(criterion),
            seen=version_shown(form),
            by=actor(),
            now=clock().now(),
        )
    except Stale:
        both = _both(form, rating)
        form.row_version.data = rating.row_version if rating else 0
        return _render(session, review, found, form, rating, stale=both), 409
    except DomainError as error:
        _blame(form, error)
        return _render(session, review, found, form, rating), error.status
    return _go_on(session, review, criterion)


def _mine(session: Session, review_id: UUID) -> Review:
    review = queries.get(session, review_id)
    check_manages(actor(), review.school_id)
    return review


def _begin_page(session: Session, school_id: UUID, form: TargetForm) -> str:
    school = schools.known(session, school_id)
    standard = formats.load(formats.NEWEST)
    return render_template(
        "certification/reviews/begin.html", form=form, school=school, standard=standard
    )


def _render(
    session: Session,
    review: Review,
    criterion: Criterion,
    form: RatingForm,
    rating: Rating | None,
    **more: Any,
) -> str:
    form.offer(criterion)
    standard = formats.load(review.standard_version)
    tops = ceilings.ceilings(session, review.school_id, clock().now(), review.standard_version)
    order = list(standard.criteria)
    return render_template(
        "certification/reviews/one.html",
        review=review,
        school=schools.known(session, review.school_id),
        criterion=criterion,
        module=next(each for each in standard.modules if each.id == criterion.module),
        form=form,
        rating=rating,
        ceiling=tops.get(criterion.id),
        place=order.index(criterion.id) + 1,
        number=len(order),
        letters=rules.letters(form.commentary.data or ""),
        least_letters=rules.LEAST_COMMENTARY,
        can_edit=review.state in rules.EDITABLE,
        **more,
    )


def _go_on(session: Session, review: Review, criterion: str) -> Any:
    """Go to the next criterion that is not rated, or back to the list."""
    standard = formats.load(review.standard_version)
    held = queries.ratings(session, review.id)
    following = _next(standard, held, criterion)
    if following is None or request.form.get("then") == "list":
        return said("rating_saved_last", url_for("reviews.criteria_get", review_id=review.id))
    here = url_for("reviews.one_get", review_id=review.id, criterion=following)
    is_left = criterion in rules.unrated(standard, held.values())
    return said("rating_left" if is_left else "rating_saved", here)


def _next(standard: Standard, held: Mapping[str, Rating], criterion: str) -> str | None:
    order = list(standard.criteria)
    place = order.index(criterion) + 1
    left = set(rules.unrated(standard, held.values()))
    return next((each for each in (*order[place:], *order[:place]) if each in left), None)


def _blame(form: RatingForm, error: DomainError) -> None:
    """Show what is wrong beside the question it is about."""
    if not isinstance(error, Invalid):
        blame(form, {"": [error.detail]})
        return
    field = "reason" if error.reason == "reason_missing" else "level"
    blame(form, {field: [text for texts in error.errors.values() for text in texts]})


def _both(form: RatingForm, rating: Rating | None) -> list[tuple[str, str, str]]:
    """Return what was written here and what was saved meanwhile."""
    held = answers_of(rating)
    words = {choice.value: str(choice.label) for choice in form.level.choices}
    none = _("nothing yet")
    return [
        (
            _("Level"),
            words.get(form.level.data or "", none),
            words.get(held.get("level") or "", none),
        ),
        (
            _("How you know"),
            form.commentary.data or none,
            held.get("commentary") or none,
        ),
    ]

"""Plan what to do, do it, drop it, and adopt the plan."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from certification.outlooks import queries as outlooks
from certification.plans import queries, rules
from certification.plans.model import PlanAction
from certification.plans.rules import Wish
from certification.reviews import queries as reviews
from certification.reviews import rules as review_rules
from certification.reviews.model import Review
from certification.schools import queries as schools
from certification.schools.rules import check_leads, check_manages
from certification.standards import formats
from chassis import audit
from chassis.auth import Actor
from chassis.bus import outbox
from chassis.errors import Refused
from chassis.ids import new_id
from contracts.certification import PlanAdopted


def plan(session: Session, review_id: UUID, wish: Wish, *, by: Actor, now: datetime) -> PlanAction:
    """Put an action into the plan of a self-review.

    Raises:
        NotFound: there is no such self-review, or criterion.
        Forbidden: the caller does not manage this school.
        Refused: `wrong_state` once the self-review is closed.
        Invalid: it does not lead up, or is due in the past.

    """
    review = _planned(session, review_id)
    check_manages(by, review.school_id)
    formats.load(review.standard_version).criterion(wish.criterion)
    school = schools.known(session, review.school_id)
    rated = review_rules.levels_of(reviews.ratings(session, review_id).values())
    from_level = rated.get(wish.criterion, 0)
    rules.check_wish(wish, from_level, schools.today(school, now))
    action = PlanAction(
        **wish._asdict(),
        id=new_id(),
        review_id=review_id,
        from_level=from_level,
        state=rules.OPEN,
        created_at=now,
        updated_at=now,
    )
    session.add(action)
    session.flush()
    _note(session, "action.planned", action.id, review, by=by, now=now)
    return action


def move(
    session: Session, review_id: UUID, action_id: UUID, to: str, *, by: Actor, now: datetime
) -> PlanAction:
    """Begin an action, or say that it is done.

    Raises:
        NotFound, Forbidden, Refused: as for `plan`; `wrong_state` when it is finished.

    """
    review = _planned(session, review_id)
    check_manages(by, review.school_id)
    action = queries.held(session, review_id, action_id)
    rules.check_move(action.state, to)
    action.state, action.updated_at = to, now
    session.flush()
    _note(session, f"action.{to}", action_id, review, by=by, now=now)
    return action


def drop(
    session: Session, review_id: UUID, action_id: UUID, reason: str, *, by: Actor, now: datetime
) -> PlanAction:
    """Take an action out of the plan; it stays to be read, with the reason.

    Raises:
        NotFound, Forbidden, Refused: as for `move`; only the head may.
        Invalid: no reason is given.

    """
    review = _planned(session, review_id)
    check_leads(by, review.school_id)
    rules.check_reason(reason)
    action = queries.held(session, review_id, action_id)
    rules.check_move(action.state, rules.DROPPED)
    action.state, action.reason, action.updated_at = rules.DROPPED, reason.strip(), now
    session.flush()
    _note(session, "action.dropped", action_id, review, by=by, now=now, role="head")
    return action


def adopt(session: Session, review_id: UUID, *, by: Actor, now: datetime) -> Review:
    """Adopt the plan of a self-review, once; the others are told.

    The self-review is held until the end of the write: of two who adopt at once, one is refused.

    Raises:
        NotFound: there is no such self-review.
        Forbidden: the caller is not head of this school.
        Refused: `wrong_state` before everything is rated, `adopted_already`, `plan_incomplete`.

    """
    review = _planned(session, review_id)
    check_leads(by, review.school_id)
    _check_adoptable(session, review, now)
    school = schools.known(session, review.school_id)
    on = schools.today(school, now)
    review.plan_adopted_on, review.updated_at = on, now
    session.flush()
    fact = PlanAdopted(
        review=review.id,
        school=review.school_id,
        round=review.round,
        standard_version=review.standard_version,
        on=on,
    )
    outbox.record(session, fact, version=review.row_version, partner=review.partner, now=now)
    _note(session, "plan.adopted", review_id, review, by=by, now=now, role="head")
    return review


def _planned(session: Session, review_id: UUID) -> Review:
    """Hold a self-review that can still be planned for."""
    review = reviews.held(session, review_id)
    if review.state == review_rules.CLOSED:
        raise Refused("This self-review is closed.", reason="wrong_state")
    return review


def _check_adoptable(session: Session, review: Review, now: datetime) -> None:
    if review.state == review_rules.OPEN:
        raise Refused("Rate every criterion first, then plan.", reason="wrong_state")
    if review.plan_adopted_on is not None:
        raise Refused("This plan is adopted already.", reason="adopted_already")
    ratings = reviews.ratings(session, review.id).values()
    outlook = outlooks.of_review(session, review, ratings, now)
    below = rules.below_target(outlook.standard, review.target, outlook.modules)
    rules.check_adoptable(outlook.standard, queries.of_review(session, review.id), below)


def _note(
    session: Session,
    what: str,
    subject: UUID,
    review: Review,
    *,
    by: Actor,
    now: datetime,
    role: str | None = None,
) -> None:
    audit.append(
        session,
        now=now,
        who=by.id,
        role=role,
        what=what,
        subject=str(subject),
        place=review.school_id,
    )

"""Begin a self-review, and rate criteria."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from certification.ceilings import queries as ceilings
from certification.enrolments import queries as enrolments
from certification.reviews import queries, rules
from certification.reviews.model import Rating, Review
from certification.reviews.rules import Wish
from certification.schools import queries as schools
from certification.schools.rules import check_manages, check_open
from certification.standards import formats
from certification.standards.rules import AWARDS, Standard
from chassis import audit
from chassis.auth import Actor
from chassis.bus import outbox
from chassis.errors import Refused, Stale
from chassis.http import needed
from chassis.ids import new_id
from contracts.certification import SelfReviewBaselined


@dataclass(frozen=True)
class Doing:
    """Who does something, and when."""

    by: Actor
    now: datetime


def begin(
    session: Session, school_id: UUID, target: str | None, *, by: Actor, now: datetime
) -> Review:
    """Begin the next round of a school, by the standard of its enrolment.

    Without a target it is bronze in the first round, then the award above the last target. The
    school is held until the end of the write: of two who begin at once, one is refused.

    Raises:
        Forbidden: the caller does not manage this school.
        NotKnownYet: the school, or that it is in a cohort, is not known here yet.
        Refused: `school_ended`, `review_open` with the `review` there is.

    """
    check_manages(by, school_id)
    school = schools.held(session, school_id)
    check_open(school.status)
    standard = formats.load(enrolments.current(session, school_id).standard_version)
    last = queries.newest(session, school_id)
    _check_closed(last)
    review = Review(
        id=new_id(),
        partner=school.partner,
        school_id=school_id,
        round=last.round + 1 if last else 1,
        standard_version=standard.version,
        target=target or _next_target(last),
        state=rules.OPEN,
        created_at=now,
        updated_at=now,
    )
    session.add(review)
    session.flush()
    _note(session, "review.begun", review, Doing(by, now))
    return review


def rate(
    session: Session,
    review_id: UUID,
    wishes: Sequence[Wish],
    *,
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> Review:
    """Rate criteria, all of them or none; a rating is a draft until the review is handed in.

    When the last criterion is rated for the first time, the others are told.

    Raises:
        NotFound: there is no such self-review.
        Forbidden: the caller does not manage this school.
        PreconditionRequired, Stale: as for every change; `ratings` are those saved meanwhile.
        Refused: `wrong_state`.
        Invalid: errors by criterion, among them `above_system_ceiling`.

    """
    review = _to_be_rated(session, review_id, by)
    held = queries.ratings(session, review_id)
    if needed(row_version) != review.row_version:
        raise Stale(
            "Somebody else changed this self-review.",
            yours=row_version,
            theirs=review.row_version,
            ratings=[_body(held[each.criterion]) for each in wishes if each.criterion in held],
        )
    _put(session, review, held, wishes, Doing(by, now))
    return review


def rate_one(
    session: Session, review_id: UUID, wish: Wish, *, seen: int, by: Actor, now: datetime
) -> Review:
    """Rate one criterion; `seen` is the version of its rating that was looked at, 0 for none.

    Only somebody who rated the same criterion meanwhile stands in the way.

    Raises:
        NotFound, Forbidden, Refused, Invalid: as for `rate`.
        Stale: somebody else rated this criterion.

    """
    review = _to_be_rated(session, review_id, by)
    held = queries.ratings(session, review_id)
    there = held[wish.criterion].row_version if wish.criterion in held else 0
    if seen != there:
        raise Stale("Somebody else rated this meanwhile.", yours=seen, theirs=there)
    _put(session, review, held, [wish], Doing(by, now))
    return review


def _to_be_rated(session: Session, review_id: UUID, by: Actor) -> Review:
    review = queries.held(session, review_id)
    check_manages(by, review.school_id)
    rules.check_editable(review.state)
    return review


def _put(
    session: Session,
    review: Review,
    held: dict[str, Rating],
    wishes: Sequence[Wish],
    doing: Doing,
) -> None:
    standard = formats.load(review.standard_version)
    rules.check_wishes(standard, wishes)
    allowed = ceilings.ceilings(session, review.school_id, doing.now, review.standard_version)
    rules.check_ceilings(wishes, allowed)
    for wish in wishes:
        held[wish.criterion] = _rated(session, review, held.get(wish.criterion), wish, doing)
    rules.check_na_count(standard, [each.criterion for each in held.values() if each.is_na])
    review.updated_at = doing.now
    # The version of the review counts every change of a rating, also two within one moment.
    flag_modified(review, "updated_at")
    baselined_on = _baseline(session, review, standard, held, doing.now)
    session.flush()
    if baselined_on:
        _tell_baselined(session, review, baselined_on, doing.now)
    _note(session, "review.rated", review, doing)


def _rated(
    session: Session, review: Review, rating: Rating | None, wish: Wish, doing: Doing
) -> Rating:
    if rating is None:
        rating = Rating(review_id=review.id, criterion=wish.criterion, commentary="")
        session.add(rating)
    rating.level = wish.level
    rating.is_na = wish.is_na
    rating.reason = (wish.reason or "").strip() if wish.is_na else None
    if wish.commentary is not None:
        rating.commentary = wish.commentary.strip()
    rating.by, rating.updated_at = UUID(doing.by.id), doing.now
    return rating


def _baseline(
    session: Session,
    review: Review,
    standard: Standard,
    held: Mapping[str, Rating],
    now: datetime,
) -> date | None:
    """Note that every criterion is rated; return the day when this is the first time."""
    if review.state != rules.OPEN or rules.unrated(standard, held.values()):
        return None
    today = schools.today(schools.known(session, review.school_id), now)
    review.state, review.baselined_on = rules.BASELINED, today
    return today


def _tell_baselined(session: Session, review: Review, on: date, now: datetime) -> None:
    fact = SelfReviewBaselined(
        review=review.id,
        school=review.school_id,
        round=review.round,
        standard_version=review.standard_version,
        on=on,
    )
    outbox.record(session, fact, version=review.row_version, partner=review.partner, now=now)


def _check_closed(last: Review | None) -> None:
    if last is not None and last.state != rules.CLOSED:
        raise Refused(
            "This school has a self-review that is not finished.",
            reason="review_open",
            review=str(last.id),
        )


def _next_target(last: Review | None) -> str:
    if last is None:
        return AWARDS[0]
    return AWARDS[min(AWARDS.index(last.target) + 1, len(AWARDS) - 1)]


def _body(rating: Rating) -> dict[str, Any]:
    return {
        "criterion": rating.criterion,
        "level": rating.level,
        "commentary": rating.commentary,
        "na": rating.is_na,
        "reason": rating.reason,
    }


def _note(session: Session, what: str, review: Review, doing: Doing) -> None:
    audit.append(
        session,
        now=doing.now,
        who=doing.by.id,
        what=what,
        subject=str(review.id),
        place=review.school_id,
    )

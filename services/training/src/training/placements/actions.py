"""Put a person where they learn, and note who left a school or came back."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.errors import Forbidden, Invalid, Stale, sentence
from chassis.http import needed
from chassis.ids import new_id
from chassis.upsert import insert_into
from training.coverage import actions as coverage
from training.learners import queries, rules
from training.learners.model import Learner
from training.partners import queries as partners
from training.schools import queries as schools
from training.schools.rules import check_manages, check_open


@dataclass(frozen=True)
class Wish:
    """Where a person wants to learn."""

    place: str
    """`school`, `partner` or `venue`."""
    place_id: UUID
    group: str | None
    """The group of staff at a school, none elsewhere."""
    lang: str


def place_me(
    session: Session, wish: Wish, *, row_version: int | None, by: Actor, now: datetime
) -> Learner:
    """Put the caller where they say they learn; whoever moves takes their passes along.

    The first time no version is needed.

    Raises:
        Forbidden: `not_your_place`, `not_leadership`.
        Refused: `not_known_yet`, `school_ended`.
        PreconditionRequired: there is one already, and no version was named.
        Stale: it was changed since.

    """
    rules.check_place(by, wish.place, wish.place_id)
    if wish.place == rules.SCHOOL:
        rules.check_group(by, wish.place_id, wish.group or "")
    partner = _partner_of(session, wish, by)
    fresh = _add(session, wish, partner, by, now)
    learner = queries.locked_of_user(session, UUID(by.id))
    touched = {learner.place_id} if learner.place == rules.SCHOOL else set()
    if not fresh:
        _check_version(learner, needed(row_version))
        touched |= _move(learner, wish, partner, now)
    coverage.refresh(session, touched, now)
    what = "learner.placed" if fresh else "learner.changed"
    _note(session, what, learner, by=by, now=now)
    return learner


def set_state(
    session: Session,
    identifier: UUID,
    state: str,
    *,
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> Learner:
    """Note that somebody left a school, or came back; only active people count there.

    Raises:
        NotFound: there is no such learner.
        Forbidden: the caller does not manage that school.
        PreconditionRequired, Stale: as for every change.

    """
    learner = queries.get(session, identifier)
    if learner.place != rules.SCHOOL:
        raise Forbidden("Only a school says who has left it.", reason="not_yours")
    check_manages(by, learner.place_id)
    _check_version(learner, needed(row_version))
    _set(session, learner, state, now)
    coverage.refresh(session, [learner.place_id], now)
    note(session, [learner], by=by, now=now)
    return learner


def leave(
    session: Session, school_id: UUID, identifiers: Sequence[UUID], now: datetime
) -> list[Learner]:
    """Note that these people left a school; return those who were there until now.

    The caller refreshes the coverage and writes the audit.

    Raises:
        Invalid: on the field `left`, somebody is not a learner of this school.

    """
    wanted = sorted(set(identifiers))
    found = queries.held_of_school(session, school_id, wanted)
    if len(found) < len(wanted):
        text = sentence("Name people of this school only.")
        raise Invalid(text, errors={"left": [text]}, reason="unknown_learner")
    leaving = [each for each in found if each.state == rules.ACTIVE]
    for learner in leaving:
        _set(session, learner, rules.LEFT, now)
    return leaving


def note(session: Session, people: Iterable[Learner], *, by: Actor, now: datetime) -> None:
    """Write down who said that these people left or came back."""
    for learner in people:
        what = "learner.left" if learner.state == rules.LEFT else "learner.returned"
        _note(session, what, learner, by=by, now=now)


def _note(session: Session, what: str, learner: Learner, *, by: Actor, now: datetime) -> None:
    audit.append(
        session,
        now=now,
        who=by.id,
        what=what,
        subject=str(learner.id),
        place=learner.school_id,
    )


def _partner_of(session: Session, wish: Wish, by: Actor) -> str:
    if wish.place == rules.SCHOOL:
        school = schools.known(session, wish.place_id)
        check_open(school.status)
        return school.partner
    if wish.place == rules.PARTNER:
        return partners.known(session, wish.place_id).code
    return partners.by_code(session, by.partner).code


def _add(session: Session, wish: Wish, partner: str, by: Actor, now: datetime) -> bool:
    """Add the learner if there is none; return whether there was none."""
    table = Learner.metadata.tables["learner"]
    fresh = insert_into(session, table).values(
        id=new_id(),
        user_id=UUID(by.id),
        place=wish.place,
        place_id=wish.place_id,
        partner=partner,
        staff_group=wish.group,
        lang=wish.lang,
        state=rules.ACTIVE,
        card_number=rules.card_number(secrets.choice),
        created_at=now,
        updated_at=now,
        row_version=1,
    )
    fresh = fresh.on_conflict_do_nothing(index_elements=[table.c.user_id])
    return session.scalar(fresh.returning(table.c.id)) is not None


def _move(learner: Learner, wish: Wish, partner: str, now: datetime) -> set[UUID]:
    """Change where somebody learns; return the school that is touched by it.

    Whoever goes elsewhere is active there. At the same school a word of the school that they
    left is not undone by the person.
    """
    if (learner.place, learner.place_id) != (wish.place, wish.place_id):
        learner.state, learner.left_on = rules.ACTIVE, None
    learner.place, learner.place_id, learner.partner = wish.place, wish.place_id, partner
    learner.staff_group, learner.lang, learner.updated_at = wish.group, wish.lang, now
    return {wish.place_id} if wish.place == rules.SCHOOL else set()


def _set(session: Session, learner: Learner, state: str, now: datetime) -> None:
    school = schools.known(session, learner.place_id)
    learner.state, learner.updated_at = state, now
    learner.left_on = schools.today(school, now) if state == rules.LEFT else None


def _check_version(learner: Learner, row_version: int) -> None:
    if row_version != learner.row_version:
        raise Stale("Somebody else changed this.", yours=row_version, theirs=learner.row_version)

"""Make somebody an assessor, and end it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from certification.accreditations import queries, rules
from certification.accreditations.model import AssessorAccreditation
from certification.partners import queries as partners
from chassis import audit, seen
from chassis.auth import Actor
from chassis.errors import Forbidden, Refused
from chassis.ids import new_id
from chassis.upsert import insert_into


def accredit(
    session: Session,
    user: UUID,
    langs: Sequence[str],
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> AssessorAccreditation:
    """Take a founding assessor on, for 36 months.

    Raises:
        Forbidden: the caller coordinates another partner.
        Invalid: `not_an_assessor`.
        Refused: `not_known_yet`, `founding_over`, or `already_accredited`.

    """
    partner = partners.by_code(session, by.partner)
    _check_coordinates(by, partner.id)
    person = seen.person(session, user)
    rules.check_is_assessor(person.has("assessor", "partner", partner.id))
    rules.check_founding(queries.first_at(session, partner.code), now)
    found = _add(
        session,
        {
            "user_id": user,
            "partner": partner.code,
            "langs": list(dict.fromkeys(langs)),
            "reason": reason,
            "accredited_by": UUID(by.id),
        },
        today=partners.today(partner, now),
        now=now,
    )
    _note(session, found, "assessor.accredited", f"{found.basis}: {reason}", by=by, now=now)
    return found


def change(
    session: Session, identifier: UUID, state: str, reason: str, *, by: Actor, now: datetime
) -> AssessorAccreditation:
    """Suspend an accreditation, take it up again, or end it for good.

    What the assessor has accepted goes on; nothing new can be offered while it does not hold.

    Raises:
        NotFound: `no_such_accreditation`.
        Forbidden: the caller coordinates another partner.
        Refused: `wrong_state`.

    """
    found = queries.held(session, identifier)
    _check_coordinates(by, partners.by_code(session, found.partner).id)
    rules.check_move(found.state, state)
    found.state, found.updated_at = state, now
    session.flush()
    _note(session, found, f"assessor.{state}", reason, by=by, now=now)
    return found


def _check_coordinates(by: Actor, partner_id: UUID) -> None:
    if not by.has("coordinator", "partner", partner_id):
        raise Forbidden("You do not coordinate this organisation.", reason="not_your_place")


def _add(
    session: Session, row: dict[str, Any], *, today: date, now: datetime
) -> AssessorAccreditation:
    """Add an accreditation; an old one whose time is over makes room for it."""
    session.execute(
        update(AssessorAccreditation)
        .where(
            AssessorAccreditation.user_id == row["user_id"],
            AssessorAccreditation.state != rules.LAPSED,
            AssessorAccreditation.valid_until < today,
        )
        .values(state=rules.LAPSED, updated_at=now)
    )
    table = AssessorAccreditation.metadata.tables["assessor_accreditation"]
    fresh = insert_into(session, table).values(
        id=new_id(),
        basis=rules.FOUNDING,
        state=rules.ACCREDITED,
        valid_until=rules.last_valid_day(today),
        created_at=now,
        updated_at=now,
        row_version=1,
        **row,
    )
    made = session.scalar(fresh.on_conflict_do_nothing().returning(table.c.id))
    if made is None:
        raise Refused("This person is an assessor already.", reason="already_accredited")
    return session.get_one(AssessorAccreditation, made)


def _note(
    session: Session,
    found: AssessorAccreditation,
    what: str,
    why: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    audit.append(
        session, now=now, who=by.id, role="coordinator", what=what, subject=str(found.id), why=why
    )

"""Make somebody a trainer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis import audit, seen
from chassis.auth import Actor
from chassis.errors import Forbidden, Refused
from chassis.ids import new_id
from chassis.upsert import insert_into
from training.accreditations import queries, rules
from training.accreditations.model import TrainerAccreditation
from training.curriculum import formats as curriculum
from training.partners import queries as partners


def accredit(
    session: Session,
    user: UUID,
    modules: Sequence[str],
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> TrainerAccreditation:
    """Take a founding trainer on, for 24 months.

    Raises:
        Forbidden: the caller coordinates another partner.
        Invalid: `not_a_trainer`, or a module there is not.
        Refused: `not_known_yet`, `founding_over`, or `already_accredited`.

    """
    partner = partners.by_code(session, by.partner)
    if not by.has("coordinator", "partner", partner.id):
        raise Forbidden("You do not coordinate this organisation.", reason="not_your_place")
    rules.check_modules(modules, curriculum.codes())
    person = seen.person(session, user)
    rules.check_is_trainer(person.has("trainer", "partner", partner.id))
    rules.check_founding(queries.first_at(session, partner.code), now)
    found = _add(
        session,
        {
            "user_id": user,
            "partner": partner.code,
            "modules": [code for code in curriculum.codes() if code in modules],
            "reason": reason,
            "accredited_by": by.id,
        },
        today=partners.today(partner, now),
        now=now,
    )
    _note(session, found, by=by, now=now)
    return found


def _add(
    session: Session, row: dict[str, Any], *, today: date, now: datetime
) -> TrainerAccreditation:
    """Add an accreditation; an old one whose time is over makes room for it."""
    session.execute(
        update(TrainerAccreditation)
        .where(
            TrainerAccreditation.user_id == row["user_id"],
            TrainerAccreditation.state == rules.ACCREDITED,
            TrainerAccreditation.valid_until < today,
        )
        .values(state=rules.LAPSED, updated_at=now)
    )
    table = TrainerAccreditation.metadata.tables["trainer_accreditation"]
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
        raise Refused("This person is a trainer already.", reason="already_accredited")
    return session.get_one(TrainerAccreditation, made)


def _note(session: Session, found: TrainerAccreditation, *, by: Actor, now: datetime) -> None:
    audit.append(
        session,
        now=now,
        who=by.id,
        role="coordinator",
        what="trainer.accredited",
        subject=str(found.id),
        why=f"{found.basis}: {found.reason}",
    )

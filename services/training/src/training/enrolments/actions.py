"""Begin a module."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.errors import Invalid, Refused, sentence
from chassis.ids import new_id
from chassis.upsert import insert_into
from training.curriculum import formats as curriculum
from training.enrolments import queries, rules
from training.enrolments.model import Enrolment
from training.learners import queries as learners
from training.learners.rules import check_active


def assign(session: Session, module: str, *, by: Actor, now: datetime) -> Enrolment:
    """Let a person begin a module for themselves, or renew it in its last 60 days.

    Raises:
        Invalid: there is no such module.
        Refused: `not_placed`, `left`, `not_due`; `already_open`, with the id in `enrolment`.

    """
    if module not in curriculum.codes():
        text = sentence("Use one of these modules: %(codes)s.", codes=", ".join(curriculum.codes()))
        raise Invalid(text, errors={"module": [text]}, reason="unknown_module")
    learner = learners.placed(session, by.id)
    check_active(learner.state)
    today = learners.today(session, learner, now)
    rules.check_renewable(queries.pass_ends(session, learner.id).get(module), today)
    made = _add(session, learner.id, module, by=by, now=now)
    if made is None:
        held = queries.open_one(session, learner.id, module)
        raise Refused(
            "You have begun this module already. Go on with it.",
            reason="already_open",
            enrolment=str(held.id) if held else None,
        )
    audit.append(
        session,
        now=now,
        who=by.id,
        what="enrolment.assigned",
        subject=str(made),
        place=learner.school_id,
    )
    return session.get_one(Enrolment, made)


def _add(
    session: Session, learner_id: UUID, module: str, *, by: Actor, now: datetime
) -> UUID | None:
    """Add an enrolment; None when there is an open one.

    Of two that are sent at once, the second waits here for the first and then adds nothing.
    """
    table = Enrolment.metadata.tables["enrolment"]
    fresh = insert_into(session, table).values(
        id=new_id(),
        learner_id=learner_id,
        module=module,
        curriculum_version=curriculum.NEWEST,
        state=rules.ASSIGNED,
        attempts_allowed=rules.ATTEMPTS,
        attempts_made=0,
        assigned_by=by.id,
        is_end_told=False,
        created_at=now,
        updated_at=now,
        row_version=1,
    )
    made: UUID | None = session.scalar(fresh.on_conflict_do_nothing().returning(table.c.id))
    return made

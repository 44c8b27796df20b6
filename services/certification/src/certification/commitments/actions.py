"""Sign a commitment."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from certification.commitments import formats, queries, rules
from certification.commitments.model import Commitment
from certification.schools import queries as schools
from certification.schools.rules import check_leads, check_open
from chassis import audit
from chassis.auth import Actor
from chassis.bus import outbox
from chassis.ids import new_id
from contracts.certification import CommitmentSigned


def sign(
    session: Session,
    school_id: UUID,
    statement: str,
    *,
    public_entry: bool,
    by: Actor,
    now: datetime,
) -> Commitment:
    """Sign a statement for a school, once: of two who sign at once, one is refused.

    Raises:
        Forbidden: the caller is not head of this school.
        NotKnownYet: registry has not told of this school.
        Invalid: there is no such statement.
        Refused: `school_ended`, `signed_already`.

    """
    check_leads(by, school_id)
    school = schools.held(session, school_id)
    check_open(school.status)
    rules.check_version(statement, formats.versions())
    rules.check_not_signed(is_signed=queries.find(session, school_id, statement) is not None)
    commitment = Commitment(
        id=new_id(),
        partner=school.partner,
        school_id=school_id,
        statement=statement,
        public_entry=public_entry,
        signed_by=UUID(by.id),
        signed_on=schools.today(school, now),
        created_at=now,
        updated_at=now,
    )
    session.add(commitment)
    session.flush()
    _tell(session, commitment, by, now)
    return commitment


def _tell(session: Session, commitment: Commitment, by: Actor, now: datetime) -> None:
    fact = CommitmentSigned(
        school=commitment.school_id,
        statement=commitment.statement,
        on=commitment.signed_on,
        public_entry=commitment.public_entry,
    )
    outbox.record(
        session, fact, version=commitment.row_version, partner=commitment.partner, now=now
    )
    audit.append(
        session,
        now=now,
        who=by.id,
        role="head",
        what="commitment.signed",
        subject=str(commitment.id),
        place=commitment.school_id,
    )

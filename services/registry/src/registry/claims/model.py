"""The table of claims."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Versioned
from chassis.ids import new_id
from registry.base import Base
from registry.claims.rules import State
from registry.schools.model import School


class Claim(Versioned, Base):
    """One registration of a school by somebody who says it is theirs."""

    __tablename__ = "school_claim"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'approved', 'refused')", name="state"),
        Index("ix_school_claim_by_state", "partner_id", "state", "id"),
        Index("ix_school_claim_partner_id_created_at", "partner_id", "created_at"),
        Index("ix_school_claim_code_key_country", "code_key", "country"),
        Index("ix_school_claim_school_id", "school_id"),
        Index("ix_school_claim_decided_at", "decided_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    """The school of the list it is about; None as long as the list has none."""
    country: Mapped[str] = mapped_column(String(2))
    official_code: Mapped[str | None] = mapped_column(String(40))
    """As typed."""
    code_key: Mapped[str | None] = mapped_column(String(80))
    """The code as compared."""
    name: Mapped[str] = mapped_column(String(300))
    """What the claimant calls the school."""
    town: Mapped[str | None] = mapped_column(String(120))
    contact: Mapped[str | None] = mapped_column(String(200))
    """A mailbox or phone of the school; blanked some time after the decision."""
    claimant_id: Mapped[UUID | None]
    """The person, if they were signed in."""
    state: Mapped[str] = mapped_column(String(10), default=State.OPEN)
    proof: Mapped[str | None] = mapped_column(String(20))
    """How the coordinator made sure."""
    why: Mapped[str | None] = mapped_column(String(300))
    """The reason of a refusal."""
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    school: Mapped[School | None] = relationship(lazy="raise")

"""Who assesses what, as it is stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base
from chassis.db import Versioned

STANDING = text("state <> 'refused'")
LEADING = text("state <> 'refused' AND is_lead")


class Assignment(Versioned, Base):
    """An assessor who was asked to assess a school."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_standing", "assessment_id", "user_id", unique=True,
              postgresql_where=STANDING, sqlite_where=STANDING),
        Index("ix_assignment_lead", "assessment_id", unique=True,
              postgresql_where=LEADING, sqlite_where=LEADING),
        Index(None, "user_id", "id"),
        Index(None, "assessment_id", "id"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    accreditation_id: Mapped[UUID] = mapped_column(ForeignKey("assessor_accreditation.id"))
    user_id: Mapped[UUID]
    school_id: Mapped[UUID]
    is_lead: Mapped[bool]
    state: Mapped[str] = mapped_column(String(8))
    """`offered`, `accepted` or `refused`."""
    conflict: Mapped[str | None] = mapped_column(String(8))
    """What ties the assessor to the school, if that is why the offer was refused."""
    offered_by: Mapped[UUID]
    offered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]

"""What was told last of each self-review, plan and assessment."""

from datetime import date
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.base import Base


class StageFact(Base):
    """The newest that was told of a self-review, a plan or an assessment."""

    __tablename__ = "stage_fact"
    __table_args__ = (Index("ix_stage_fact_school_id_kind", "school_id", "kind"),)

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    """baseline, plan or assessment."""
    subject: Mapped[UUID] = mapped_column(primary_key=True)
    school_id: Mapped[UUID]
    state: Mapped[str | None] = mapped_column(String(12))
    outcome: Mapped[str | None] = mapped_column(String(12))
    on: Mapped[date]

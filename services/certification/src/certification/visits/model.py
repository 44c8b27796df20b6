"""Talks held at a school, as they are stored."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base


class Interview(Base):
    """A talk with people of one group; nobody's name is kept."""

    __tablename__ = "interview"
    __table_args__ = (Index(None, "assessment_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"))
    group: Mapped[str] = mapped_column("group_name", String(12))
    """`leadership`, `staff`, `pupils` or `parents`."""
    people: Mapped[int]
    """How many took part."""
    summary: Mapped[str] = mapped_column(Text)
    by: Mapped[UUID]
    created_at: Mapped[datetime]

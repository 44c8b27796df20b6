"""Accreditations of trainers as they are stored."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from training.base import Base


class TrainerAccreditation(Versioned, Base):
    """The right of a person to train in some modules, for a time."""

    __tablename__ = "trainer_accreditation"
    __table_args__ = (
        Index(
            "ix_trainer_accreditation_held",
            "user_id",
            unique=True,
            postgresql_where=text("state = 'accredited'"),
            sqlite_where=text("state = 'accredited'"),
        ),
        Index(None, "partner", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID]
    partner: Mapped[str] = mapped_column(String(64))
    """Code of the partner the trainer works for."""
    modules: Mapped[list[str]]
    basis: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(12))
    """`accredited`, or `lapsed` once a newer one took its place."""
    valid_until: Mapped[date]
    """The last day it holds."""
    accredited_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

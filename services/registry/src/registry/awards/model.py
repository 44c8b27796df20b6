"""The public register, as certification told it last."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Json
from registry.base import Base
from registry.schools.model import SORTABLE


class CertifiedPlace(Base):
    """One certificate, or the promise of a school that has none yet."""

    __tablename__ = "certified_place"
    __table_args__ = (
        Index("ix_certified_place_name_key_key", "name_key", "key"),
        Index("ix_certified_place_school_id_valid_from", "school_id", "valid_from"),
        Index("ix_certified_place_valid_to", "valid_to"),
    )

    key: Mapped[str] = mapped_column(SORTABLE, primary_key=True)
    """The certificate's number, or a word and the school's id for a promise."""
    kind: Mapped[str] = mapped_column(String(10))
    school_id: Mapped[UUID]
    number: Mapped[str | None] = mapped_column(String(40))
    """None for a promise."""
    name: Mapped[str] = mapped_column(String(300))
    """As printed on the certificate."""
    town: Mapped[str | None] = mapped_column(String(300))
    country: Mapped[str] = mapped_column(String(2))
    level: Mapped[str | None] = mapped_column(String(10))
    module_levels: Mapped[dict[str, Any]] = mapped_column(Json)
    standard_version: Mapped[str] = mapped_column(String(60))
    """Of a promise: the version of the text that was signed."""
    state: Mapped[str] = mapped_column(String(12))
    reason_code: Mapped[str | None] = mapped_column(String(64))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    on: Mapped[date]
    """Since when it is in this state."""
    public_entry: Mapped[bool]
    """Whether its head lets everybody see it; without that no certificate is issued."""
    folded: Mapped[str] = mapped_column(Text)
    """Everything it is searched by, in one folded text."""
    name_key: Mapped[str] = mapped_column(SORTABLE)

"""Schools as this service knows them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from reports.base import Base
from reports.schools.rules import LONGEST_FOLDED

_SORTABLE = String(LONGEST_FOLDED).with_variant(String(LONGEST_FOLDED, collation="C"), "postgresql")


class School(Base):
    """A school, in the state registry told last."""

    __tablename__ = "school"
    __table_args__ = (
        Index(
            "ix_school_listed",
            "folded",
            "id",
            sqlite_where=text("public_listing = 1"),
            postgresql_where=text("public_listing"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(String(64))
    """Code of the partner it belongs to."""
    name: Mapped[str] = mapped_column(String(300))
    country: Mapped[str] = mapped_column(String(2))
    area: Mapped[str | None] = mapped_column(String(300))
    town: Mapped[str | None] = mapped_column(String(300))
    kind: Mapped[str | None] = mapped_column(String(20))
    size_band: Mapped[str | None] = mapped_column(String(12))
    langs: Mapped[list[str]]
    tz: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(12))
    """How far it is on its way, up to closed or merged."""
    public_listing: Mapped[bool]
    folded: Mapped[str] = mapped_column(_SORTABLE, server_default="")
    """Town and name, as a search compares them."""
    successor_id: Mapped[UUID | None]
    """The school it was merged into."""
    as_of: Mapped[datetime]
    """When this became true."""

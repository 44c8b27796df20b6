"""Partners as this service knows them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base


class Partner(Base):
    """A partner, in the state registry told last."""

    __tablename__ = "partner"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(300))
    countries: Mapped[list[str]]
    langs: Mapped[list[str]]
    """BCP 47 tags, the first one first."""
    tz: Mapped[str] = mapped_column(String(64))
    """IANA name of the zone its days are counted in."""
    status: Mapped[str] = mapped_column(String(12))
    as_of: Mapped[datetime]
    """When this became true."""

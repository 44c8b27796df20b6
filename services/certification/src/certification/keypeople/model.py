"""How well posts are trained, as this service knows it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base


class KeyPeople(Base):
    """How well the holders of one post are trained."""

    __tablename__ = "key_people"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The school or partner."""
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(12))
    trained: Mapped[str] = mapped_column(String(6))
    """How many holders have all modules: 0, 1 or 2plus."""
    all_modules: Mapped[bool]
    """Whether every holder has M1 to M5 valid."""
    m3: Mapped[bool]
    valid_until: Mapped[date | None]
    """The last day on which this holds."""
    as_of: Mapped[datetime]
    """When this became true."""

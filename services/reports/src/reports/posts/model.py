"""Posts as this service knows them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from reports.base import Base


class Post(Base):
    """One post of a school or partner.

    Only a person whose sign-in was issued after `since` and shows the role counts as holder.
    """

    __tablename__ = "post"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    """The school or partner."""
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(12))
    filled: Mapped[str] = mapped_column(String(6))
    """By how many: 0, 1 or 2plus."""
    since: Mapped[datetime]
    """When somebody last joined or left."""
    as_of: Mapped[datetime]
    """When this became true."""

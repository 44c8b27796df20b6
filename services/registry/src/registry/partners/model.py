"""A partner: the organisation that runs the programme in its countries."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Versioned
from chassis.ids import new_id
from registry.base import Base


class Partner(Versioned, Base):
    """One partner of the network."""

    __tablename__ = "partner"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    """Short name in facts, such as `md` or `md-north`; never changed."""
    name: Mapped[str] = mapped_column(String(120))
    countries: Mapped[list[str]]
    """ISO 3166-1 alpha-2 codes; schools elsewhere are refused."""
    langs: Mapped[list[str]]
    """BCP 47 tags; every text exists at least in the first."""
    tz: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(12))
    """draft, active, suspended or closed."""
    certificate_prefix: Mapped[str] = mapped_column(String(8))
    sticker_prefix: Mapped[str] = mapped_column(String(8))
    public_url: Mapped[str] = mapped_column(String(200))
    """What QR codes and invitation links begin with; without a slash at the end."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

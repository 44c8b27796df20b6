"""The facts as they were told last."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import BigId
from training.base import Base


class Told(Base):
    """The newest fact about one subject."""

    __tablename__ = "told"

    type: Mapped[str] = mapped_column(String(120), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    version: Mapped[int] = mapped_column(BigId)
    """Counts from 1 for each subject."""
    body: Mapped[dict[str, Any]]
    """What it said, without the day."""

"""Messages, and the visits of those who hold a code."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import BigId
from reports.base import Base


class Message(Base):
    """One message of a thread, sealed under the key of the thread."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    """Its place in the thread, from 1."""
    side: Mapped[str] = mapped_column(String(8))
    """`child`, for whoever holds the code."""
    day: Mapped[date]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    mark: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    """Of the sending, so that a double tap is one message."""


class Visit(Base):
    """Somebody who showed a code; gone when they leave or stay idle."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_until", "until"),)

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """Of the token."""
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    reporter_key: Mapped[bytes] = mapped_column(LargeBinary)
    """Opens with the token."""
    until: Mapped[datetime]
    """Full ten minutes, so that no visit can be matched with another log."""

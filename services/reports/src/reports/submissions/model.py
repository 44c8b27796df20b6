"""Reports as they are kept: what can be read without a key is the channel, the day, the state."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import BigId
from reports.base import Base


class Report(Base):
    """One report. Everything a child said is in `content`; no time but the day is kept."""

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_channel_id_seq", "channel_id", "seq"),)

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    """The order in which reports came in."""
    id: Mapped[UUID] = mapped_column(unique=True)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    day: Mapped[date]
    """Of the school, when it came in."""
    state: Mapped[str] = mapped_column(String(16))
    lookup: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """Finds the report by its code; worthless without the pepper."""
    reporter_public: Mapped[bytes] = mapped_column(LargeBinary(32))
    reporter_private: Mapped[bytes] = mapped_column(LargeBinary)
    """Opens with the code; it opens the thread and nothing else."""
    thread_key: Mapped[bytes] = mapped_column(LargeBinary)
    """Handed over to the reporter."""
    content_key: Mapped[bytes] = mapped_column(LargeBinary)
    """Opens with the code, until there are people who may read."""
    content: Mapped[bytes] = mapped_column(LargeBinary)


class FirstAnswer(Base):
    """That a form was sent, and for 60 minutes the answer, sealed under a key of the sender."""

    __tablename__ = "first_answer"
    __table_args__ = (
        Index("ix_first_answer_until", "until"),
        Index("ix_first_answer_answer_until", "answer_until"),
    )

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """Of the form token."""
    answer_mark: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the sender's key together with the token."""
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer_until: Mapped[datetime | None]
    """Full ten minutes; none once the answer is gone, so that no time is left of it."""
    until: Mapped[datetime]
    """When the form is too old anyway; a full day."""

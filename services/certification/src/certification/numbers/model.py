"""How far the numbers of certificates are counted."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from certification.base import Base


class NumberCount(Base):
    """The last number given out with a prefix in a country and a year."""

    __tablename__ = "number_count"

    prefix: Mapped[str] = mapped_column(String(6), primary_key=True)
    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]

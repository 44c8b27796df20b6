"""This service's own metadata; no other service shares it."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from chassis import mail
from chassis.db import NAMING, TYPES
from chassis.tables import adopt


class Base(DeclarativeBase):
    """Base of every table registry owns."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


adopt(Base.metadata)
mail.adopt(Base.metadata)

"""This service's own metadata; no other service shares it."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from chassis import seen
from chassis.db import NAMING, TYPES
from chassis.tables import adopt


class Base(DeclarativeBase):
    """Base of every table training owns."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = TYPES


adopt(Base.metadata)
seen.adopt(Base.metadata)

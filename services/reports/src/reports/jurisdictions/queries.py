"""Find what holds in the countries."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from reports.jurisdictions.model import Jurisdiction


def all_known(session: Session) -> Sequence[Jurisdiction]:
    """Return every published profile, by country."""
    return session.scalars(select(Jurisdiction).order_by(Jurisdiction.country)).all()

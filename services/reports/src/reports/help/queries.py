"""What every page for children shows: whom to call, and who runs this."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app
from sqlalchemy.orm import Session

from reports.channels.queries import Place
from reports.home import queries as home
from reports.jurisdictions import queries as jurisdictions
from reports.jurisdictions.model import Jurisdiction

EXTENSION = "ciss.reports.around"


@dataclass(frozen=True)
class Around:
    """What stands around the words of a page.

    Attributes:
        profiles: of the school's country, or of all countries where no school is chosen.

    """

    profiles: Sequence[Jurisdiction]
    partner: str
    is_demo: bool


def around(session: Session, place: Place | None = None) -> Around:
    """Return what stands around a page; with a place, the numbers of its country only."""
    host = home.host(session)
    everywhere = Around(jurisdictions.all_known(session), host.partner_name, host.is_demo)
    current_app.extensions[EXTENSION] = everywhere
    if place is not None and place.profile is not None:
        return replace(everywhere, profiles=[place.profile])
    return everywhere


def last_around() -> Around:
    """Return what stood around the page before, for one that is shown while nothing can be read."""
    known: Around = current_app.extensions.get(EXTENSION, Around((), "", is_demo=False))
    return known

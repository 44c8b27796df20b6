"""The record of deeds at a school: who may read it, and where it is in every service."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from chassis.frame import Link, Text
from chassis.placelog import Names, Place, PlaceLog
from contracts.rolenames import ROLE_NAMES

READERS = ("head", "auditor", "coordinator")
_PARTS = (
    (_l("School and people"), "registry"),
    (_l("Training"), "training"),
    (_l("Self-review and certificate"), "certification"),
    (_l("Ways to report"), "reports"),
)


def log_url(service: str, school: object) -> str:
    """Return where a service shows what was done at a school."""
    return f"/{service}/schools/{school}/log"


def school_log(
    find: Callable[[Session, UUID], Place | None],
    shown: Mapping[str, Text],
    *,
    kept: Collection[str] = (),
    names: Names | None = None,
    reason: Callable[[str, str | None], Text | None] | None = None,
) -> PlaceLog:
    """Return the record a service shows to the head of a school, and to who oversees it."""
    more = {"reason": reason} if reason else {}
    return PlaceLog(
        segment="schools",
        find=find,
        shown=shown,
        kept=kept,
        names=names,
        readers=READERS,
        role_names=ROLE_NAMES,
        tabs=lambda school: [Link(label, log_url(part, school)) for label, part in _PARTS],
        way_back=lambda school: Link(_l("The school"), f"/registry/schools/{school}"),
        **more,
    )

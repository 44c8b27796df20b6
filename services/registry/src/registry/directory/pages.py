"""The list of schools as pages: searched, narrowed, handed out as a file, verified many at once."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.errors import Invalid
from chassis.forms import validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from registry.directory import actions, queries
from registry.directory import rules as own_rules
from registry.directory.queries import MOST_COUNTED, MOST_MATCHES, Wanted
from registry.directory.schemas import SchoolFilterSchema
from registry.doers.actions import calling
from registry.jurisdictions.formats import country_name
from registry.partners.queries import home_partner
from registry.schools import actions as school_actions
from registry.schools import forms as words
from registry.schools import rules
from registry.schools.queries import several
from registry.schools.rules import VERIFIABLE

pages = PageBlueprint("directory", __name__, url_prefix="/registry")
COORDINATORS = roles("coordinator")
READERS = roles(*own_rules.READERS)
ON_A_PAGE = 50

register_sayings({"schools_verified": _l("The schools are verified. Next, invite their heads.")})


@pages.get("/schools", allow=READERS)
def list_(session: Session) -> str:
    """Show the list, narrowed as the address says."""
    narrowed = _narrowed()
    partner = home_partner(session, actor().partner)
    wanted = Wanted(partner_id=partner.id, **narrowed)
    found = queries.page(session, wanted, _limit(wanted), request.args.get("after"))
    may_decide = actor().has("coordinator", "partner", partner.id)
    return _render(
        "list",
        found=found,
        narrowed=narrowed,
        address=_address(narrowed),
        without={name: _address({**narrowed, name: None}) for name in narrowed},
        countries=partner.countries,
        areas=queries.areas(session, partner.id),
        counts=queries.counts(session, partner.id) if may_decide else {},
        may_decide=may_decide,
    )


@pages.get("/schools.csv", allow=READERS)
def as_csv(session: Session) -> Response:
    """Hand out what is shown as CSV."""
    return actions.csv_answer(session, _wanted(session))


@pages.get("/schools.xlsx", allow=READERS)
def as_workbook(session: Session) -> Response:
    """Hand out what is shown as a workbook."""
    return actions.workbook_answer(session, _wanted(session))


@pages.get("/schools/verification", allow=COORDINATORS)
def verification(session: Session) -> str:
    """Show which of the schools ticked, or of the list as narrowed, can be verified."""
    wanted = _wanted(session)
    ticked = _ids(request.args.getlist("school"))
    if ticked:
        found = several(session, wanted.partner_id, ticked[: rules.MOST_AT_ONCE])
    else:
        found = queries.page(session, wanted, rules.MOST_AT_ONCE)["items"]
    ready = [school for school in found if school.state in VERIFIABLE and school.official_code]
    rest = [school for school in found if school not in ready]
    return _render(
        "verify", ready=ready, rest=rest, ticked=bool(ticked), back=_address(_narrowed())
    )


@pages.post("/schools/verification", allow=COORDINATORS)
def verification_(session: Session) -> Any:
    """Verify the schools that are still ticked."""
    validate_press()
    if not request.form.getlist("school"):
        raise Invalid("No school was ticked. Go back and tick those you mean.")
    by = calling(session)
    result = school_actions.verify_many(session, _ids(request.form.getlist("school")), by=by)
    if result.done and not result.refused:
        return said("schools_verified", url_for("directory.list__get", state="verified"))
    return _render("verified", done=result.done, refused=result.refused)


def _narrowed() -> dict[str, Any]:
    """Read what narrows the list; what makes no sense narrows nothing."""
    schema = SchoolFilterSchema()
    given = {name: request.args[name] for name in schema.fields if request.args.get(name)}
    try:
        found: dict[str, Any] = schema.load(given)
    except ValidationError as error:
        found = schema.load({key: text for key, text in given.items() if key not in error.messages})
    return found


def _wanted(session: Session) -> Wanted:
    return queries.wanted(session, actor().partner, _narrowed())


def _limit(wanted: Wanted) -> int:
    return MOST_MATCHES if wanted.q else ON_A_PAGE


def _address(narrowed: dict[str, Any]) -> str:
    return url_for("directory.list__get", **{key: text for key, text in narrowed.items() if text})


def _ids(texts: Iterable[str]) -> list[UUID]:
    found: dict[UUID, None] = {}
    for text in texts:
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    return list(found)


def _country(code: str) -> str:
    return country_name(code, str(get_locale() or "en"))


def _render(name: str, **more: Any) -> str:
    return render_template(
        f"registry/directory/{name}.html",
        words=words,
        country_name=_country,
        most_counted=MOST_COUNTED,
        most_matches=MOST_MATCHES,
        **more,
    )

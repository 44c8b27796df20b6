"""Findings as pages: module by module for the assessors, as a whole for the head."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.assessments import rules as states
from certification.assessments.actions import calling
from certification.assessments.model import Assessment
from certification.assignments import queries as assignments
from certification.findings import actions, formats, queries, rules
from certification.findings.forms import FindingsForm, ResponseForm, answers_of, findings_form
from certification.levels.rules import raised_by_na
from certification.reviews import queries as reviews
from certification.schools import queries as schools
from certification.schools.rules import check_leads
from certification.standards import formats as standards
from certification.standards.rules import Module, Standard
from chassis.auth import actor, roles
from chassis.errors import DomainError, Invalid, NotFound, Refused, Stale
from chassis.forms import blame, validate_press
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said

pages = PageBlueprint("findings", __name__, url_prefix="/certification")
ONE = "/assessments/<uuid:identifier>"
MODULE = f"{ONE}/findings/<module>"
Both = tuple[str, str, str]
"""Of what, one's own text, and the one saved meanwhile."""
ASSESSORS, HEADS = roles("assessor"), roles("head")
UNREADY = ("finding_missing", "interviews_missing")
"""Why findings cannot be shown yet, though the rest is in order."""

register_sayings(
    {
        "findings_left": _l("Nothing was filled in: left for later. Here is the next module."),
        "findings_saved": _l("Saved. Here is the next module."),
        "findings_saved_last": _l("Saved. You can change findings until you show them."),
        "gaps_looked_at": _l("Saved. When every gap is closed, the panel decides again."),
        "findings_shared": _l("The school reads the findings now. It has 14 days to answer."),
        "findings_answered": _l("Your answer is sent. The panel decides next."),
    }
)


class Sheet(NamedTuple):
    """One module of an assessment that is being written."""

    assessment: Assessment
    standard: Standard
    module: Module
    said: dict[str, int | None]
    """What the school says, for each criterion of the module."""


@pages.get(f"{ONE}/findings", allow=ASSESSORS)
def overview(session: Session, identifier: UUID) -> str:
    """List the modules, with what is left in each."""
    return _overview(session, identifier, None)


@pages.get(MODULE, allow=ASSESSORS)
def module(session: Session, identifier: UUID, module: str) -> str:
    """Show a module: what the school says, and room for what was found."""
    sheet = _sheet(session, identifier, module)
    found = _of_module(session, sheet)
    form = findings_form(sheet.module.criteria, sheet.said, answers_of(found))
    return _module(session, sheet, form)


@pages.post(MODULE, allow=ASSESSORS)
def module_(session: Session, identifier: UUID, module: str) -> Any:
    """Keep it; where somebody else wrote first, show both."""
    sheet = _sheet(session, identifier, module)
    form = findings_form(sheet.module.criteria, sheet.said, {})
    if not form.validate_on_submit():
        return _module(session, sheet, form), 422
    wishes, seen = form.wishes(sheet.said), form.seen(list(sheet.said))
    try:
        actions.find_beside(session, identifier, wishes, seen=seen, doing=calling("assessor"))
    except Stale as error:
        return _module(session, sheet, form, stale=_both(session, sheet, form, error)), 409
    except DomainError as error:
        blame(form, _placed(error))
        return _module(session, sheet, form), error.status
    return _go_on(sheet, is_left=not wishes)


@pages.post(f"{ONE}/sharing", allow=ASSESSORS)
def share(session: Session, identifier: UUID) -> Any:
    """Show the findings to the school, or say what is missing."""
    validate_press()
    try:
        actions.share(session, identifier, calling("assessor"))
    except Refused as error:
        if error.reason not in UNREADY:
            raise
        return _overview(session, identifier, error), error.status
    return said("findings_shared", url_for("dossiers.one_get", identifier=identifier))


@pages.get(f"{ONE}/response", allow=HEADS)
def response(session: Session, identifier: UUID) -> str:
    """Ask the head for an answer."""
    page = _response(session, identifier, ResponseForm())
    states.check(states.RESPOND, assessments.known(session, identifier).state)
    return page


@pages.post(f"{ONE}/response", allow=HEADS)
def response_(session: Session, identifier: UUID) -> Any:
    """Send it."""
    form = ResponseForm()
    if not form.validate_on_submit():
        return _response(session, identifier, form), 422
    accepted, comment = form.accepted.data == "yes", form.comment.data or None
    try:
        actions.respond(
            session, identifier, accepted=accepted, comment=comment, doing=calling("head")
        )
    except DomainError as error:
        blame(form, {"": [error.detail]})
        return _response(session, identifier, form), error.status
    return said("findings_answered", url_for("dossiers.one_get", identifier=identifier))


def _overview(session: Session, identifier: UUID, trouble: Refused | None) -> str:
    assessment = assessments.known(session, identifier)
    mine = assignments.check_assesses(session, assessment, actor())
    standard = standards.load(assessment.standard_version)
    found = queries.findings(session, identifier)
    missing = rules.missing(standard, found)
    is_again = assessment.state == states.MINOR_GAPS
    open_ = set(rules.open_gaps(found.values()) if is_again else missing)
    return _render(
        session,
        "overview",
        assessment,
        standard=standard,
        trouble=trouble,
        missing=missing,
        is_again=is_again,
        leads=bool(mine and mine.is_lead),
        left={
            module.id: sum(each.id in open_ for each in module.criteria)
            for module in standard.modules
        },
    )


def _sheet(session: Session, identifier: UUID, name: str) -> Sheet:
    assessment = assessments.known(session, identifier)
    assignments.check_assesses(session, assessment, actor())
    standard = standards.load(assessment.standard_version)
    module = next((each for each in standard.modules if each.id == name), None)
    if module is None:
        raise NotFound("There is no such module.", reason="no_such_module")
    levels = queries.said(session, assessment)
    return Sheet(
        assessment, standard, module, {each.id: levels.get(each.id) for each in module.criteria}
    )


def _of_module(session: Session, sheet: Sheet) -> dict[str, Any]:
    found = queries.findings(session, sheet.assessment.id)
    return {name: each for name, each in found.items() if name in sheet.said}


def _both(session: Session, sheet: Sheet, form: FindingsForm, error: Stale) -> list[Both]:
    """Put both texts side by side, and take what was saved meanwhile as seen."""
    found = _of_module(session, sheet)
    rows = []
    for criterion in error.extra["criteria"]:
        fields, theirs = form.of(criterion), found[criterion]
        fields["seen"].data = theirs.row_version
        level = "–" if theirs.found_level is None else theirs.found_level
        rows.append(
            (
                f"{criterion} {sheet.standard.criteria[criterion].title}",
                f"{fields['level'].data}: {fields['reason'].data}",
                f"{level}: {theirs.reason}",
            )
        )
    return rows


def _placed(error: DomainError) -> Mapping[str, list[str]]:
    """Put what is wrong with a criterion beside its level."""
    if not isinstance(error, Invalid):
        return {"": [error.detail]}
    return {f"level_{name.replace('.', '_')}": list(text) for name, text in error.errors.items()}


def _go_on(sheet: Sheet, *, is_left: bool) -> Any:
    if sheet.assessment.state == states.MINOR_GAPS:
        back = url_for("findings.overview_get", identifier=sheet.assessment.id)
        return said("gaps_looked_at", back)
    names = [each.id for each in sheet.standard.modules]
    at, identifier = names.index(sheet.module.id) + 1, sheet.assessment.id
    if at == len(names):
        return said("findings_saved_last", url_for("findings.overview_get", identifier=identifier))
    following = url_for("findings.module_get", identifier=identifier, module=names[at])
    return said("findings_left" if is_left else "findings_saved", following)


def _module(
    session: Session, sheet: Sheet, form: FindingsForm, stale: Sequence[Both] | None = None
) -> str:
    found = _of_module(session, sheet)
    return _render(
        session,
        "module",
        sheet.assessment,
        module=sheet.module,
        said=sheet.said,
        lifted=raised_by_na(sheet.standard, sheet.said),
        form=form,
        stale=stale,
        ratings=reviews.ratings(session, sheet.assessment.review_id),
        found=found,
        kinds=formats,
        writes=_writes(sheet, found),
    )


def _writes(sheet: Sheet, found: Mapping[str, Any]) -> set[str]:
    """Return the criteria that can be written now: all, or only those with a gap to close."""
    if sheet.assessment.state == states.FIELDWORK:
        return set(sheet.said)
    if sheet.assessment.state == states.MINOR_GAPS:
        return set(rules.open_gaps(found.values()))
    return set()


def _response(session: Session, identifier: UUID, form: ResponseForm) -> str:
    assessment = assessments.known(session, identifier)
    check_leads(actor(), assessment.school_id)
    found = queries.findings(session, identifier)
    standard = standards.load(assessment.standard_version)
    return _render(
        session,
        "response",
        assessment,
        form=form,
        standard=standard,
        other=[found[each] for each in standard.criteria
               if each in found and found[each].kind != rules.CONFIRM],
        words=formats,
    )  # fmt: skip


def _render(session: Session, name: str, assessment: Assessment, **more: Any) -> str:
    return render_template(
        f"certification/findings/{name}.html",
        assessment=assessment,
        school=schools.known(session, assessment.school_id),
        **more,
    )

"""The page on which the panel reads everything and decides."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from certification.assessments import formats as words
from certification.assessments import queries as assessments
from certification.assessments import rules as states
from certification.assessments.actions import Doing, calling
from certification.assessments.model import Assessment
from certification.decisions import actions, queries, rules
from certification.decisions.actions import Verdict
from certification.decisions.forms import DecisionForm
from certification.findings import formats as finding_words
from certification.findings import queries as findings
from certification.findings.rules import CONFIRM
from certification.gates import queries as gates
from certification.schools import queries as schools
from certification.standards import formats as standards
from certification.visits import formats as visit_words
from certification.visits import queries as visits
from chassis import seen
from chassis.auth import actor, roles
from chassis.errors import DomainError
from chassis.forms import blame
from chassis.frame import register_sayings
from chassis.pages import PageBlueprint, said
from chassis.resources import clock, settings
from chassis.speech import told

pages = PageBlueprint("decisions", __name__, url_prefix="/certification")
DECISION = "/assessments/<uuid:identifier>/decision"
PANEL = roles("panel")

register_sayings(
    {
        "decided_awarded": _l("The certificate is issued. Anybody can look it up now."),
        "decided_minor_gaps": _l("The school has 180 days to close the gaps."),
        "decided_not_yet": _l("The school reads your reasons now."),
        "signed_first": _l("You agreed. A second person of the panel must agree to gold."),
    }
)


@pages.get(DECISION, allow=PANEL)
def decision(session: Session, identifier: UUID) -> str:
    """Show what was found beside what was said, the level it makes, and ask for a decision."""
    page = _decision(session, identifier, DecisionForm())
    states.check(states.DECIDE, assessments.known(session, identifier).state)
    return page


@pages.post(DECISION, allow=PANEL)
def decision_(session: Session, identifier: UUID) -> Any:
    """Decide."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _decision(session, identifier, form), 422
    verdict = Verdict(form.outcome.data, form.reasons.data)
    doing = calling("panel")
    try:
        made = actions.decide(session, identifier, verdict, settings().certificate_prefix, doing)
    except DomainError as error:
        assessment = assessments.known(session, identifier)
        blame(form, {"outcome": [_why_not(error, assessment)]})
        return _decision(session, identifier, form), error.status
    code = "signed_first" if made is None else f"decided_{made.outcome}"
    return said(code, url_for("dossiers.one_get", identifier=identifier))


def _decision(session: Session, identifier: UUID, form: DecisionForm) -> str:
    now = clock().now()
    assessment = assessments.known(session, identifier)
    actions.check_may_decide(session, assessment, Doing(actor(), "panel", now))
    school = schools.known(session, assessment.school_id)
    standard = standards.load(assessment.standard_version)
    found = findings.findings(session, identifier)
    level, modules = actions.computed(session, assessment, now)
    form.leave_out(
        *([states.MINOR_GAPS] if assessment.state == states.MINOR_GAPS else []),
        *([] if level else [states.AWARDED]),
    )
    signed = queries.signed_by(session, identifier)
    met = gates.gates(session, school, now, assessment.standard_version)
    return render_template(
        "certification/decisions/decide.html",
        form=form,
        assessment=assessment,
        school=school,
        standard=standard,
        level=level,
        modules=modules,
        needed=rules.needed(standard, level) if level else (),
        gates=met,
        other=[found[each] for each in standard.criteria
               if each in found and found[each].kind != CONFIRM],
        talks=visits.talks(session, identifier),
        groups=visit_words.GROUPS,
        signed=seen.names(session, signed),
        has_signed=UUID(actor().id) in signed,
        closed=[name for name in rules.needed(standard, level) if not met[name].met]
        if level
        else [],
        needs_two=level == rules.TWO_SIGN,
        words=words,
        kinds=finding_words,
    )  # fmt: skip


def _why_not(error: DomainError, assessment: Assessment) -> str:
    closed = error.extra.get("gates")
    if not closed:
        return told(error.detail)
    standard = standards.load(assessment.standard_version)
    texts = " ".join(standard.gates[each] for each in closed)
    return str(_("This is not so yet, but the level needs it: %(gates)s", gates=texts))

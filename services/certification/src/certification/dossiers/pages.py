"""Assessments as pages: the list, and one with what is to be done."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from certification.assessments import formats as words
from certification.assessments import rules as states
from certification.assignments import formats as assignment_words
from certification.assignments import rules as assignment_rules
from certification.decisions import queries as decisions
from certification.dossiers import formats, queries, rules
from certification.dossiers.queries import Dossier
from certification.findings import formats as finding_words
from certification.findings.rules import CONFIRM
from certification.schools.rules import MANAGERS, OVERSEERS, manages
from certification.standards import formats as standards
from certification.submissions import formats as submission_words
from certification.visits import formats as visit_words
from chassis.auth import actor, roles
from chassis.pages import PageBlueprint
from chassis.resources import clock

pages = PageBlueprint("dossiers", __name__, url_prefix="/certification")
READERS = roles(*MANAGERS, *OVERSEERS)
A_PAGE = 50
LINKS = {
    states.ASSIGN: ("assignments.offer_get", "person"),
    states.PLAN: ("visits.agenda_get", "wait"),
    states.RETURN: ("submissions.returning_get", "export"),
    states.INTERVIEW: ("visits.talks_get", "person"),
    states.FIND: ("findings.overview_get", "search"),
    states.RESPOND: ("findings.response_get", "report"),
    states.DECIDE: ("decisions.decision_get", "verify"),
    states.WITHDRAW: ("submissions.withdrawal_get", "remove"),
}
"""Where a task is done that asks something, and its picture."""
PRESSES = {
    states.ACCEPT_AGENDA: "visits.agree_post",
    states.BEGIN: "visits.begin_post",
    states.SHARE: "findings.share_post",
}
"""What a task is that is only a button."""


@pages.get("/assessments", allow=READERS)
def all_(session: Session) -> str:
    """List the assessments somebody has a part in, with what waits for them."""
    now, by = clock().now(), actor()
    state = request.args.get("state")
    state = state if state in states.STATES else None
    after = request.args.get("after")
    found = queries.page(session, by, state=state, after=after, limit=A_PAGE)
    return render_template(
        "certification/dossiers/all.html",
        rows=[
            (each, rules.presses(queries.part_of(by, each), queries.stand_of(each, now)))
            for each in found["items"]
        ],
        next=found["next"],
        is_first=not after,
        state=state,
        words=words,
        tasks=formats.TASKS,
        states=states,
        coordinates=by.has("coordinator", "partner"),
    )


@pages.get("/assessments/<uuid:identifier>", allow=READERS)
def one(session: Session, identifier: UUID) -> str:
    """Show an assessment, and what its reader can do now."""
    now, by = clock().now(), actor()
    found = queries.dossier(session, identifier, by, now)
    part, stand = queries.part_of(by, found), queries.stand_of(found, now)
    todo = rules.tasks(part, stand)
    zone = ZoneInfo(found.school.tz)
    return render_template(
        "certification/dossiers/one.html",
        dossier=found,
        assessment=found.assessment,
        school=found.school,
        standard=standards.load(found.assessment.standard_version),
        submitted_on=found.assessment.submitted_at.astimezone(zone).date(),
        decision=decisions.newest(session, identifier),
        choices=[_choice(found, task) for task in todo if task in LINKS and task not in rules.OUT],
        ways_out=[_choice(found, task) for task in todo if task in rules.OUT],
        answers=_offers(found) if rules.ANSWER in todo else [],
        presses=[
            (task, formats.TASKS[task], _url(task, found)) for task in todo if task in PRESSES
        ],
        reads=part.assesses or not part.is_asked,
        is_of_school=manages(by, found.school.id),
        has_differences={
            module: any(
                each.kind != CONFIRM for each in found.findings.values() if each.criterion in names
            )
            for module, names in _criteria(found)
        },
        stage=formats.STAGE_OF.get(found.assessment.state),
        formats=formats,
        words=words,
        offers=assignment_words,
        kinds=finding_words,
        ways=submission_words.KINDS,
        groups=visit_words.GROUPS,
    )


def _criteria(found: Dossier) -> list[tuple[str, set[str]]]:
    standard = standards.load(found.assessment.standard_version)
    return [(each.id, {one.id for one in each.criteria}) for each in standard.modules]


def _choice(found: Dossier, task: str) -> tuple[str, Any, Any, str]:
    endpoint, picture = LINKS[task]
    url = url_for(endpoint, identifier=found.assessment.id)
    return url, formats.TASKS[task], formats.ABOUT[task], picture


def _offers(found: Dossier) -> list[tuple[str, Any, Any, str]]:
    """Lead an assessor to the offer that was made to them."""
    title, about = formats.TASKS[rules.ANSWER], formats.ABOUT[rules.ANSWER]
    return [
        (url_for("assignments.answer_get", identifier=each.id), title, about, "report")
        for each in found.assignments
        if each.state == assignment_rules.OFFERED and str(each.user_id) == actor().id
    ]


def _url(task: str, found: Dossier) -> str:
    return url_for(PRESSES[task], identifier=found.assessment.id)

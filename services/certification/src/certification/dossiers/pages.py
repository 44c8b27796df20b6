"""Assessments as pages: the list, and one with what is to be done."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from certification.assessments import formats as words
from certification.assessments import queries as assessments
from certification.assessments import rules as states
from certification.assignments import formats as assignment_words
from certification.assignments import rules as assignment_rules
from certification.decisions import queries as decisions
from certification.dossiers import formats, queries, rules
from certification.dossiers.queries import Dossier, Item
from certification.findings import formats as finding_words
from certification.findings.rules import CONFIRM
from certification.reviews.rules import EDITABLE
from certification.schools.rules import INVOLVED, manages
from certification.standards import formats as standards
from certification.submissions import formats as submission_words
from certification.visits import formats as visit_words
from chassis.auth import Actor, actor, roles
from chassis.pages import PageBlueprint
from chassis.readings import Recorded, belongs_to
from chassis.resources import clock

pages = PageBlueprint("dossiers", __name__, url_prefix="/certification")
READERS = roles(*INVOLVED)
A_PAGE, AT_ONCE = 50, 10
LINKS = {
    states.ASSIGN: ("assignments.offer_get", "person"),
    states.PLAN: ("visits.agenda_get", "wait"),
    states.RETURN: ("submissions.returning_get", "export"),
    states.INTERVIEW: ("visits.talks_get", "person"),
    states.SHARE: ("findings.overview_get", "export"),
    states.FIND: ("findings.overview_get", "search"),
    states.RESPOND: ("findings.response_get", "report"),
    states.DECIDE: ("decisions.decision_get", "verify"),
    states.WITHDRAW: ("submissions.withdrawal_get", "remove"),
}
"""Where a task is done that asks something, and its picture."""
PRESSES = {
    states.ACCEPT_AGENDA: "visits.agree_post",
    states.BEGIN: "visits.begin_post",
}
"""What a task is that is only a button."""


class Work(NamedTuple):
    """An assessment in somebody's work of today."""

    item: Item
    task: str | None
    """What they should do, if anything."""
    late: Any
    """How it runs late, in words; empty when it does not, or for whom it is not to mend."""


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
        rows=found["items"],
        **_today(session, by, now, is_shown=not (after or state)),
        next=found["next"],
        is_first=not after,
        state=state,
        words=words,
        tasks=formats.TASKS,
        states=states,
        coordinates=by.has("coordinator", "partner"),
        decides=by.has("panel", "partner"),
        at_once=AT_ONCE,
    )


@pages.get(
    "/assessments/<uuid:identifier>",
    allow=READERS,
    recorded=Recorded("assessment.read", subject="identifier"),
)
def one(session: Session, identifier: UUID) -> str:
    """Show an assessment, and what its reader can do now."""
    now, by = clock().now(), actor()
    found = queries.dossier(session, identifier, by, now)
    belongs_to(found.school.id)
    part, stand = queries.part_of(by, found), queries.stand_of(found, now)
    zone = ZoneInfo(found.school.tz)
    return render_template(
        "certification/dossiers/one.html",
        dossier=found,
        assessment=found.assessment,
        school=found.school,
        standard=standards.load(found.assessment.standard_version),
        submitted_on=found.assessment.submitted_at.astimezone(zone).date(),
        decision=decisions.newest(session, identifier),
        **_todo(found, rules.tasks(part, stand), stand),
        mends=_mends(session, found, by),
        waits=formats.waits(stand),
        late=_late(part, stand),
        sees_certificate=_sees_certificate(by, found),
        reads=found.reads,
        is_of_school=manages(by, found.school.id),
        has_differences=_differences(found),
        stage=formats.STAGE_OF.get(found.assessment.state),
        formats=formats,
        words=words,
        offers=assignment_words,
        kinds=finding_words,
        ways=submission_words.KINDS,
        groups=visit_words.GROUPS,
    )


def _today(session: Session, by: Actor, now: datetime, *, is_shown: bool) -> dict[str, list[Any]]:
    """Return what waits for somebody, what runs late besides, and the visits to come."""
    items = queries.at_work(session, by, now) if is_shown else []
    work, visits = [], []
    for item in items:
        part, stand = queries.part_of(by, item), queries.stand_of(item, now)
        work.append(Work(item, rules.presses(part, stand), _late(part, stand)))
        if part.assesses and stand.state == states.SCHEDULED and not stand.day_reached:
            visits.append(item)
    return {
        "waiting": [each for each in work if each.task],
        "late": [each for each in work if each.late and not each.task],
        "visits": sorted(visits, key=lambda item: str(item.assessment.visit_on)),
    }


def _late(part: rules.Part, stand: rules.Stand) -> Any:
    code = rules.late(stand) if part.coordinates else None
    return formats.lateness(code, stand) if code else ""


def _mends(session: Session, found: Dossier, by: Actor) -> bool:
    """Say whether the school has its self-review back from this assessment."""
    has_ended = found.assessment.state in states.OVER
    if not has_ended or not manages(by, found.school.id):
        return False
    return assessments.review_of(session, found.assessment).state in EDITABLE


def _sees_certificate(by: Actor, found: Dossier) -> bool:
    """Say whether the certificate's own page is for this reader."""
    looks_after = any(by.has(role, "partner") for role in ("coordinator", "panel"))
    return looks_after or manages(by, found.school.id)


def _todo(found: Dossier, tasks: list[str], stand: rules.Stand) -> dict[str, Any]:
    """Return what can be done now: pages to open, buttons to press, and the ways out."""
    # Both are done on one page: once nothing is left to write, it is there to be shown.
    unneeded = {states.FIND} if states.SHARE in tasks else set()
    links = [task for task in tasks if task in LINKS and task not in unneeded]
    return {
        "choices": [_choice(found, task, stand) for task in links if task not in rules.OUT],
        "ways_out": [_choice(found, task, stand) for task in links if task in rules.OUT],
        "answers": _offers(found) if rules.ANSWER in tasks else [],
        "presses": [
            (task, formats.TASKS[task], _url(task, found)) for task in tasks if task in PRESSES
        ],
        "asks_for_day": states.ACCEPT_AGENDA in tasks,
    }


def _differences(found: Dossier) -> dict[str, bool]:
    """Say in which modules something else was found than the school says."""
    other = {each.criterion for each in found.findings.values() if each.kind != CONFIRM}
    standard = standards.load(found.assessment.standard_version)
    return {
        module.id: any(each.id in other for each in module.criteria) for module in standard.modules
    }


def _choice(found: Dossier, task: str, stand: rules.Stand) -> tuple[str, Any, Any, str]:
    endpoint, picture = LINKS[task]
    url = url_for(endpoint, identifier=found.assessment.id)
    return url, formats.TASKS[task], formats.about(task, stand), picture


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

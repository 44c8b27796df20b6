"""What is to be done with an assessment, and what it waits for, in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from certification.assessments import rules
from certification.dossiers.rules import ANSWER, MISSED, Stand

TASKS: dict[str, Any] = {
    ANSWER: _l("Answer the offer"),
    rules.ASSIGN: _l("Choose an assessor"),
    rules.PLAN: _l("Propose a day"),
    rules.RETURN: _l("Send it back with reasons"),
    rules.ACCEPT_AGENDA: _l("Agree to the day"),
    rules.BEGIN: _l("Begin the visit"),
    rules.INTERVIEW: _l("Write down a talk"),
    rules.FIND: _l("Write down what you found"),
    rules.SHARE: _l("Show the findings to the school"),
    rules.RESPOND: _l("Answer the findings"),
    rules.DECIDE: _l("Decide"),
    rules.WITHDRAW: _l("Give up this assessment"),
}
ABOUT: dict[str, Any] = {
    ANSWER: _l("Say yes or no, and whether anything ties you to this school."),
    rules.ASSIGN: _l("Two at most; one of them leads."),
    rules.PLAN: _l("The day of the visit and what happens on it. The head agrees or not."),
    rules.RETURN: _l("When what the school wrote is not enough to plan a visit."),
    rules.INTERVIEW: _l("With whom, how many, and what you heard; without names."),
    rules.SHARE: _l("Look through them once more; the school has 14 days to answer."),
    rules.FIND: _l("Module by module, beside what the school says of itself."),
    rules.RESPOND: _l("Read what was found, and say whether your school agrees."),
    rules.DECIDE: _l("Read what was found and what the school says; the level is computed."),
    rules.WITHDRAW: _l("Nothing of the self-review is lost; you can hand it in again."),
}
WAITS: dict[str, Any] = {
    rules.SUBMITTED: _l("A coordinator chooses an assessor, who must agree first."),
    rules.SIFT: _l("The assessors read the self-review and agree with the school on a day."),
    rules.SCHEDULED: _l("The visit begins on the day that was agreed."),
    rules.FIELDWORK: _l("The assessors are at the school and write down what they find."),
    rules.FINDINGS_SHARED: _l("The head of the school reads the findings and answers."),
    rules.MODERATION: _l("The panel reads everything and decides."),
    rules.MINOR_GAPS: _l("The school closes small gaps; the assessors look at these again."),
    rules.AWARDED: _l("The certificate is issued. Nothing is left to do here."),
    rules.NOT_YET: _l("The school can mend its self-review and hand it in again."),
    rules.RETURNED: _l("The school mends its self-review and hands it in again."),
    rules.WITHDRAWN: _l("The school gave up. It can hand in again at any time."),
}
STAGES = (
    _l("Handed in"),
    _l("Read"),
    _l("Visit planned"),
    _l("At the school"),
    _l("Answered"),
    _l("Decided"),
)
STAGE_OF: dict[str, int] = {
    rules.SUBMITTED: 0,
    rules.SIFT: 1,
    rules.SCHEDULED: 2,
    rules.FIELDWORK: 3,
    rules.FINDINGS_SHARED: 4,
    rules.MODERATION: 5,
    rules.MINOR_GAPS: 5,
    rules.AWARDED: 6,
    rules.NOT_YET: 6,
}


def waits(stand: Stand) -> Any:
    """Return what an assessment waits for."""
    if stand.state == rules.SIFT and stand.day_over:
        return _("The day that was proposed is over. The lead assessor proposes another one.")
    if stand.state == rules.SIFT and stand.has_agenda:
        return _("A day is proposed. The head of the school agrees to it, or asks for another.")
    return WAITS[stand.state]


def about(task: str, stand: Stand) -> Any:
    """Return what a task is about; for findings, how much of it is left."""
    if task != rules.FIND or (stand.state == rules.FIELDWORK and not stand.left):
        return ABOUT[task]
    if stand.state == rules.MINOR_GAPS:
        return ngettext("Look again at %(num)s gap.", "Look again at %(num)s gaps.", stand.gaps)
    return ngettext(
        "%(num)s criterion has no finding yet.",
        "%(num)s criteria have no finding yet.",
        stand.left,
    )


def lateness(code: str, stand: Stand) -> Any:
    """Return how an assessment runs late."""
    if code == MISSED:
        return _("The day of the visit is over, and the visit has not begun.")
    return ngettext(
        "Nothing has happened for %(num)s day.",
        "Nothing has happened for %(num)s days.",
        stand.quiet_days,
    )

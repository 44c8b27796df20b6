"""The forms of an enrolment, and what its stages are called."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from chassis.forms import Form, SelectChoice, needed
from registry.enrolments.rules import Reason, Stage

STAGES: dict[str, Any] = {
    Stage.APPLIED: _l("Has applied"),
    Stage.ENROLLED: _l("Taken in"),
    Stage.BASELINE: _l("Has rated itself"),
    Stage.IMPROVING: _l("At work on its plan"),
    Stage.IN_ASSESSMENT: _l("Being assessed"),
    Stage.CERTIFIED: _l("Certified"),
    Stage.RENEWING: _l("Time to renew"),
    Stage.WITHDRAWN: _l("Has left"),
}
BADGES: dict[str, str] = {
    Stage.APPLIED: "wait",
    Stage.ENROLLED: "plain",
    Stage.BASELINE: "plain",
    Stage.IMPROVING: "plain",
    Stage.IN_ASSESSMENT: "wait",
    Stage.CERTIFIED: "done",
    Stage.RENEWING: "now",
    Stage.WITHDRAWN: "plain",
}
NEXT: dict[str, Any] = {
    Stage.APPLIED: _l("A coordinator looks at it and takes the school in."),
    Stage.ENROLLED: _l(
        "The focal point rates the school against the standard, and its staff begin to learn."
    ),
    Stage.BASELINE: _l("The head adopts a plan with at least one step for every weak module."),
    Stage.IMPROVING: _l(
        "The school does what its plan says. When the ratings are good enough, the head asks for "
        "an assessment."
    ),
    Stage.IN_ASSESSMENT: _l("An assessor looks at the school, and then the panel decides."),
    Stage.CERTIFIED: _l("Keep at it: the certificate is checked each year."),
    Stage.RENEWING: _l(
        "Rate the school anew and ask for an assessment, so that there is no gap between two "
        "certificates."
    ),
    Stage.WITHDRAWN: _l("The school may join a cohort again whenever it wants."),
}
REASONS: dict[str, Any] = {
    Reason.NO_TIME: _l("The school has no time for it now"),
    Reason.STAFF_LEFT: _l("The people who did it have left"),
    Reason.OTHER_PROGRAMME: _l("The school takes part in another programme"),
    Reason.NOT_WANTED: _l("The school does not want it any more"),
    Reason.SCHOOL_CLOSED: _l("The school closes"),
    Reason.OTHER: _l("Another reason"),
}


class ApplicationForm(Form):
    """A school that asks to join a cohort."""

    school = SelectField(_l("School"), validators=[needed(_l("Choose a school."))])
    cohort = SelectField(_l("Cohort"), validators=[needed(_l("Choose a cohort."))])


class CoachForm(Form):
    """Who looks after a school."""

    row_version = HiddenField()
    user = SelectField(_l("Coach"), validators=[needed(_l("Choose a coach."))])


class WithdrawalForm(Form):
    """Why a school leaves."""

    reason = RadioField(
        _l("Why does the school leave?"),
        choices=[SelectChoice(str(each), words) for each, words in REASONS.items()],
        validators=[needed(_l("Choose a reason."))],
    )

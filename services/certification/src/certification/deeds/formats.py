"""What the deeds of this service are called in the record."""

from typing import Any

from flask_babel import lazy_gettext as _l

SHOWN: dict[str, Any] = {
    "commitment.signed": _l("Signed the commitment"),
    "review.begun": _l("Began a self-review"),
    "review.rated": _l("Rated criteria"),
    "action.planned": _l("Planned an action"),
    "action.doing": _l("Began an action"),
    "action.done": _l("Noted an action as done"),
    "action.dropped": _l("Took an action out of the plan"),
    "plan.adopted": _l("Adopted the plan"),
    "assessment.submitted": _l("Handed the self-review in"),
    "assessment.returned": _l("Gave the self-review back"),
    "assessment.withdrawn": _l("Withdrew what was handed in"),
    "assessment.offered": _l("Asked an assessor"),
    "assessment.accepted": _l("Accepted to assess the school"),
    "assessment.planned": _l("Planned the visit"),
    "assessment.agreed": _l("Agreed to the visit"),
    "assessment.begun": _l("Began the visit"),
    "assessment.talk_held": _l("Noted a talk of the visit"),
    "assessment.shared": _l("Showed the findings to the school"),
    "assessment.answered": _l("Answered the findings"),
    "assessment.went_on": _l("Went on without an answer to the findings"),
    "assessment.decided": _l("Decided about the award"),
    "assessment.read": _l("Looked at the assessment"),
    "certificate.issued": _l("Issued the certificate"),
    "certificate.suspended": _l("Put the certificate out of force"),
    "certificate.reinstated": _l("Put the certificate in force again"),
    "certificate.revoked": _l("Took the certificate back"),
}
"""Those that concern a school, in the words its head reads."""
KEPT = frozenset(
    {
        "assessment.found",
        "assessment.offer_refused",
        "assessment.signed",
        "assessor.accredited",
        "assessor.lapsed",
        "assessor.suspended",
    }
)
"""What is not decided yet, why an assessor declined, and what concerns no school."""

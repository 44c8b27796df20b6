"""What the deeds of this service are called in the record."""

from typing import Any

from flask_babel import lazy_gettext as _l

SHOWN: dict[str, Any] = {
    "school.added": _l("Added the school by hand"),
    "school.applied": _l("Said that the school is theirs"),
    "school.application_refused": _l("Put the school back on the list"),
    "school.verified": _l("Verified the school"),
    "school.activated": _l("Let the school take part: it has a head and a second person"),
    "school.changed": _l("Changed what is known of the school"),
    "school.closed": _l("Closed the school"),
    "school.merged": _l("Let the school become part of another one"),
    "claim.opened": _l("Asked to take the school over"),
    "claim.approved": _l("Believed that the school is theirs"),
    "claim.refused": _l("Refused that the school is theirs"),
    "role.offered": _l("Invited somebody to a role at the school"),
    "role.accepted": _l("Accepted a role at the school"),
    "role.renewed": _l("Gave a role at the school for longer"),
    "role.ended": _l("Ended a role at the school"),
    "role.withdrawn": _l("Took an invitation back"),
    "enrolment.applied": _l("Asked for a place in a cohort"),
    "enrolment.enrolled": _l("Took the school into a cohort"),
    "enrolment.baseline": _l("Noted that the self-review is rated"),
    "enrolment.improving": _l("Noted that the school works on its plan"),
    "enrolment.in_assessment": _l("Noted that the school is being assessed"),
    "enrolment.certified": _l("Noted that the school is certified"),
    "enrolment.renewing": _l("Noted that the school renews its certificate"),
    "enrolment.withdrawn": _l("Took the school out of its cohort"),
    "enrolment.coached": _l("Gave the school a coach"),
    "support_visit.noted": _l("Noted a support visit"),
    "people.read": _l("Looked at who holds which role at the school"),
}
"""Those that concern a school, in the words its head reads."""
KEPT = frozenset(
    {
        "external.linked",
        "external.unlinked",
        "client.ended",
        "client.made",
        "client.secret_renewed",
        "codes.renewed",
        "cohort.planned",
        "cohort.closed",
        "cohort.running",
        "jurisdiction.changed",
        "jurisdiction.drafted",
        "jurisdiction.published",
        "partner.changed",
        "password.changed",
        "person.forgotten",
        "profile.changed",
        "reset.asked_for",
        "reset.handed_over",
        "reset.used",
        "school_import.cancelled",
        "school_import.compared_again",
        "school_import.confirmed",
        "school_import.mapped",
        "school_import.read_again",
        "school_import.uploaded",
        "sign_in.ended",
    }
)
"""Those that concern no school."""

"""What a certificate says to anybody: in words a parent understands, and as JSON."""

from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l

from certification.certificates import rules
from certification.certificates.queries import Line, Worth

STATE_SENTENCES: dict[str, Any] = {
    rules.ACTIVE: _l("This certificate is real and valid today."),
    rules.DUE: _l("This certificate is real and valid today. It ends soon."),
    rules.GRACE: _l(
        "This certificate has ended. The school asked for a new one in time, and that work is "
        "under way."
    ),
    rules.EXPIRED: _l("This certificate is real, but it has ended. It is no longer valid."),
    rules.SUSPENDED: _l(
        "This certificate is real, but it is suspended: it is not valid until the panel decides."
    ),
    rules.REVOKED: _l("This certificate was taken back. It is not valid and will not be again."),
    rules.SUPERSEDED: _l(
        "The school has a newer certificate, which took the place of this one. This one is no "
        "longer valid."
    ),
}
LEVEL_MEANS: dict[str, Any] = {
    "bronze": _l(
        "Bronze means: the school has begun all five parts below, and its rules for people and "
        "its care for children who need help are in place."
    ),
    "silver": _l(
        "Silver means: all five parts below are in place, and most are part of daily life there."
    ),
    "gold": _l(
        "Gold means: all five parts below are part of daily life there, and most have lasted."
    ),
}
NOTICES: dict[str, str] = {
    rules.ACTIVE: "done",
    rules.DUE: "done",
    rules.GRACE: "wait",
    rules.EXPIRED: "danger",
    rules.SUSPENDED: "danger",
    rules.REVOKED: "danger",
    rules.SUPERSEDED: "danger",
}


def document(worth: Worth, history: list[Line], *, is_open: bool) -> dict[str, Any]:
    """Return what the address with `.json` answers; nobody's name but the school's is in it.

    `is_open` says whether the school still exists as it was.
    """
    certificate = worth.certificate
    return {
        "number": certificate.number,
        "kind": "school",
        "state": worth.state,
        "level": certificate.level,
        "holder": {
            "name": certificate.name,
            "town": certificate.town,
            "country": certificate.country,
        },
        "holder_status": "open" if is_open else "closed",
        "valid_from": certificate.valid_from.isoformat(),
        "valid_to": certificate.valid_to.isoformat(),
        "standard_version": certificate.standard_version,
        "history": [{"state": each.state, "on": each.on.isoformat()} for each in history],
    }


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language; the code itself when it has none."""
    return str(Locale.parse(language, sep="-").territories.get(code, code))

"""What the states of accreditations, and the languages in them, are called."""

from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import lazy_gettext as _l

from certification.accreditations import rules

STATES: dict[str, Any] = {
    rules.ACCREDITED: _l("May assess"),
    rules.SUSPENDED: _l("Paused"),
    rules.LAPSED: _l("Ended"),
}
BADGES: dict[str, str] = {
    rules.ACCREDITED: "done",
    rules.SUSPENDED: "wait",
    rules.LAPSED: "plain",
}
CHANGES: dict[str, Any] = {
    rules.ACCREDITED: _l("They may assess again"),
    rules.SUSPENDED: _l("Pause: nothing new is offered to them until you say so"),
    rules.LAPSED: _l("End it for good"),
}


def language(code: str, reader: object) -> str:
    """Return what a language is called in the reader's own; its code when nobody knows."""
    try:
        found = Locale.parse(code, sep="-").get_display_name(str(reader or "en"))
    except (ValueError, UnknownLocaleError):
        return code
    return (found or code).capitalize()

"""The words of each kind of mail; no name, no school and no reason stands in any."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from chassis.mail import Text, Texts

LINK = "%(link)s"


def _invitation() -> Text:
    return Text(
        _("You are invited"),
        "\n\n".join(
            (
                _("You are invited to a programme that keeps children safe on the internet."),
                _("This link lets you in. It works once, for 14 days:"),
                LINK,
                _("Keep it to yourself: whoever opens it first comes in as you."),
                _("If you know nothing of this, do nothing. Nobody comes in without the link."),
            )
        ),
    )


def _reset() -> Text:
    return Text(
        _("A new password"),
        "\n\n".join(
            (
                _("Somebody, we hope you, asked for a new password."),
                _("Choose it here. The link works once, for one hour:"),
                LINK,
                _("If it was not you, do nothing. Your password stays as it is."),
            )
        ),
    )


def _was_reset() -> Text:
    return Text(
        _("Your password was changed"),
        "\n\n".join(
            (
                _("The password of your sign-in was changed just now."),
                _("If it was you, all is well. Your sign-in is here:"),
                LINK,
                _("If it was not you, tell the person who invited you at once."),
            )
        ),
    )


NAMES: Mapping[str, Any] = {
    "invitation": _l("Invitation"),
    "reset": _l("Link for a new password"),
    "was_reset": _l("Note that a password was changed"),
}
"""What each kind is called."""

INVITATION, RESET, WAS_RESET = "invitation", "reset", "was_reset"
TEXTS: Texts = {INVITATION: _invitation, RESET: _reset, WAS_RESET: _was_reset}

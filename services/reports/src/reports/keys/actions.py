"""The keys of the running app."""

from typing import cast

from flask import current_app

from chassis.errors import Unavailable
from reports.keys.formats import Keys

EXTENSION = "ciss.reports.keys"


def keys() -> Keys:
    """Return the keys.

    Raises:
        Unavailable: this process was given none, so nothing may be taken in.

    """
    found = current_app.extensions.get(EXTENSION)
    if found is None:
        raise Unavailable("Nothing can be sent from here just now.", reason="no_keys")
    return cast(Keys, found)

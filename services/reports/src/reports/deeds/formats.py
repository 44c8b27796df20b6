"""What the deeds of this service are called in the record."""

from typing import Any

from flask_babel import lazy_gettext as _l

SHOWN: dict[str, Any] = {
    "channel.drafted": _l("Made the way to report"),
    "channel.launched": _l("Opened the way to report"),
    "channel.paused": _l("Shut the way to report for a while"),
    "channel.closed": _l("Closed the way to report"),
}
"""Deeds about ways to report, in the words a head reads; deeds about reports never are here.

A head must not learn that there is a report about themselves or their staff, and already that
somebody opened one at an odd hour would tell. So neither single deeds about reports and cases
nor their number are shown, to anybody; who must know them reads them at the desk they belong to.
"""
KEPT: frozenset[str] = frozenset()
"""Deeds that were looked at and stay off the page."""

"""What the ways to be assessed are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

KINDS: dict[str, Any] = {
    "visit": _l("By a visit at the school"),
    "remote": _l("By video"),
    "desk": _l("By paper only"),
    "light": _l("By a short look"),
}

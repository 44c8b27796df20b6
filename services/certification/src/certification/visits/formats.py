"""What the groups one talks with are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

GROUPS: dict[str, Any] = {
    "leadership": _l("Leadership"),
    "staff": _l("Staff"),
    "pupils": _l("Pupils"),
    "parents": _l("Parents"),
}

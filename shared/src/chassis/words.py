"""What people write in their own words, in a form or over an API."""

import re
from typing import Any

from marshmallow import fields

_BLANKS = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+"
"""Also those that no `strip` knows: signs without a width."""
_AROUND = re.compile(rf"\A{_BLANKS}|{_BLANKS}\Z")


def trimmed(text: str | None) -> str:
    """Return a text without the blanks around it: they are no part of it, and count for nothing."""
    return _AROUND.sub("", text or "")


class Words(fields.String):
    """A text that somebody wrote, `trimmed`."""

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> str:
        return trimmed(str(super()._deserialize(value, *rest, **more)))

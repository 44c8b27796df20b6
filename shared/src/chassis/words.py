"""What people write in their own words, as it comes in over an API."""

import re
from typing import Any

from marshmallow import fields

_BLANKS = r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+"
"""Also those that no `strip` knows: signs without a width."""
_AROUND = re.compile(rf"\A{_BLANKS}|{_BLANKS}\Z")


class Words(fields.String):
    """A text that somebody wrote: blanks around it are no part of it, and count for nothing."""

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> str:
        return _AROUND.sub("", str(super()._deserialize(value, *rest, **more)))

"""What people write in their own words, as it comes in over an API."""

from typing import Any

from marshmallow import fields


class Words(fields.String):
    """A text that somebody wrote: blanks around it are no part of it, and count for nothing."""

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> str:
        return str(super()._deserialize(value, *rest, **more)).strip()

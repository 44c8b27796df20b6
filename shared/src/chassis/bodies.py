"""What is refused about the body of a request before anything else looks at it."""

from collections.abc import Iterator
from typing import Any

from flask import request

from chassis.errors import Invalid, sentence


def check_type() -> None:
    """Refuse a body that would silently be read as empty.

    Raises:
        Invalid: `unknown_content_type`.

    """
    has_body = bool(request.content_length)
    known = request.is_json or request.mimetype in (
        "multipart/form-data",
        "application/x-www-form-urlencoded",
    )
    if has_body and not known:
        raise Invalid(
            "Send JSON, with Content-Type: application/json.",
            errors={"Content-Type": [sentence("Only application/json and forms are read.")]},
            reason="unknown_content_type",
        )


def check_text() -> None:
    """Refuse a document that no database and no page could hold, by the field.

    Raises:
        Invalid: `too_deep`, or a text with NUL or half a letter in it.

    """
    if not request.is_json:
        return
    try:
        document = request.get_json(silent=True)
    except RecursionError as error:
        raise Invalid("This JSON is nested too deeply.", reason="too_deep") from error
    wrong = {
        place: [sentence("Leave out signs that cannot be shown.")]
        for place in _unshowable(document)
    }
    if wrong:
        raise Invalid("Please check the fields named here.", errors=wrong)


def check_nothing() -> None:
    """Refuse members where a route takes none, as a schema would; an absent body is `{}`.

    Raises:
        Invalid: `unknown_field`.

    """
    document = request.get_json() if request.is_json and request.content_length else {}
    if document == {}:
        return
    names = document if isinstance(document, dict) else ["body"]
    raise Invalid(
        "Please check the fields named here.",
        errors={str(name): [sentence("Unknown field.")] for name in names},
        reason="unknown_field",
    )


def _unshowable(document: Any) -> Iterator[str]:
    """Yield where in a document texts stand that are not text."""
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            yield from (place or "body" for name in value if not _is_text(name))
            waiting += [(f"{place}.{name}".lstrip("."), inner) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{place}.{at}".lstrip("."), each) for at, each in enumerate(value)]
        elif isinstance(value, str) and not _is_text(value):
            yield place or "body"


def _is_text(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)

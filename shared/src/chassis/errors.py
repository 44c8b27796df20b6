"""The one tree of errors; each has a status, a stable reason and words for people.

::

    DomainError
    ├── Invalid               422  what was sent cannot be used; `errors` names the fields
    ├── Unauthenticated       401  nobody is signed in, or not strongly enough
    ├── Forbidden             403  signed in, but not allowed
    ├── NotFound              404  no such thing, or its existence is a secret
    ├── Refused               409  a rule or a state says no; `reason` is a stable word
    │   └── NotKnownYet       409  another service's news is still on its way; ask again
    ├── Gone                  410  it was there and will not come back
    ├── Stale                 412  somebody else changed it first; both versions are shown
    ├── PreconditionRequired  428  the version that was edited must be named
    ├── TooMany               429  wait and try again
    └── Unavailable           503  worth trying again in a moment

Anything else that is raised is a bug: status 500, and a log line with the request id.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

FieldErrors = Mapping[str, Sequence[str]]


class Sentence(str):
    """A sentence for people in English, with what it is made of.

    Rules know no framework, so they say it in English; `chassis.speech.told` says it in the
    language of whoever reads.
    """

    __slots__ = ("text", "values")
    text: str
    """The sentence with its gaps, as catalogues have it."""
    values: Mapping[str, object]
    """What fills the gaps; a value may be a sentence itself."""

    def __new__(cls, text: str, values: Mapping[str, object]) -> "Sentence":
        """Fill the gaps."""
        made = super().__new__(cls, text % values if values else text)
        made.text, made.values = text, values
        return made


def sentence(text: str, /, **values: object) -> Sentence:
    """Mark a sentence for people; `%(name)s` in it stands for a value."""
    return Sentence(text, values)


class DomainError(Exception):
    """Something a person or a program can understand and act on.

    Attributes:
        detail: one sentence for people.
        reason: stable machine word.
        extra: further top-level members of the problem document.

    """

    status: ClassVar[int] = 400
    title: ClassVar[str] = sentence("Not possible")
    default_reason: ClassVar[str] = "not_possible"

    def __init__(self, detail: str = "", *, reason: str | None = None, **extra: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.reason = reason or self.default_reason
        self.extra = extra

    def headers(self) -> dict[str, str]:
        """Return the HTTP headers that belong to this error."""
        return {}


class Invalid(DomainError):
    """What was sent cannot be used; `errors` maps a field to what is wrong with it."""

    status = 422
    title = sentence("Please check what was sent")
    default_reason = "invalid"

    def __init__(
        self,
        detail: str = "",
        *,
        errors: FieldErrors | None = None,
        reason: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail, reason=reason, **extra)
        self.errors: FieldErrors = errors or {}


class Unauthenticated(DomainError):
    """Nobody is signed in, or the sign-in is not strong enough."""

    status = 401
    title = sentence("Please sign in")
    default_reason = "not_signed_in"

    def headers(self) -> dict[str, str]:
        """Name the scheme, as RFC 9110 section 11.6.1 asks."""
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(DomainError):
    """Signed in, but this is not for this role."""

    status = 403
    title = sentence("This is not open to you")
    default_reason = "forbidden"


class NotFound(DomainError):
    """No such thing, or its existence is a secret."""

    status = 404
    title = sentence("Not found")
    default_reason = "not_found"


class Refused(DomainError):
    """A rule or the present state says no; `reason` is a stable word."""

    status = 409
    title = sentence("Not possible now")
    default_reason = "refused"


class NotKnownYet(Refused):
    """News of another service is still on its way; worth trying again in a second."""

    default_reason = "not_known_yet"

    def headers(self) -> dict[str, str]:
        """Say when to come back."""
        return {"Retry-After": "1"}


class Gone(DomainError):
    """It was there and will not come back."""

    status = 410
    title = sentence("No longer there")
    default_reason = "gone"


class Stale(DomainError):
    """Somebody else changed it first; `yours` and `theirs` are the two versions."""

    status = 412
    title = sentence("Somebody else changed this first")
    default_reason = "stale"


class PreconditionRequired(DomainError):
    """The version that was edited must be named in `If-Match`."""

    status = 428
    title = sentence("Name the version you edited")
    default_reason = "version_needed"


class TooMany(DomainError):
    """Too many tries; wait `retry_after` seconds."""

    status = 429
    title = sentence("Please wait a little")
    default_reason = "too_many"

    def __init__(self, detail: str = "", *, retry_after: int, reason: str | None = None) -> None:
        super().__init__(detail, reason=reason)
        self.retry_after = retry_after

    def headers(self) -> dict[str, str]:
        """Say when to come back."""
        return {"Retry-After": str(self.retry_after)}


class Unavailable(DomainError):
    """A part is busy or away; worth trying again after `retry_after` seconds."""

    status = 503
    title = sentence("Please try again in a moment")
    default_reason = "unavailable"

    def __init__(
        self, detail: str = "", *, retry_after: int = 1, reason: str | None = None
    ) -> None:
        super().__init__(detail, reason=reason)
        self.retry_after = retry_after

    def headers(self) -> dict[str, str]:
        """Say when to come back."""
        return {"Retry-After": str(self.retry_after)}

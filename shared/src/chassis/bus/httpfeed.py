"""The log of a producer elsewhere, read over HTTP with the deployment's service key."""

from collections.abc import Collection

import httpx
import msgspec
from msgspec import Raw, Struct

from chassis.bus.cursors import AHEAD, TOO_OLD, CursorAhead, CursorTooOld
from chassis.bus.feed import Page
from chassis.errors import Unavailable

_PATIENCE_SECONDS = 10.0


class _Answer(Struct):
    items: list[Raw]
    next: int


class _Refusal(Struct):
    reason: str
    earliest: int = 0
    head: int = 0


class HttpFeed:
    """A producer's `GET /<service>/api/v1/events`."""

    def __init__(self, base_url: str, service: str, service_key: str) -> None:
        self._client = httpx.Client(
            base_url=base_url.rstrip("/"),
            headers={"Authorization": f"Service {service_key}"},
            timeout=httpx.Timeout(_PATIENCE_SECONDS),
        )
        self._path = f"/{service}/api/v1/events"

    def page(self, after: int, types: Collection[str], limit: int = 200, wait: float = 0.0) -> Page:
        """Return what follows `after`.

        Raises:
            Unavailable: no answer, or not a page.
            CursorTooOld: the log no longer holds all that follows.
            CursorAhead: the log ends before this place.

        """
        question = {
            "after": str(after),
            "types": ",".join(sorted(types)),
            "limit": str(limit),
            "wait": str(int(wait)),
        }
        try:
            answer = self._client.get(self._path, params=question, timeout=_PATIENCE_SECONDS + wait)
            _check_place(answer)
            answer.raise_for_status()
            return _read(answer.content)
        except httpx.HTTPStatusError as error:
            raise Unavailable(
                f"The feed answered {error.response.status_code}",
                retry_after=_pause(error.response),
            ) from error
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            raise Unavailable(f"The feed did not answer: {type(error).__name__}") from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _read(content: bytes) -> Page:
    answer = msgspec.json.decode(content, type=_Answer)
    return Page([bytes(item) for item in answer.items], answer.next)


def _check_place(response: httpx.Response) -> None:
    if response.status_code == httpx.codes.GONE:
        refusal = msgspec.json.decode(response.content, type=_Refusal)
        if refusal.reason == TOO_OLD:
            raise CursorTooOld(refusal.earliest)
        if refusal.reason == AHEAD:
            raise CursorAhead(refusal.head)


def _pause(response: httpx.Response) -> int:
    wanted = response.headers.get("Retry-After", "")
    return int(wanted) if wanted.isdecimal() else 1

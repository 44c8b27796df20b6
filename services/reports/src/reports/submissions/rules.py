"""The form of a report: its signed single-use token, and what may be answered."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.errors import Invalid, sentence

FORM_LASTS = timedelta(hours=12)
ANSWER_LASTS = timedelta(minutes=60)
CUT = timedelta(minutes=10)
WHO = ("about_me", "about_friend", "saw_something", "adult_worried")
AGES = ("under_9", "9-12", "13-15", "16-17", "adult", "skip")
SAFE = ("yes", "no", "unsure")
WHEN = ("today", "this_week", "earlier", "unsure")
PLATFORMS = ("game", "chat", "social", "video", "school", "other", "unsure")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RANDOM, _MAC = 16, 32


@dataclass(frozen=True)
class FormToken:
    """What a form token says: not before when it may be sent."""

    not_before: datetime


def new_token(key: bytes, slug: str, not_before: datetime) -> str:
    """Return a token for one showing of one channel's form."""
    body = secrets.token_bytes(_RANDOM) + _milliseconds(not_before).to_bytes(8, "big")
    return base64.urlsafe_b64encode(body + _sign(key, slug, body)).decode().rstrip("=")


def read_token(key: bytes, slug: str, token: str, now: datetime) -> FormToken:
    """Return what a token says.

    Raises:
        Invalid: `form_token_invalid`, for a token of another form, or one that is too old.

    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _bad_token() from error
    body, mac = raw[:-_MAC], raw[-_MAC:]
    is_ours = len(body) == _RANDOM + 8 and hmac.compare_digest(_sign(key, slug, body), mac)
    # One token has one spelling, or a second one could send a second report.
    if not is_ours or base64.urlsafe_b64encode(raw).decode().rstrip("=") != token:
        raise _bad_token()
    not_before = _EPOCH + timedelta(milliseconds=int.from_bytes(body[_RANDOM:], "big"))
    if now >= not_before + FORM_LASTS:
        raise _bad_token()
    return FormToken(not_before)


def cut_up(instant: datetime) -> datetime:
    """Return the next full ten minutes: finer than that, nothing is stored."""
    return instant + (_EPOCH - instant) % CUT


def day_after(instant: datetime) -> datetime:
    """Return the beginning of the next day."""
    return instant + timedelta(days=1) - (instant - _EPOCH) % timedelta(days=1)


def body_hash(body: Mapping[str, Any]) -> str:
    """Return what tells two reports apart; kept only under seal, as short texts can be guessed."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _sign(key: bytes, slug: str, body: bytes) -> bytes:
    return hmac.new(key, b"report form\0" + slug.encode() + b"\0" + body, hashlib.sha256).digest()


def _milliseconds(instant: datetime) -> int:
    return int((instant - _EPOCH) / timedelta(milliseconds=1))


def _bad_token() -> Invalid:
    return Invalid(
        "This form is too old, or not from this page. Open the page again.",
        errors={"form_token": [sentence("Ask for a new form.")]},
        reason="form_token_invalid",
    )

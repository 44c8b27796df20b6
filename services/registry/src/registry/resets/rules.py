"""How long a link for a new password is good, and who may make one for somebody else."""

from datetime import datetime, timedelta

from chassis.errors import Forbidden, Gone

MAILED_LASTS = timedelta(hours=1)
HANDED_LASTS = timedelta(hours=24)
ASKED_AGAIN_AFTER = timedelta(minutes=2)
"""Whoever asks again sooner gets no second mail."""


def check_good(
    *,
    used_at: datetime | None,
    replaced_at: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Refuse a link that is good no more.

    Raises:
        Gone: `link_used`, `link_replaced` or `link_expired`.

    """
    if used_at is not None:
        raise Gone("This link was used already. Sign in instead.", reason="link_used")
    if replaced_at is not None:
        raise Gone("There is a newer link. Use that one.", reason="link_replaced")
    if now >= expires_at:
        raise Gone("This link has expired. Ask for a new one.", reason="link_expired")


def check_not_oneself(caller: str, user_id: str) -> None:
    """Let nobody hand a link for a new password to themselves.

    Raises:
        Forbidden: `oneself`.

    """
    if caller == user_id:
        raise Forbidden("Change your own password in your account.", reason="oneself")

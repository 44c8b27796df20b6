"""Remember that somebody who is signed in has shown once more who they are."""

from uuid import UUID

from registry.accounts import queries as accounts
from registry.roles import queries as role_queries
from registry.signins import queries, rules
from registry.signins.actions import Desk, Grant


def show_again(desk: Desk, sid: UUID, password: str, code: str | None) -> Grant:
    """Let somebody show password and code, before a dangerous act.

    Raises:
        Unauthenticated: `wrong_password`, `otp_required`, `wrong_otp`, `session_ended`.
        TooMany: after five failures.

    """
    with desk.database.read() as session:
        row = queries.by_id(session, sid)
        login = accounts.get(session, row.user_id).login if row else ""
    return note_shown(desk, sid, desk.check_password(login, password), code)


def note_shown(
    desk: Desk, sid: UUID, user_id: UUID, code: str | None, *, by_issuer: bool = False
) -> Grant:
    """Take the code of somebody who has shown the rest; give the tokens that say so.

    Args:
        desk: where people sign in.
        sid: the sign-in.
        user_id: whose password was shown, or for whom an issuer outside vouches.
        code: of the app or the sheet; unread for those whose roles need none.
        by_issuer: that issuer has asked for more than a password.

    Raises:
        Unauthenticated: `otp_required`, `wrong_otp`, `session_ended`.
        TooMany: after five failures.

    """
    now = desk.clock.now()
    with desk.database.read() as session:
        tries = desk.tries_of(accounts.get(session, user_id).login)
    if code:
        tries.begin(now)
    with desk.database.write() as session:
        user = accounts.get(session, user_id, lock=True)
        row = queries.by_id(session, sid, lock=True)
        if row is None or row.revoked_at is not None or row.user_id != user_id:
            raise rules.ended()
        held = role_queries.held(session, user_id, now, lock=True)
        row.is_strong = by_issuer or desk.show_code(session, user, held, code, now)
        row.shown_at = now
        tries.forget(session)
        return desk.grant(session, user, row, held, now)

"""Sign in, renew and sign out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import derive_key
from chassis.clock import Clock
from chassis.db import Database
from chassis.errors import Invalid, Unauthenticated
from chassis.resources import resources
from registry.accounts import actions as proofs
from registry.accounts import queries as accounts
from registry.accounts import rules as account_rules
from registry.accounts.model import User
from registry.issuers.rules import Vouched
from registry.partners import queries as partners
from registry.roles import actions as roles
from registry.roles import queries as role_queries
from registry.roles.model import Membership
from registry.roles.rules import needs_second_factor
from registry.signins import queries, rules
from registry.signins.model import SignInSession
from registry.signins.rules import Verdict
from registry.tokens.actions import SIGNING_KEY, Issuer, SignIn
from registry.tries.actions import Tries


@dataclass(frozen=True)
class Grant:
    """A sign-in's two tokens; `roles` are the names of the roles in the first.

    A program has no refresh token.
    """

    access_token: str
    refresh_token: str | None
    roles: frozenset[str]


@dataclass(frozen=True)
class Desk:
    """Where people sign in. It opens its own transactions, short ones.

    A password is judged in none of them, because that takes long; a failed try is counted in
    one of its own, because it must be remembered though the request fails.
    """

    database: Database
    clock: Clock
    issuer: Issuer
    pages_key: bytes
    is_relaxed: bool = False
    """Whether practice data asks for no codes."""

    def sign_in(
        self, login: str, password: str, code: str | None, device: str | None = None
    ) -> Grant:
        """Sign somebody in at one go, as programs do; `code` is left unread if none is needed.

        Raises:
            Unauthenticated: `wrong_password` (or no such login), `otp_required`, `wrong_otp`.
            TooMany: after five failures, for longer and longer.

        """
        user_id = self.check_password(login, password)
        return self.enter(user_id, code, device=device)

    def check_password(self, login: str, password: str) -> UUID:
        """Return whose login and password these are; who is unknown waits as long as who is not.

        Raises:
            Unauthenticated: `wrong_password`.
            TooMany: after five failures.

        """
        folded = _folded(login)
        tries = self.tries_of(folded)
        tries.begin(self.clock.now())
        with self.database.read() as session:
            user = accounts.by_login(session, folded)
        known = user is not None and user.state == "active"
        fits = proofs.password_fits(user.password_hash if user and known else None, password)
        if user is None or not fits:
            raise Unauthenticated(
                "This login and password do not fit together.",
                reason="wrong_password",
                error="invalid_grant",
            )
        tries.take_back(self.clock.now())
        return user.id

    def needs_code(self, user_id: UUID) -> bool:
        """Say whether a person has a role that is only for those who show a code."""
        with self.database.read() as session:
            held = role_queries.held(session, user_id, self.clock.now())
            return _needs_code(held) and not self._is_practice(session)

    def enter(
        self,
        user_id: UUID,
        code: str | None,
        form: str | None = None,
        device: str | None = None,
        *,
        vouched: Vouched | None = None,
    ) -> Grant:
        """Sign somebody in whose password was shown, or for whom an issuer outside vouches.

        `code` is unread for those whose roles need none. `form` names the showing of the form; a
        second click of it is the same sign-in. `device` is what the browser says it is. `vouched`
        is given when neither password nor code was shown here.

        Raises:
            Unauthenticated: `otp_required`, `wrong_otp`, `form_used`.
            TooMany: after five failures.

        """
        now = self.clock.now()
        with self.database.read() as session:
            login = accounts.get(session, user_id).login
            has_clicked = form is not None and queries.by_form(session, rules.hash_of(form))
        tries = self.tries_of(login)
        if code and not has_clicked:
            tries.begin(now)
        with self.database.write() as session:
            user = accounts.get(session, user_id, lock=True)
            held = role_queries.held(session, user.id, now, lock=True)
            row = self._clicked(session, form, now)
            if row is None:
                by_issuer = vouched is not None and vouched.is_strong
                is_strong = by_issuer or self.show_code(session, user, held, code, now)
                row = _begin(session, user, is_strong=is_strong, form=form, now=now)
                row.device, row.shown_at = device, vouched.shown_at if vouched else now
            tries.forget(session)
            return self.grant(session, user, row, held, now)

    def renew(self, refresh_token: str) -> Grant:
        """Give fresh tokens for a refresh token, which is then good no more.

        Raises:
            Unauthenticated: `session_ended`; an old token used again ends its sign-in.

        """
        token = rules.read_refresh(refresh_token)
        if token is None:
            raise rules.ended()
        now = self.clock.now()
        with self.database.write() as session:
            grant = self._renewed(session, token, now)
        if grant is None:
            raise rules.ended()
        return grant

    def _renewed(self, session: Session, token: rules.RefreshToken, now: datetime) -> Grant | None:
        row = queries.by_id(session, token.sid, lock=True)
        if row is None or row.revoked_at is not None or now >= row.expires_at:
            return None
        verdict = rules.judge_refresh(
            token,
            newest=row.generation,
            refreshed_at=row.refreshed_at,
            now=now,
            key=self._refresh_key,
        )
        if verdict is Verdict.REUSED:
            end(session, row, now=now, why="an old refresh token was used again")
            roles.renew_sign_ins(session, row.user_id, now=now)
        user = accounts.get(session, row.user_id)
        if verdict in (Verdict.FORGED, Verdict.REUSED) or user.state != "active":
            return None
        if verdict is Verdict.NEWEST:
            row.generation += 1
            row.refreshed_at = now
        held = role_queries.held(session, user.id, now, lock=True)
        return self.grant(session, user, row, held, now)

    def grant(
        self,
        session: Session,
        user: User,
        row: SignInSession,
        held: Sequence[Membership],
        now: datetime,
    ) -> Grant:
        """Make the tokens of a sign-in."""
        shown = [each for each in held if row.is_strong or not needs_second_factor(each.role)]
        access = self.issuer.access_token(
            user,
            SignIn(str(row.id), row.shown_at),
            partner=role_queries.partner_code(session, held),
            held=shown,
            now=now,
        )
        refresh = rules.make_refresh(row.id, row.generation, self._refresh_key)
        return Grant(access, str(refresh), frozenset(each.role for each in shown))

    def show_code(
        self,
        session: Session,
        user: User,
        held: Sequence[Membership],
        code: str | None,
        now: datetime,
    ) -> bool:
        """Use up a code if one is needed; say whether the sign-in is a strong one.

        Raises:
            Unauthenticated: `otp_required`, `wrong_otp`.

        """
        if not _needs_code(held):
            return False
        if self._is_practice(session):
            return True
        if not code:
            raise rules.code_missing()
        if not proofs.show_code(session, user, code, now=now, pages_key=self.pages_key):
            raise rules.wrong_code()
        return True

    def _is_practice(self, session: Session) -> bool:
        return self.is_relaxed and partners.is_practice(session)

    def _clicked(self, session: Session, form: str | None, now: datetime) -> SignInSession | None:
        """Return the sign-in that the first click of a double click has made."""
        row = queries.by_form(session, rules.hash_of(form)) if form else None
        if row is not None and (row.revoked_at or now - row.created_at > rules.DOUBLE_CLICK):
            raise Unauthenticated("Please sign in again.", reason="form_used")
        return row

    def tries_of(self, login: str) -> Tries:
        """Return the failed tries to sign in by a login."""
        return Tries(self.database, f"sign-in|{login}")

    @property
    def _refresh_key(self) -> bytes:
        return derive_key(self.pages_key, "refresh tokens")


def end(session: Session, row: SignInSession, *, now: datetime, why: str | None = None) -> None:
    """End a sign-in; its access token runs out within 15 minutes."""
    row.revoked_at = now
    who = str(row.user_id)
    audit.append(session, now=now, who=who, what="sign_in.ended", subject=str(row.id), why=why)


def _begin(
    session: Session, user: User, *, is_strong: bool, form: str | None, now: datetime
) -> SignInSession:
    row = SignInSession(
        user_id=user.id,
        is_strong=is_strong,
        generation=1,
        refreshed_at=now,
        expires_at=now + rules.LASTS,
        form_hash=rules.hash_of(form) if form else None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _needs_code(held: Sequence[Membership]) -> bool:
    return any(needs_second_factor(each.role) for each in held)


def _folded(login: str) -> str:
    try:
        return account_rules.fold_login(login)
    except Invalid:
        return login[:200]


def desk() -> Desk:
    """Return where people sign in to the running app."""
    found = resources()
    issuer = Issuer(current_app.extensions[SIGNING_KEY], found.settings.public_url)
    return Desk(
        found.database,
        found.clock,
        issuer,
        found.pages_key,
        is_relaxed=found.settings.is_mfa_relaxed,
    )

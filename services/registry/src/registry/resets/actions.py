"""Make links for a new password, and use them; every sign-in from before then ends."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.errors import Invalid, Refused, sentence
from chassis.ids import new_id
from registry.accounts import actions as proofs
from registry.accounts import queries as accounts
from registry.accounts import rules as account_rules
from registry.accounts.actions import SecondFactor
from registry.accounts.model import User
from registry.devices import actions as devices
from registry.mails import actions as mails
from registry.mails import formats as mail_kinds
from registry.partners import queries as partners
from registry.people.rules import hash_of
from registry.resets import queries, rules
from registry.resets.model import ResetLink
from registry.roles import actions as roles
from registry.roles import queries as role_queries
from registry.roles.actions import CONSOLE


@dataclass(frozen=True)
class Handed:
    """A link to hand to its person; told once, since only its hash is kept."""

    user: User
    url: str
    expires_at: datetime


@dataclass(frozen=True)
class Done:
    """A new password is chosen; `second_factor` is there when codes were renewed."""

    user: User
    second_factor: SecondFactor | None


def ask(session: Session, login: str, *, now: datetime, pages_key: bytes) -> None:
    """Send the person with a login a link, if there is one and an address is known.

    Whoever asks is told the same in every case.
    """
    try:
        user = accounts.by_login(session, account_rules.fold_login(login), lock=True)
    except Invalid:
        return
    if user is None or user.state != "active" or mails.address_of(user) is None:
        return
    if queries.asked_lately(session, user.id, now):
        return
    link, url = _make(session, user, lasts=rules.MAILED_LASTS, now=now)
    _note(session, "reset.asked_for", user, who=str(user.id), now=now)
    mails.write(session, user, mail_kinds.RESET, url, about=link.id, now=now, pages_key=pages_key)


def hand_over(
    session: Session, user_id: UUID, *, renews_codes: bool, actor: Actor, now: datetime
) -> Handed:
    """Make a link for somebody whose every role the caller may appoint to.

    Raises:
        NotFound: there is no such person.
        Forbidden: `oneself`, `may_not_appoint`.
        Refused: `not_active`.

    """
    rules.check_not_oneself(actor.id, str(user_id))
    user = accounts.get(session, user_id, lock=True)
    held = role_queries.held(session, user.id, now)
    for each in held:
        roles.check_appointment(session, actor, each.role, each.place)
    if user.state != "active" or not held:
        raise Refused("This person has no sign-in to renew.", reason="not_active")
    link, url = _make(
        session,
        user,
        lasts=rules.HANDED_LASTS,
        made_by=UUID(actor.id),
        renews_codes=renews_codes,
        now=now,
    )
    _note(session, "reset.handed_over", user, who=actor.id, now=now)
    return Handed(user, url, link.expires_at)


def from_console(session: Session, login: str, *, renews_codes: bool, now: datetime) -> Handed:
    """Make a link at the console, for whoever nobody else can help.

    Raises:
        Refused: `not_active`, when nobody is signed in by this login.

    """
    user = accounts.by_login(session, account_rules.fold_login(login), lock=True)
    if user is None or user.state != "active":
        raise Refused(sentence("Nobody comes in as %(login)s.", login=login), reason="not_active")
    link, url = _make(session, user, lasts=rules.HANDED_LASTS, renews_codes=renews_codes, now=now)
    _note(session, "reset.handed_over", user, who=CONSOLE, now=now)
    return Handed(user, url, link.expires_at)


def use(session: Session, secret: str, password: str, *, now: datetime, pages_key: bytes) -> Done:
    """Choose a new password by a link; every sign-in of the person ends.

    Raises:
        NotFound: no such link.
        Gone: `link_used`, `link_replaced`, `link_expired`.
        Invalid: the password is not good enough.
        Refused: `not_active`.

    """
    link = queries.by_secret(session, secret, lock=True)
    check_open(link, now)
    user = accounts.get(session, link.user_id, lock=True)
    if user.state != "active":
        raise Refused("This sign-in is closed.", reason="not_active")
    if faults := account_rules.password_faults(password, user.login):
        raise Invalid("Please check the fields named here.", errors={"password": faults})
    link.used_at = now
    for other in queries.open_links(session, user.id):
        other.replaced_at = now
    made = None
    if link.renews_codes and user.totp_sealed is not None:
        made = proofs.make_second_factor(session, user, pages_key=pages_key)
    change_password(session, user, password, now=now, pages_key=pages_key)
    _note(session, "reset.used", user, who=str(user.id), now=now)
    return Done(user, made)


def change_password(
    session: Session, user: User, password: str, *, now: datetime, pages_key: bytes
) -> None:
    """Set a password whose rules were checked, end every sign-in, and tell the person."""
    proofs.set_password(user, password)
    user.updated_at = now
    devices.end_all(session, user.id, now=now, why="the password was changed")
    partner = partners.first(session)
    home = f"{partner.public_url if partner else ''}/registry/sign-in"
    mails.write(
        session,
        user,
        mail_kinds.WAS_RESET,
        home,
        about=new_id(),
        now=now,
        pages_key=pages_key,
    )


def check_open(link: ResetLink, now: datetime) -> None:
    """Refuse a link that is good no more.

    Raises:
        Gone: `link_used`, `link_replaced` or `link_expired`.

    """
    rules.check_good(
        used_at=link.used_at, replaced_at=link.replaced_at, expires_at=link.expires_at, now=now
    )


def _make(
    session: Session,
    user: User,
    *,
    lasts: timedelta,
    now: datetime,
    made_by: UUID | None = None,
    renews_codes: bool = False,
) -> tuple[ResetLink, str]:
    for older in queries.open_links(session, user.id):
        # Whoever asks may be anybody, and ends no link that was handed over.
        if older.expires_at - older.created_at <= lasts:
            older.replaced_at = now
    secret = secrets.token_urlsafe(32)
    link = ResetLink(
        secret_hash=hash_of(secret),
        user_id=user.id,
        made_by=made_by,
        renews_codes=renews_codes,
        expires_at=now + lasts,
        created_at=now,
    )
    session.add(link)
    session.flush()
    partner = partners.first(session)
    return link, f"{partner.public_url if partner else ''}/registry/resets/{secret}"


def _note(session: Session, what: str, user: User, *, who: str, now: datetime) -> None:
    audit.append(session, now=now, who=who, what=what, subject=str(user.id))

"""Change one's own password, codes and profile."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.errors import Invalid, Stale
from registry.accounts import actions as proofs
from registry.accounts import queries as accounts
from registry.accounts import rules as account_rules
from registry.accounts.actions import SecondFactor
from registry.accounts.model import User
from registry.devices import actions as devices
from registry.resets import actions as resets
from registry.roles import actions as roles


def change_password(
    session: Session, user_id: UUID, password: str, *, now: datetime, pages_key: bytes
) -> None:
    """Take a new password; the person is signed out everywhere.

    Raises:
        Invalid: it is not good enough.

    """
    user = accounts.get(session, user_id, lock=True)
    if faults := account_rules.password_faults(password, user.login):
        raise Invalid("Please check the fields named here.", errors={"password": faults})
    resets.change_password(session, user, password, now=now, pages_key=pages_key)
    _note(session, "password.changed", user, now)


def renew_codes(
    session: Session, user_id: UUID, *, sid: UUID, now: datetime, pages_key: bytes
) -> SecondFactor:
    """Give new codes, which are told once; the old ones and all other sign-ins end."""
    user = accounts.get(session, user_id, lock=True)
    made = proofs.make_second_factor(session, user, pages_key=pages_key)
    devices.end_all(session, user.id, now=now, why="the codes were renewed", but=sid)
    _note(session, "codes.renewed", user, now)
    return made


def change_profile(
    session: Session,
    user_id: UUID,
    *,
    display_name: str,
    lang: str,
    email: str | None,
    row_version: int,
    now: datetime,
) -> User:
    """Take a new name, language and address; tokens renewed from now on show them.

    Raises:
        Invalid: one of them cannot be.
        Stale: somebody changed them meanwhile, in another window.

    """
    user = accounts.get(session, user_id, lock=True)
    name, address = account_rules.clean_name(display_name), (email or "").strip() or None
    found = {
        "display_name": account_rules.name_faults(name),
        "lang": account_rules.language_faults(lang),
        "email": account_rules.email_faults(address),
    }
    if errors := {field: faults for field, faults in found.items() if faults}:
        raise Invalid("Please check the fields named here.", errors=errors)
    if user.row_version != row_version:
        raise Stale("You changed this in another window meanwhile.")
    user.display_name, user.lang, user.email, user.updated_at = name, lang, address, now
    roles.renew_sign_ins(session, user.id, now=now, is_left=False)
    _note(session, "profile.changed", user, now)
    return user


def _note(session: Session, what: str, user: User, now: datetime) -> None:
    audit.append(session, now=now, who=str(user.id), what=what, subject=str(user.id))

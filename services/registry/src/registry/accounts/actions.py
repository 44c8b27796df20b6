"""Passwords, the code app and the printed codes: made, kept unreadable, and checked."""

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from chassis.auth import derive_key
from chassis.ids import new_id
from registry.accounts import rules
from registry.accounts.model import OneTimeCode, User

CODES = 20
ISSUER = "CISS"

# OWASP's figures for argon2id: 19 MiB a try, so that many may sign in at once.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODYS_HASH = _hasher.hash("nobody has this password")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE_LETTERS = 12
_APP_DIGITS = 6


class SecondFactor(NamedTuple):
    """What a person needs to show codes; told once."""

    totp_uri: str
    one_time_codes: list[str]


def set_password(user: User, password: str) -> None:
    """Keep a password as a hash; its rules were checked before."""
    user.password_hash = _hasher.hash(rules.fold_password(password))


def password_fits(password_hash: str | None, password: str) -> bool:
    """Say whether a password fits; for nobody's it takes as long and says no."""
    try:
        _hasher.verify(password_hash or _NOBODYS_HASH, rules.fold_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def make_second_factor(
    session: Session, user: User, secret: str | None = None, *, pages_key: bytes
) -> SecondFactor:
    """Give a person a code app's secret and a sheet of codes; what they had before ends.

    The secret is a random one, unless an invented person is given theirs.
    """
    secret = secret or pyotp.random_base32()
    user.totp_sealed = bytes(_box(pages_key).encrypt(secret.encode()))
    user.totp_steps = []
    session.flush()
    session.execute(delete(OneTimeCode).where(OneTimeCode.user_id == user.id))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LETTERS)) for _ in range(CODES)]
    rows = [
        {"id": new_id(), "user_id": user.id, "code_hash": _hash_code(pages_key, user, code)}
        for code in codes
    ]
    session.execute(insert(OneTimeCode), rows)
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=ISSUER)
    return SecondFactor(uri, [rules.group_code(code) for code in codes])


def key_in_groups(totp_uri: str) -> str:
    """Return the secret of a code app as a person types it in where no camera is at hand."""
    made = pyotp.parse_uri(totp_uri)
    return rules.group_code(made.secret).replace("-", " ")


def show_code(session: Session, user: User, typed: str, *, now: datetime, pages_key: bytes) -> bool:
    """Use up a code of the app or of the sheet; say whether it was good.

    The person's row must be locked, so that two sign-ins cannot use one code.
    """
    code = rules.fold_code(typed)
    if len(code) == _APP_DIGITS and code.isascii() and code.isdecimal():
        return _show_app_code(user, code, now, pages_key)
    spent = session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.user_id == user.id,
            OneTimeCode.code_hash == _hash_code(pages_key, user, code),
            OneTimeCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(OneTimeCode.id)
    ).first()
    return spent is not None


def make_ticket(user_id: UUID, *, until: datetime, pages_key: bytes) -> str:
    """Return a sealed note that a person has shown their password, good until an instant."""
    note = json.dumps([str(user_id), until.timestamp()]).encode()
    return urlsafe_b64encode(_ticket_box(pages_key).encrypt(note)).decode()


def read_ticket(ticket: str, *, now: datetime, pages_key: bytes) -> UUID | None:
    """Return whose ticket this is; None when it is not ours or its time is over."""
    try:
        sealed = urlsafe_b64decode(ticket)
        # One ticket has one spelling, so that it cannot come again as another one.
        if urlsafe_b64encode(sealed).decode() != ticket:
            return None
        note = json.loads(_ticket_box(pages_key).decrypt(sealed))
    except (CryptoError, ValueError):
        return None
    return UUID(note[0]) if now.timestamp() < note[1] else None


def _ticket_box(pages_key: bytes) -> SecretBox:
    return SecretBox(derive_key(pages_key, "sign-in tickets"))


def _show_app_code(user: User, code: str, now: datetime, pages_key: bytes) -> bool:
    if user.totp_sealed is None:
        return False
    app = pyotp.TOTP(_box(pages_key).decrypt(user.totp_sealed).decode())
    for step in rules.open_steps(int(now.timestamp()) // rules.STEP_SECONDS, user.totp_steps):
        if hmac.compare_digest(app.at(step * rules.STEP_SECONDS), code):
            user.totp_steps = rules.used_steps(step, user.totp_steps)
            return True
    return False


def _box(pages_key: bytes) -> SecretBox:
    return SecretBox(derive_key(pages_key, "code app secrets"))


def _hash_code(pages_key: bytes, user: User, code: str) -> str:
    key = derive_key(pages_key, "one-time codes")
    return hmac.new(key, f"{user.id}|{code}".encode(), sha256).hexdigest()

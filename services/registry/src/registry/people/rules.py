"""What set-up must be told, when a link is good, and what each role may do in plain words."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.errors import Gone, Invalid
from registry.accounts import rules as account_rules

INVITATION_LASTS = timedelta(days=14)
WELCOME_LASTS = timedelta(minutes=60)
"""For so long the page with the codes leads into the first sign-in without the password."""

CODE = re.compile(r"[a-z]{2}(-[a-z0-9]{2,20})?")
"""A partner's short name."""
PREFIX = re.compile(r"[A-Z]{2,6}")
"""What numbers of certificates and stickers begin with."""
FIRST_ROLES = ("ops", "coordinator")
"""Roles that set-up makes; everybody else is appointed by these."""


@dataclass(frozen=True)
class NewPerson:
    """What somebody new says about themselves when they accept."""

    display_name: str = ""
    lang: str = ""
    password: str = ""
    email: str | None = None
    app_secret: str | None = None
    """Of an invented person: the code app's secret, the same wherever people practise."""


@dataclass(frozen=True)
class FirstPerson:
    """Somebody who is invited at set-up."""

    login: str
    role: str


@dataclass(frozen=True, kw_only=True)
class SetupConfig:
    """What a deployment is set up with; checked by `schemas.read_config`."""

    code: str
    name: str
    countries: tuple[str, ...]
    langs: tuple[str, ...]
    tz: str
    certificate_prefix: str
    sticker_prefix: str
    public_url: str
    people: tuple[FirstPerson, ...]


@dataclass(frozen=True)
class Link:
    """A fresh invitation: told once, since only its hash is kept."""

    membership_id: UUID
    login: str
    role: str
    url: str
    expires_at: datetime


def hash_of(secret: str) -> str:
    """Return what of a link's secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def check_good(
    *,
    used_at: datetime | None,
    is_withdrawn: bool,
    replaced_at: datetime | None,
    expires_at: datetime,
    now: datetime,
) -> None:
    """Refuse a link that is good no more.

    Raises:
        Gone: `link_used`, `link_withdrawn`, `link_replaced` or `link_expired`.

    """
    if used_at is not None:
        raise Gone("This link was used already. Sign in instead.", reason="link_used")
    if is_withdrawn:
        raise Gone("This invitation was taken back.", reason="link_withdrawn")
    if replaced_at is not None:
        raise Gone("There is a newer link. Ask who invited you for it.", reason="link_replaced")
    if now >= expires_at:
        raise Gone(
            "This link has expired. Ask who invited you for a new one.", reason="link_expired"
        )


def check_person(person: NewPerson, login: str, *, has_password: bool) -> None:
    """Refuse what somebody new may not be called, or have as a password.

    Raises:
        Invalid: the fields are named.

    """
    found = {
        "display_name": account_rules.name_faults(account_rules.clean_name(person.display_name)),
        "lang": account_rules.language_faults(person.lang.strip()),
        "email": account_rules.email_faults((person.email or "").strip()),
    }
    if has_password:
        found["password"] = account_rules.password_faults(person.password, login)
    if errors := {field: faults for field, faults in found.items() if faults}:
        raise Invalid("Please check the fields named here.", errors=errors)

"""Write mails down for people whose address is known."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import mail
from registry.accounts.model import User


def address_of(user: User) -> str | None:
    """Return where a person gets mail: the address they gave, or a login that is one."""
    return user.email or (user.login if "@" in user.login else None)


def write(
    session: Session,
    user: User,
    kind: str,
    link: str,
    *,
    about: UUID,
    now: datetime,
    pages_key: bytes,
) -> bool:
    """Send a person a mail once the transaction has committed; say whether one is sent.

    `about` is what the mail is about, under which its state can be asked for.
    """
    to = address_of(user)
    if to is None:
        return False
    lang = user.lang
    mail.put(session, pages_key, kind=kind, lang=lang, to=to, link=link, about=about, now=now)
    return True

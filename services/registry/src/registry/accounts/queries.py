"""Find people."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFound
from registry.accounts import rules
from registry.accounts.model import User


def by_login(session: Session, login: str, *, lock: bool = False) -> User | None:
    """Return the person with a folded login; `lock` holds their row until the end of the write."""
    query = select(User).where(User.login == login).execution_options(populate_existing=lock)
    return session.scalar(query.with_for_update() if lock else query)


def of_login(session: Session, text: str, *, lock: bool = False) -> User:
    """Return the person who signs in by a login, however it is typed.

    Raises:
        Invalid: no login looks like this.
        NotFound: nobody has it.

    """
    user = by_login(session, rules.fold_login(text), lock=lock)
    if user is None:
        raise NotFound("Nobody has this login.")
    return user


def get(session: Session, user_id: UUID, *, lock: bool = False) -> User:
    """Return a person.

    Raises:
        NotFound: there is no such person.

    """
    query = select(User).where(User.id == user_id).execution_options(populate_existing=lock)
    user = session.scalar(query.with_for_update() if lock else query)
    if user is None:
        raise NotFound("There is no such person.")
    return user

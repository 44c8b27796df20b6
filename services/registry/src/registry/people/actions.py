"""Offer roles to people, and let them accept."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.errors import Forbidden, Refused, Unauthenticated, sentence
from chassis.ids import new_id
from chassis.upsert import insert_into
from registry.accounts import actions as proofs
from registry.accounts import queries as accounts
from registry.accounts import rules as account_rules
from registry.accounts.actions import SecondFactor
from registry.accounts.model import User
from registry.departures import actions as departures
from registry.identities import actions as identities
from registry.issuers.rules import Vouched
from registry.mails import actions as mails
from registry.mails import formats as mail_kinds
from registry.partners import queries as partners
from registry.people import queries, rules
from registry.people.model import Invitation
from registry.people.rules import Link, NewPerson
from registry.roles import actions as roles
from registry.roles import queries as role_queries
from registry.roles import rules as role_rules
from registry.roles.actions import CONSOLE
from registry.roles.model import Membership
from registry.roles.rules import Place
from registry.schools import actions as school_actions
from registry.schools import queries as schools
from registry.schools.model import School


@dataclass(frozen=True)
class Offer:
    """A role for a person at a place, by whom, and the partner the place belongs to."""

    login: str
    role: str
    place: Place
    partner_id: UUID | None
    granted_by: UUID | None = None
    replaces_id: UUID | None = None
    """The role that ends when this one is accepted."""


@dataclass(frozen=True)
class Accepted:
    """A role accepted; `second_factor` is there when it was made just now."""

    user: User
    membership: Membership
    second_factor: SecondFactor | None
    is_new: bool


def invite(
    session: Session,
    actor: Actor,
    *,
    login: str,
    role: str,
    place: Place,
    now: datetime,
    replaces_id: UUID | None = None,
) -> tuple[Membership, Link]:
    """Offer a role to a person; whoever holds the link accepts it.

    An offer that stands already gets a new link, and the old one ends. With `replaces_id`
    another's role ends in the moment in which this one is accepted.

    Raises:
        Forbidden: `may_not_appoint`.
        Invalid: the login or the place cannot be.
        Refused: `already_holds`, `too_many_scopes`, `account_closed`.

    """
    place = role_rules.canonical(place)
    partner_id = roles.check_appointment(session, actor, role, place)
    offer = Offer(login, role, place, partner_id, UUID(actor.id), replaces_id)
    return offer_role(session, offer, now=now)


def mail_link(session: Session, link: Link, *, now: datetime, pages_key: bytes) -> bool:
    """Send a fresh invitation to its person, if an address is known; say whether it is sent."""
    user = accounts.by_login(session, link.login)
    if user is None:
        return False
    return mails.write(
        session,
        user,
        mail_kinds.INVITATION,
        link.url,
        about=link.membership_id,
        now=now,
        pages_key=pages_key,
    )


def accept(
    session: Session,
    secret: str,
    person: NewPerson,
    *,
    caller: Actor | None,
    now: datetime,
    pages_key: bytes,
    vouched: Vouched | None = None,
) -> Accepted:
    """Take the role a link offers: somebody new says who they are, others are signed in.

    Raises:
        NotFound, Gone: no such link, or as `check_open` says.
        Invalid: what somebody new must say is missing or not good enough.
        Unauthenticated, Forbidden: as `check_caller` says, when the login exists.
        Refused: as `departures` says, where a post passes on and the school would lack
            somebody; `linked_to_another`, where an issuer outside vouches in place of a password.

    """
    invitation = queries.by_secret(session, secret, lock=True)
    membership = invitation.membership
    check_open(invitation, now)
    user = accounts.get(session, membership.user_id, lock=True)
    is_new = user.state == "invited"
    if is_new:
        _become(session, user, person, vouched, now)
    else:
        check_caller(user, caller)
    school = schools.held(session, *membership.place)
    session.refresh(membership, ["state", "row_version"], with_for_update=True)
    check_open(invitation, now)
    invitation.used_at = now
    made = None
    if role_rules.needs_second_factor(membership.role) and user.totp_sealed is None:
        made = proofs.make_second_factor(session, user, person.app_secret, pages_key=pages_key)
    _begin(session, invitation, school, now)
    return Accepted(user, membership, made, is_new)


def _begin(session: Session, invitation: Invitation, school: School | None, now: datetime) -> None:
    membership = invitation.membership
    roles.begin(session, membership, now=now)
    if invitation.replaces_id is not None:
        who = str(membership.granted_by or CONSOLE)
        departures.make_way(session, invitation.replaces_id, school, who=who, now=now)
    if school is not None:
        school_actions.take_part(session, school, now)
    _note(session, "role.accepted", membership, who=str(membership.user_id), now=now)


def check_open(invitation: Invitation, now: datetime) -> None:
    """Refuse a link that is good no more.

    Raises:
        Gone: `link_used`, `link_replaced`, `link_expired` or `link_withdrawn`.

    """
    rules.check_good(
        used_at=invitation.used_at,
        is_withdrawn=invitation.membership.state == "ended",
        replaced_at=invitation.replaced_at,
        expires_at=invitation.expires_at,
        now=now,
    )


def check_caller(user: User, caller: Actor | None) -> None:
    """Refuse everybody but the person a link is for.

    Raises:
        Unauthenticated: `sign_in_first`.
        Forbidden: `account_closed`, `wrong_person`.

    """
    if user.state != "active":
        raise Forbidden("This sign-in is closed.", reason="account_closed")
    if caller is None:
        raise Unauthenticated("Sign in first, then accept.", reason="sign_in_first")
    if caller.id != str(user.id):
        raise Forbidden("This link is for somebody else.", reason="wrong_person")


def _become(
    session: Session, user: User, person: NewPerson, vouched: Vouched | None, now: datetime
) -> None:
    rules.check_person(person, user.login, has_password=vouched is None)
    user.display_name = account_rules.clean_name(person.display_name)
    user.lang, user.email = person.lang.strip(), (person.email or "").strip() or None
    user.state, user.updated_at = "active", now
    if vouched is None:
        proofs.set_password(user, person.password)
    else:
        identities.link(session, user, vouched, now=now)


def offer_role(session: Session, offer: Offer, *, now: datetime) -> tuple[Membership, Link]:
    """Offer a role that the caller may give, and make the link for it.

    Raises:
        Invalid: the login cannot be.
        Refused: `already_holds`, `too_many_scopes`, `account_closed`.

    """
    user = _person(session, account_rules.fold_login(offer.login), now)
    if user.state not in ("invited", "active"):
        raise Refused("This sign-in is closed.", reason="account_closed")
    membership = _offered(session, user, offer, now)
    for older in queries.open_links(session, membership.id):
        older.replaced_at = now
    who = str(offer.granted_by) if offer.granted_by else CONSOLE
    _note(session, "role.offered", membership, who=who, now=now)
    return membership, _link(session, membership, offer.replaces_id, now)


def _person(session: Session, login: str, now: datetime) -> User:
    """Return the person with a login, made if need be, and held until the end of the write."""
    fresh = insert_into(session, User.__table__).values(  # type: ignore[arg-type] # it is a Table
        id=new_id(),
        login=login,
        display_name="",
        lang="en",
        totp_steps=[],
        state="invited",
        created_at=now,
        updated_at=now,
        row_version=1,
    )
    session.execute(fresh.on_conflict_do_nothing())
    user = accounts.by_login(session, login, lock=True)
    if user is None:
        raise LookupError("a person vanished while their row was made")
    return user


def _offered(session: Session, user: User, offer: Offer, now: datetime) -> Membership:
    standing = role_queries.held_or_offered(session, user.id, offer.role, offer.place)
    if standing is not None and standing.state == "active":
        raise Refused("This person has this role here already.", reason="already_holds")
    if standing is not None:
        standing.granted_by = offer.granted_by
        return standing
    if role_queries.count_held_or_offered(session, user.id) >= role_rules.MOST_ROLES:
        raise Refused(
            sentence(
                "One person can have %(most)s roles at most.",
                most=role_rules.MOST_ROLES,
            ),
            reason="too_many_scopes",
        )
    membership = Membership(
        user=user,
        partner_id=offer.partner_id,
        role=offer.role,
        scope_type=offer.place.type,
        scope_id=offer.place.id,
        granted_by=offer.granted_by,
        created_at=now,
        updated_at=now,
    )
    session.add(membership)
    session.flush()
    return membership


def _link(
    session: Session, membership: Membership, replaces_id: UUID | None, now: datetime
) -> Link:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation(
        secret_hash=rules.hash_of(secret),
        membership_id=membership.id,
        expires_at=now + rules.INVITATION_LASTS,
        replaces_id=replaces_id,
        created_at=now,
    )
    session.add(invitation)
    session.flush()
    partner = partners.first(session)
    base = partner.public_url if partner else ""
    url = f"{base}/registry/invitations/{secret}"
    return Link(membership.id, membership.user.login, membership.role, url, invitation.expires_at)


def _note(session: Session, what: str, membership: Membership, *, who: str, now: datetime) -> None:
    audit.append(
        session,
        now=now,
        who=who,
        role=membership.role,
        what=what,
        subject=str(membership.id),
        place=role_rules.school_of(membership.place),
    )

"""Let roles begin and end, and tell the other services how posts are filled."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import audit, reissues
from chassis.auth import Actor
from chassis.bus import outbox
from chassis.bus.outbox import Noted
from chassis.errors import Forbidden, Invalid, sentence
from chassis.ids import new_id
from chassis.upsert import insert_into
from contracts.registry import Filled, OwnerKind, RoleChanged, RoleReissued
from contracts.registry import Post as PostName
from registry.partners import queries as partners
from registry.roles import queries, rules
from registry.roles.model import Membership, Post
from registry.roles.rules import Place

CONSOLE = "console"
"""Who acts when no person is signed in: the operator at the keyboard."""


def check_appointment(session: Session, actor: Actor, role: str, place: Place) -> UUID:
    """Return the partner of `place` if `actor` may appoint to `role` there.

    Raises:
        Forbidden: `may_not_appoint`.
        Invalid: the role is not held at such a place, or there is no such place.

    """
    mine = [each for each in actor.roles if role in rules.APPOINTS.get(each.role, ())]
    if not mine:
        raise Forbidden("Your role does not appoint to this one.", reason="may_not_appoint")
    check_place(role, place)
    partner = queries.partner_of(session, place)
    if partner is None:
        raise Invalid(
            errors={"scope.id": [sentence("There is no such place.")]}, reason="unknown_scope"
        )
    if not any(rules.covers(Place(each.scope, each.id), place, str(partner)) for each in mine):
        raise Forbidden("This place is not one of yours.", reason="may_not_appoint")
    return partner


def check_place(role: str, place: Place) -> None:
    """Refuse a role at a place of the wrong type.

    Raises:
        Invalid: the field `scope.type` is named.

    """
    fitting = rules.ROLES[role].scopes
    if place.type not in fitting:
        raise Invalid(
            errors={
                "scope.type": [
                    sentence("This role is held at: %(fitting)s.", fitting=", ".join(fitting))
                ]
            },
            reason="wrong_scope",
        )


def begin(session: Session, membership: Membership, *, now: datetime) -> None:
    """Let an accepted role begin; it ends by itself if the role is given for a time."""
    months = rules.ROLES[membership.role].months
    membership.state = "active"
    membership.valid_from = now
    membership.valid_until = rules.months_later(now, months) if months else None
    membership.updated_at = now
    _tell(session, membership, now=now)
    renew_sign_ins(session, membership.user_id, now=now, is_left=False)


def end(
    session: Session,
    membership: Membership,
    *,
    who: str,
    now: datetime,
    role: str | None = None,
) -> None:
    """Let a role end now, or take an offer of one back; the holder's next token lacks it.

    `role` is the one that `who` acts in.
    """
    was_held = membership.state == "active"
    membership.state = "ended"
    membership.valid_until = now
    membership.updated_at = now
    what = "role.ended" if was_held else "role.withdrawn"
    audit.append(
        session,
        now=now,
        who=who,
        role=role,
        what=what,
        subject=str(membership.id),
        place=rules.school_of(membership.place),
    )
    if was_held:
        _tell(session, membership, now=now)
        reissue(session, {membership.key: membership.partner_id}, now=now)


def renew_sign_ins(session: Session, user_id: UUID, *, now: datetime, is_left: bool = True) -> None:
    """Let no service believe the tokens a person has: those issued from `now` on replace them.

    Nobody is named. Every token that shows one of the person's roles is renewed, whose ever it
    is; people notice nothing. Without `is_left` the tokens are still believed, and only what is
    renewed unseen is renewed.
    """
    session.flush()
    held = {each.key: each.partner_id for each in queries.held(session, user_id, now)}
    reissue(session, held, now=now, is_left=is_left)


def reissue(
    session: Session,
    partners_of: Mapping[reissues.Key, UUID | None],
    *,
    now: datetime,
    is_left: bool = True,
) -> None:
    """Let no service believe a token issued before `now` that shows one of these roles.

    `partners_of` says whose the place of each is; None for what belongs to all partners.
    `is_left` as for `renew_sign_ins`.
    """
    session.flush()
    left_at = reissues.note(session, partners_of, now, is_left=is_left)
    # What is left counts more than what is taken at the same instant.
    version = 2 * int(now.timestamp() * 1_000_000) + is_left
    facts = [
        Noted(
            RoleReissued(role=role, scope=scope, place=place, since=now, left_at=left),
            version,
            _code_of(session, partners_of[role, scope, place]),
        )
        for (role, scope, place), left in left_at.items()
    ]
    outbox.record_all(session, facts, now=now)


def _code_of(session: Session, partner_id: UUID | None) -> str:
    """Return a partner's code; what concerns all partners is told under the first one's."""
    partner = partners.get(session, partner_id) if partner_id else partners.first(session)
    return partner.code if partner else ""


def end_due(session: Session, now: datetime) -> None:
    """End every role whose time is over, up to 500 a run."""
    for membership in queries.due_to_end(session, now, 500):
        end(session, membership, who="timer", now=now)


def _tell(session: Session, membership: Membership, *, now: datetime) -> None:
    """Renew the post a role belongs to, if it is one that others must know of."""
    session.flush()
    if membership.role not in rules.POSTS or membership.partner_id is None:
        return
    post = _locked_post(session, membership.place, membership.role, now)
    post.filled = rules.filled(queries.count_holders(session, membership.place, membership.role))
    post.since = now
    post.row_version += 1
    fact = RoleChanged(
        owner_kind=OwnerKind(post.owner_type),
        owner=post.owner_id,
        role=PostName(post.role),
        filled=Filled(post.filled),
        since=post.since,
    )
    code = partners.get(session, membership.partner_id).code
    outbox.record(session, fact, version=post.row_version, partner=code, now=now)


def _locked_post(session: Session, place: Place, role: str, now: datetime) -> Post:
    """Return a post, made if need be and held until the end of the write."""
    names = {"owner_type": place.type, "owner_id": UUID(place.id), "role": role}
    fresh = insert_into(session, Post.__table__).values(  # type: ignore[arg-type] # it is a Table
        id=new_id(), filled="0", since=now, row_version=0, **names
    )
    session.execute(fresh.on_conflict_do_nothing())
    query = select(Post).filter_by(**names).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()

"""Set a deployment up, and invite the people whom only the console invites."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis import audit
from chassis.errors import Invalid, Refused, sentence
from chassis.ids import new_id
from registry.accounts import queries as accounts
from registry.partners import actions as partner_actions
from registry.partners import queries as partners
from registry.partners.model import Partner
from registry.people import actions as people
from registry.people.actions import Offer
from registry.people.rules import Link, SetupConfig
from registry.roles import actions as roles
from registry.roles import queries as role_queries
from registry.roles import rules as role_rules
from registry.roles.actions import CONSOLE
from registry.roles.rules import Place


def set_up(session: Session, config: SetupConfig, now: datetime) -> list[Link]:
    """Make the partner and invite the first people; return their links, in the config's order.

    Raises:
        Refused: `already_set_up`.

    """
    if partners.first(session) is not None:
        raise Refused("This deployment is already set up.", reason="already_set_up")
    partner = Partner(
        id=new_id(),
        code=config.code,
        name=config.name,
        countries=list(config.countries),
        langs=list(config.langs),
        tz=config.tz,
        status="active",
        certificate_prefix=config.certificate_prefix,
        sticker_prefix=config.sticker_prefix,
        public_url=config.public_url,
    )
    partner_actions.add(session, partner, who=CONSOLE, now=now)
    here = Place("partner", str(partner.id))
    return [
        people.offer_role(session, Offer(person.login, person.role, here, partner.id), now=now)[1]
        for person in config.people
    ]


def invite_hq(session: Session, login: str, now: datetime) -> Link:
    """Invite somebody of the international office; only the console does this.

    Raises:
        Refused: `not_set_up`, or as `invite`.

    """
    if partners.first(session) is None:
        raise Refused("Set this deployment up first.", reason="not_set_up")
    return people.offer_role(session, Offer(login, "hq", role_rules.NETWORK, None), now=now)[1]


def invite(session: Session, login: str, role: str, place: str | None, now: datetime) -> Link:
    """Invite somebody to any role from the console.

    `place` is an id or a country's code; None is the programme that was set up.

    Raises:
        Invalid: the role is not held at such a place, or there is none.
        Refused: as `people.actions.offer_role`.

    """
    return people.offer_role(session, _offer(session, login, role, place), now=now)[1]


def add(session: Session, login: str, role: str, place: str | None, now: datetime) -> None:
    """Give a role at once to somebody who has come in already.

    Raises:
        NotFound: nobody has this login.
        Invalid: as `invite`.
        Refused: `invite_instead`, when the role needs codes that the person does not have;
            else as `people.actions.offer_role`.

    """
    user = accounts.of_login(session, login, lock=True)
    if role_rules.needs_second_factor(role) and user.totp_sealed is None:
        raise Refused(
            "This role needs codes, which only an invitation gives.", reason="invite_instead"
        )
    membership, _ = people.offer_role(session, _offer(session, login, role, place), now=now)
    roles.begin(session, membership, now=now)
    audit.append(
        session,
        now=now,
        who=CONSOLE,
        role=role,
        what="role.accepted",
        subject=str(membership.id),
        place=role_rules.school_of(membership.place),
    )


def _offer(session: Session, login: str, role: str, place: str | None) -> Offer:
    where = role_rules.canonical(_place(session, role, place))
    roles.check_place(role, where)
    if where == role_rules.NETWORK:
        return Offer(login, role, where, None)
    partner = role_queries.partner_of(session, where)
    if partner is None:
        raise Invalid(
            sentence("There is no %(type)s %(id)s.", type=where.type, id=where.id),
            reason="unknown_scope",
        )
    return Offer(login, role, where, partner)


def _place(session: Session, role: str, text: str | None) -> Place:
    """Return the place that was meant: of the first of the role's types that has it."""
    types = role_rules.ROLES[role].scopes
    if role_rules.NETWORK.type in types:
        return role_rules.NETWORK
    if text is None:
        partner = partners.first(session)
        return Place("partner", str(partner.id) if partner else "")
    found = (role_rules.canonical(Place(kind, text)) for kind in types)
    known = (each for each in found if role_queries.partner_of(session, each) is not None)
    return next(known, Place(types[0], text))

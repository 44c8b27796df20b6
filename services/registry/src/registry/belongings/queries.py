"""Find whose each thing is that a path of this service names."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from chassis.belongings import Belongs, Finders, shared
from registry.claims.model import Claim
from registry.clients.model import Client
from registry.cohorts.model import Cohort
from registry.enrolments.model import Enrolment
from registry.enrolments.rules import Stage
from registry.jurisdictions.model import Jurisdiction
from registry.partners import queries as partners
from registry.partners.model import Partner
from registry.roles.model import Membership
from registry.roles.queries import uuid_or_none
from registry.schools.model import School
from registry.signins.model import SignInSession
from registry.uploads.model import SchoolImport


def _school(session: Session, identifier: UUID) -> Collection[Belongs]:
    enrolled = (Enrolment.school_id == School.id) & (Enrolment.stage != Stage.WITHDRAWN)
    rows = session.execute(
        select(Partner.code, Partner.id, Enrolment.cohort_id, School.country)
        .join_from(School, Partner, Partner.id == School.partner_id)
        .outerjoin(Enrolment, enrolled)
        .where(School.id == identifier)
    )
    return [
        Belongs(partner=code, office=office, school=identifier, cohort=cohort, country=country)
        for code, office, cohort, country in rows
    ]


def _enrolment(session: Session, identifier: UUID) -> Collection[Belongs]:
    rows = session.execute(
        select(Partner.code, Partner.id, Enrolment.school_id, Enrolment.cohort_id)
        .join(Partner, Partner.id == Enrolment.partner_id)
        .where(Enrolment.id == identifier)
    )
    return [
        Belongs(partner=code, office=office, school=school, cohort=cohort)
        for code, office, school, cohort in rows
    ]


def _claim(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_partner(session, select(Claim.partner_id).where(Claim.id == identifier))


def _client(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_partner(session, select(Client.partner_id).where(Client.id == identifier))


def _cohort(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_partner(session, select(Cohort.partner_id).where(Cohort.id == identifier))


def _import(session: Session, identifier: UUID) -> Collection[Belongs]:
    found = select(SchoolImport.partner_id).where(SchoolImport.id == identifier)
    return _of_partner(session, found)


def _job(session: Session, identifier: UUID) -> Collection[Belongs]:
    found = select(SchoolImport.partner_id).where(SchoolImport.job_id == identifier)
    return _of_partner(session, found)


def _of_partner(session: Session, partner_id: Select[Any]) -> Collection[Belongs]:
    found = session.scalars(select(Partner).where(Partner.id.in_(partner_id)))
    return [Belongs(partner=each.code, office=each.id) for each in found]


def _jurisdiction(session: Session, identifier: UUID) -> Collection[Belongs]:
    found = session.get(Jurisdiction, identifier)
    if found is None:
        return ()
    every = partners.every(session)
    serving = [each for each in every if found.country in each.countries]
    return [Belongs(partner=each.code, office=each.id) for each in serving]


def _person(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_memberships(session, Membership.user_id == identifier)


def _membership(session: Session, identifier: UUID) -> Collection[Belongs]:
    return _of_memberships(session, Membership.id == identifier)


def _of_memberships(session: Session, which: ColumnElement[bool]) -> Collection[Belongs]:
    rows = session.execute(
        select(Membership, Partner.code)
        .outerjoin(Partner, Partner.id == Membership.partner_id)
        .where(which)
    )
    return [_of_membership(held, code) for held, code in rows]


def _of_membership(held: Membership, partner: str | None) -> Belongs:
    place = {held.scope_type: uuid_or_none(held.scope_id)}
    return Belongs(
        partner=partner,
        office=held.partner_id,
        school=place.get("school"),
        cohort=place.get("cohort"),
        people=frozenset({held.user_id}),
    )


def _sign_in(session: Session, identifier: UUID) -> Collection[Belongs]:
    found = session.get(SignInSession, identifier)
    return [Belongs(people=frozenset({found.user_id}))] if found else ()


FINDERS: Finders = {
    "claims": _claim,
    "clients": _client,
    "cohorts": _cohort,
    "devices": _sign_in,
    "enrolments": _enrolment,
    "imports": _import,
    "jobs": _job,
    "jurisdictions": _jurisdiction,
    "mail": shared,
    "memberships": _membership,
    "people": _person,
    "school-imports": _import,
    "schools": _school,
    "sign-ins": _sign_in,
}

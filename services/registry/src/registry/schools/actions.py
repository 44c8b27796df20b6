"""What is done with schools: added, verified, changed, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from chassis import audit, outbox
from chassis.auth import Actor
from chassis.errors import Forbidden, Invalid, Refused, Stale
from chassis.ids import new_id
from contracts.registry import (
    SchoolChanged,
    SchoolClosed,
    SchoolMerged,
    SchoolState,
    SchoolVerified,
)
from registry.partners.model import Partner
from registry.schools import queries, rules
from registry.schools.formats import fact
from registry.schools.model import School
from registry.schools.rules import Basis, Closure, State


@dataclass(frozen=True, kw_only=True)
class Doer:
    """Who does something to schools, when, and for which partner."""

    actor: Actor
    partner: Partner
    now: datetime

    def role_at(self, school: School | None = None) -> str:
        """Return the role the person acts in.

        Raises:
            Forbidden: `role_missing`.

        """
        if self.actor.has("coordinator", "partner", self.partner.id):
            return "coordinator"
        if school is not None and self.actor.has("head", "school", school.id):
            return "head"
        raise Forbidden("Your role does not include this school.", reason="role_missing")


@dataclass(kw_only=True)
class Verified:
    """What became of many schools that were to be verified at once."""

    done: list[School] = field(default_factory=list)
    refused: list[tuple[School, str]] = field(default_factory=list)
    """With the reason of each."""


def doer(session: Session, actor: Actor, now: datetime) -> Doer:
    """Return the person who acts, with their partner."""
    return Doer(actor=actor, partner=queries.home_partner(session, actor.partner), now=now)


def add(session: Session, content: Mapping[str, Any], *, confirmed: bool, by: Doer) -> School:
    """Add one school by hand, as `listed`.

    `content` has at least `name` and `country`; `confirmed` says that the person has seen the
    schools that look alike and means another one.

    Raises:
        Invalid: the partner does not serve the country.
        Refused: `already_listed` with `school`, `possible_duplicates` with those that look alike.

    """
    role = by.role_at()
    if content["country"] not in by.partner.countries:
        raise Invalid(
            "This programme does not serve that country.",
            errors={"country": ["Choose a country of this programme."]},
        )
    school = School(
        id=new_id(),
        partner_id=by.partner.id,
        state=State.LISTED,
        created_at=by.now,
        updated_at=by.now,
        **{"names": {}, "langs": [], **content},
    )
    _retell(school)
    queries.check_code_free(session, school)
    if not confirmed:
        queries.check_no_twin(session, school)
    session.add(school)
    session.flush()
    _note(session, "school.added", school, role, by)
    return school


def verify(session: Session, school_id: UUID, basis: Basis, *, by: Doer) -> School:
    """Take a listed school, or one that applied, into the programme.

    Raises:
        NotFound: the partner has no such school.
        Refused: `wrong_state`, `no_official_code`.

    """
    role = by.role_at()
    school = queries.get(session, by.partner.id, school_id, lock=True)
    rules.check_verifiable(school.state, school.official_code, basis)
    school.state, school.updated_at = State.VERIFIED, by.now
    session.flush()
    _tell(session, SchoolVerified, [school], by)
    _note(session, "school.verified", school, role, by, why=str(basis))
    return school


def verify_many(session: Session, ids: Sequence[UUID], *, by: Doer) -> Verified:
    """Verify those of many schools that can be, each by its official code."""
    role = by.role_at()
    result = Verified()
    for school in queries.several(session, by.partner.id, ids[: rules.MOST_AT_ONCE], lock=True):
        try:
            rules.check_verifiable(school.state, school.official_code, Basis.OFFICIAL_CODE)
        except Refused as error:
            result.refused.append((school, error.reason))
            continue
        school.state, school.updated_at = State.VERIFIED, by.now
        result.done.append(school)
    session.flush()
    _tell(session, SchoolVerified, result.done, by)
    for school in result.done:
        _note(session, "school.verified", school, role, by, why=str(Basis.OFFICIAL_CODE))
    return result


def close(session: Session, school_id: UUID, closure: Closure, *, by: Doer) -> School:
    """End a school: it closed, or it went into another one; its history stays.

    Raises:
        NotFound: the partner has no such school.
        Invalid: the successor is missing, unknown, ended or the school itself.
        Refused: `wrong_state`.

    """
    role = by.role_at()
    school = queries.get(session, by.partner.id, school_id, lock=True)
    rules.check_not_ended(school.state)
    queries.check_successor(session, school, closure)
    was_known = school.state in rules.TAKING_PART
    zone = ZoneInfo(school.tz or by.partner.tz)
    school.state = State.MERGED if closure.merged else State.CLOSED
    school.operating = rules.Operating.CLOSED
    school.closed_on = closure.on or by.now.astimezone(zone).date()
    school.successor_id, school.updated_at = closure.successor_id, by.now
    session.flush()
    if was_known:
        _tell(session, SchoolMerged if closure.merged else SchoolClosed, [school], by)
    _note(session, f"school.{school.state}", school, role, by, why=closure.reason)
    return school


def change(
    session: Session, school_id: UUID, content: Mapping[str, Any], *, row_version: int, by: Doer
) -> School:
    """Change what is known of a school; what is the same already is left alone.

    Raises:
        NotFound: the partner has no such school.
        Forbidden: `role_missing`, or `coordinator_only` for what only official lists say.
        Stale: somebody else changed it since; both versions are named.
        Refused: `wrong_state`, `already_listed`.

    """
    school = queries.get(session, by.partner.id, school_id, lock=True)
    role = by.role_at(school)
    if role == "head" and not rules.HEADS_OWN.issuperset(content):
        raise Forbidden(
            "Only a coordinator can change this.",
            reason="coordinator_only",
            fields=sorted(set(content) - rules.HEADS_OWN),
        )
    theirs = {name: getattr(school, name) for name in content}
    if row_version != school.row_version:
        raise Stale(
            "Somebody else changed this school.", yours=_plain(content), theirs=_plain(theirs)
        )
    rules.check_not_ended(school.state)
    changed = [name for name, value in content.items() if theirs[name] != value]
    if not changed:
        return school
    for name in changed:
        setattr(school, name, content[name])
    _retell(school)
    if "official_code" in changed:
        queries.check_code_free(session, school)
    school.updated_at = by.now
    session.flush()
    if school.state in rules.TAKING_PART:
        _tell(session, SchoolChanged, [school], by)
    _note(session, "school.changed", school, role, by, why=", ".join(sorted(changed)))
    return school


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _retell(school: School) -> None:
    texts = rules.search_texts(school.name, school.town, school.official_code, school.names)
    for name in texts.__slots__:
        setattr(school, name, getattr(texts, name))


def _tell(session: Session, kind: type[SchoolState], schools: Sequence[School], by: Doer) -> None:
    """Tell the other services; the schools must be flushed, so that each has its new version."""
    noted = [
        outbox.Noted(fact(kind, school, by.partner), school.row_version, by.partner.code)
        for school in schools
    ]
    outbox.record_all(session, noted, now=by.now)


def _note(
    session: Session, what: str, school: School, role: str, by: Doer, *, why: str | None = None
) -> None:
    audit.append(
        session,
        now=by.now,
        who=by.actor.id,
        role=role,
        what=what,
        subject=str(school.id),
        why=why,
    )

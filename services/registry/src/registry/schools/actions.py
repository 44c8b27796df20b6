"""What is done with schools: added, verified, changed, closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from chassis import audit
from chassis.bus import outbox
from chassis.errors import Forbidden, Invalid, Refused, Stale, sentence
from chassis.ids import new_id
from contracts.registry import (
    SchoolChanged,
    SchoolClosed,
    SchoolMerged,
    SchoolState,
    SchoolVerified,
)
from registry.doers.actions import Doer, note
from registry.partners import queries as partners
from registry.partners.model import Partner
from registry.schools import queries, rules
from registry.schools.formats import fact
from registry.schools.model import School
from registry.schools.rules import Basis, Closure, State
from registry.staffing import queries as staffing
from registry.staffing import rules as staffing_rules

SYSTEM = "system"
"""Who acts when a rule of the programme is fulfilled and nobody presses anything."""


@dataclass(kw_only=True)
class Verified:
    """What became of many schools that were to be verified at once."""

    done: list[School] = field(default_factory=list)
    refused: list[tuple[School, str]] = field(default_factory=list)
    """With the reason of each."""


def add(
    session: Session,
    content: Mapping[str, Any],
    *,
    confirmed: bool,
    by: Doer,
    state: State = State.LISTED,
) -> School:
    """Add one school by hand, as `listed` or as one that has applied.

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
            errors={"country": [sentence("Choose a country of this programme.")]},
        )
    school = School(
        id=new_id(),
        partner_id=by.partner.id,
        state=state,
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
    note(session, "school.added", school.id, role, by, place=school.id)
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
    _tell(session, SchoolVerified, [school], by.partner, by.now)
    note(session, "school.verified", school.id, role, by, why=str(basis), place=school.id)
    _take_part(session, [school], by.partner, by.now)
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
    _tell(session, SchoolVerified, result.done, by.partner, by.now)
    for school in result.done:
        basis = str(Basis.OFFICIAL_CODE)
        note(session, "school.verified", school.id, role, by, why=basis, place=school.id)
    _take_part(session, result.done, by.partner, by.now)
    return result


def take_part(session: Session, school: School, now: datetime) -> None:
    """Let a verified school take part once it has a head and a second person.

    Call it after somebody has joined a school that `queries.held` returned: whoever holds it
    sees everybody who joined before.
    """
    _take_part(session, [school], partners.get(session, school.partner_id), now)


def move(session: Session, school: School, state: State, *, who: str, now: datetime) -> None:
    """Let a listed school count as one that has applied, or put it back; others need not know."""
    school.state, school.updated_at = state, now
    session.flush()
    what = "school.applied" if state == State.APPLIED else "school.application_refused"
    audit.append(session, now=now, who=who, what=what, subject=str(school.id), place=school.id)


def _take_part(
    session: Session, schools: Sequence[School], partner: Partner, now: datetime
) -> None:
    waiting = [school for school in schools if school.state == State.VERIFIED]
    people = staffing.holders(session, [school.id for school in waiting])
    ready = [school for school in waiting if staffing_rules.is_complete(people[school.id])]
    for school in ready:
        school.state, school.updated_at = State.ACTIVE, now
    session.flush()
    _tell(session, SchoolChanged, ready, partner, now)
    deeds = [
        audit.Deed(SYSTEM, "school.activated", str(school.id), place=school.id) for school in ready
    ]
    audit.append_all(session, deeds, now=now)


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
        _tell(
            session, SchoolMerged if closure.merged else SchoolClosed, [school], by.partner, by.now
        )
    what = f"school.{school.state}"
    note(session, what, school.id, role, by, why=closure.reason, place=school.id)
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
    role = by.role_at(school.id)
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
        _tell(session, SchoolChanged, [school], by.partner, by.now)
    _note_change(session, school, changed, role, by)
    return school


def _note_change(
    session: Session, school: School, changed: Sequence[str], role: str, by: Doer
) -> None:
    why = ", ".join(sorted(changed))
    note(session, "school.changed", school.id, role, by, why=why, place=school.id)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _retell(school: School) -> None:
    texts = rules.search_texts(school.name, school.town, school.official_code, school.names)
    for name in texts.__slots__:
        setattr(school, name, getattr(texts, name))


def _tell(
    session: Session,
    kind: type[SchoolState],
    schools: Sequence[School],
    partner: Partner,
    now: datetime,
) -> None:
    """Tell the other services; the schools must be flushed, so that each has its new version."""
    noted = [
        outbox.Noted(fact(kind, school, partner), school.row_version, partner.code)
        for school in schools
    ]
    outbox.record_all(session, noted, now=now)

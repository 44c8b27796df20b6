"""What is done with a country's profile: written, changed, and published by a second person."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.bus import outbox
from chassis.errors import Invalid, NotFound, PreconditionRequired, Stale, sentence
from registry.jurisdictions import formats, queries, rules
from registry.jurisdictions.model import CONTENT, Jurisdiction
from registry.partners.model import Partner

EMPTY: Mapping[str, Any] = {
    "hotline": None,
    "helpline": None,
    "emergency": None,
    "police_unit": None,
    "social_service": None,
    "duties": [],
    "minority_age": 18,
    "weekend": [6, 7],
    "holidays": [],
    "retention": [],
    "source": "",
    "note": None,
}


def draft(
    session: Session, country: str, content: Mapping[str, Any], *, by: Actor, now: datetime
) -> Jurisdiction:
    """Write the next version of a country as a draft.

    Raises:
        Invalid: the partner does not work there, or the week has no working day.

    """
    rules.check_served(country, queries.partner(session).countries)
    profile = _add(session, country, content, now)
    profile.written_by = by.id
    session.flush()
    _note(session, "jurisdiction.drafted", profile, by=by, now=now)
    return profile


def change(
    session: Session,
    identifier: UUID,
    content: Mapping[str, Any],
    *,
    row_version: int | None,
    by: Actor,
    now: datetime,
) -> Jurisdiction:
    """Change the given parts of a draft.

    Raises:
        PreconditionRequired: `row_version` is missing.
        Stale: somebody else changed it since.
        Refused: `not_a_draft`.
        Invalid: the week has no working day.

    """
    profile = queries.get(session, identifier)
    _check_version(profile, row_version)
    rules.check_draft(profile.state)
    rules.check_working_week(content.get("weekend", profile.weekend))
    _fill(profile, content)
    profile.written_by, profile.updated_at = by.id, now
    session.flush()
    _note(session, "jurisdiction.changed", profile, by=by, now=now)
    return profile


def publish(
    session: Session,
    identifier: UUID,
    reviewed_on: date,
    *,
    row_version: int | None = None,
    by: Actor,
    now: datetime,
) -> Jurisdiction:
    """Put a draft in force; what it replaces, and older drafts, are retired.

    `row_version` is the version that was looked at, None when the caller names none.

    Raises:
        Stale: somebody changed the draft since it was looked at.
        Refused: `not_a_draft`, `same_person`, `newer_published`, `not_complete`.
        Invalid: the review lies ahead or is too old.

    """
    profile = queries.get(session, identifier)
    rules.check_draft(profile.state)
    if row_version is not None:
        _check_version(profile, row_version)
    rules.check_second_person(profile.written_by, by.id)
    rules.check_reviewed(reviewed_on, queries.today(session, now))
    _check_content(session, profile)
    _retire_older(session, profile, now)
    profile.state, profile.reviewed_on = rules.PUBLISHED, reviewed_on
    profile.published_at = profile.updated_at = now
    session.flush()
    outbox.record(
        session,
        formats.fact_of(profile, reviewed_on),
        version=profile.version,
        partner=by.partner or "",
        now=now,
    )
    _note(session, "jurisdiction.published", profile, by=by, now=now)
    return profile


def add_duty(
    session: Session,
    identifier: UUID,
    duty: Mapping[str, Any],
    *,
    row_version: int,
    by: Actor,
    now: datetime,
) -> Jurisdiction:
    """Add a duty to report to a draft; raises as `change` does."""
    profile = queries.get(session, identifier)
    if len(profile.duties) >= rules.MOST_DUTIES:
        raise Invalid(sentence("A profile holds at most %(most)s duties.", most=rules.MOST_DUTIES))
    duties = [*profile.duties, dict(duty)]
    return change(session, identifier, {"duties": duties}, row_version=row_version, by=by, now=now)


def remove_duty(
    session: Session, identifier: UUID, place: int, *, row_version: int, by: Actor, now: datetime
) -> Jurisdiction:
    """Take the duty at a place, counted from 0, out of a draft; raises as `change` does.

    Raises:
        NotFound: there is no duty at this place.

    """
    profile = queries.get(session, identifier)
    if place >= len(profile.duties):
        raise NotFound("There is no such duty.", reason="no_such_duty")
    duties = [duty for at, duty in enumerate(profile.duties) if at != place]
    return change(session, identifier, {"duties": duties}, row_version=row_version, by=by, now=now)


def load_drafts(session: Session, partner: Partner, now: datetime) -> list[str]:
    """Load the drafts that come with the program for a partner's countries; return which.

    A country that has a profile already keeps what it has.
    """
    fresh = [
        country
        for country in formats.shipped_countries()
        if country in partner.countries and queries.next_version(session, country) == 1
    ]
    for country in fresh:
        _add(session, country, formats.read_shipped(country), now)
    session.flush()
    return fresh


def _add(session: Session, country: str, content: Mapping[str, Any], now: datetime) -> Jurisdiction:
    filled = {**EMPTY, **content}
    rules.check_working_week(filled["weekend"])
    profile = Jurisdiction(
        country=country,
        version=queries.next_version(session, country),
        state=rules.DRAFT,
        created_at=now,
        updated_at=now,
    )
    _fill(profile, filled)
    session.add(profile)
    return profile


def _fill(profile: Jurisdiction, content: Mapping[str, Any]) -> None:
    for name in CONTENT:
        if name in content:
            setattr(profile, name, _stored(name, content[name]))


def _stored(name: str, value: Any) -> Any:
    """Put days in order, and write dates as text, as JSON has none."""
    if name == "weekend":
        return sorted(set(value))
    if name == "holidays":
        return sorted({str(day) for day in value})
    return value


def _retire_older(session: Session, profile: Jurisdiction, now: datetime) -> None:
    older = session.scalars(
        select(Jurisdiction).where(
            Jurisdiction.country == profile.country,
            Jurisdiction.version < profile.version,
            Jurisdiction.state != rules.RETIRED,
        )
    )
    for each in older:
        each.state, each.updated_at = rules.RETIRED, now
    session.flush()


def _check_content(session: Session, profile: Jurisdiction) -> None:
    rules.check_complete(profile.content())
    rules.check_working_week(profile.weekend)
    former = queries.published(session, profile.country)
    rules.check_newest(profile.version, former.version if former else None)


def _check_version(profile: Jurisdiction, row_version: int | None) -> None:
    if row_version is None:
        raise PreconditionRequired("Send If-Match with the ETag of what you edited.")
    if row_version != profile.row_version:
        raise Stale(
            "Somebody else changed this profile.", yours=row_version, theirs=profile.row_version
        )


def _note(session: Session, what: str, profile: Jurisdiction, *, by: Actor, now: datetime) -> None:
    role = "coordinator" if what.endswith("published") else "safeguarding"
    audit.append(session, now=now, who=by.id, role=role, what=what, subject=str(profile.id))

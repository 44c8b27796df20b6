"""Keep the public register as certification tells it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.bus.events import Delivered
from chassis.bus.inbox import claim
from chassis.upsert import insert_into
from contracts.certification import CertificateFact, CommitmentSigned
from registry.awards.model import CertifiedPlace
from registry.awards.rules import Kind, State
from registry.names.rules import fold_name, match_key, search_key
from registry.schools.model import School
from registry.schools.rules import NAME_KEY_CHARACTERS

CERTIFICATES = "certified_places"
COMMITMENTS = "commitments"
"""What the guards against late facts are called."""


def take_certificates(session: Session, events: Sequence[Delivered]) -> list[Delivered]:
    """Keep the newest that was told of each certificate; return the facts that were news."""
    won = claim(session, CERTIFICATES, events)
    _keep(session, [_of_certificate(each.fact) for each in won])
    return won


def take_commitments(session: Session, events: Sequence[Delivered]) -> None:
    """Keep that schools have promised to work for a certificate; schools we do not have are left.

    Every school whose promise others know of was told to them by us.
    """
    won = claim(session, COMMITMENTS, events)
    wanted = [each.fact.school for each in won]
    schools = {
        each.id: each for each in session.scalars(select(School).where(School.id.in_(wanted)))
    }
    _keep(
        session,
        [
            _of_commitment(each.fact, schools[each.fact.school])
            for each in won
            if each.fact.school in schools
        ],
    )


def _keep(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    table: Any = CertifiedPlace.__table__
    statement = insert_into(session, table)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={name: statement.excluded[name] for name in rows[0] if name != "key"},
    )
    session.execute(statement, sorted(rows, key=lambda row: str(row["key"])))


def _of_certificate(fact: CertificateFact) -> dict[str, Any]:
    return {
        "key": fact.number,
        "kind": str(Kind.SCHOOL),
        "school_id": fact.school,
        "number": fact.number,
        "name": fact.name,
        "town": fact.town,
        "country": fact.country,
        "level": str(fact.level),
        "module_levels": {each.module: each.level for each in fact.module_levels},
        "standard_version": fact.standard_version,
        "state": str(fact.state),
        "reason_code": fact.reason_code,
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
        "on": fact.on,
        "public_entry": True,
        **_texts(fact.name, fact.town, fact.number),
    }


def _of_commitment(fact: CommitmentSigned, school: School) -> dict[str, Any]:
    return {
        "key": f"committed {fact.school}",
        "kind": str(Kind.SCHOOL),
        "school_id": fact.school,
        "number": None,
        "name": school.name,
        "town": school.town,
        "country": school.country,
        "level": None,
        "module_levels": {},
        "standard_version": fact.statement,
        "state": str(State.COMMITTED),
        "reason_code": None,
        "valid_from": None,
        "valid_to": None,
        "on": fact.on,
        "public_entry": fact.public_entry,
        **_texts(school.name, school.town, ""),
    }


def _texts(name: str, town: str | None, number: str) -> dict[str, str]:
    """Make what a place is searched by, in its own letters and in Latin ones, and sorted by."""
    whole = f"{name} {town or ''} {number}"
    latin = match_key(name, town).replace("|", " ")
    return {
        "folded": f"{search_key(whole)} {latin}".strip(),
        "name_key": fold_name(name)[:NAME_KEY_CHARACTERS],
    }

"""Schools read one by one, with what happened to each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import audit
from chassis.auth import Actor
from chassis.errors import Invalid, NotFound, Refused, sentence
from registry.accounts.model import User
from registry.names.rules import code_key
from registry.roles.formats import NAMES
from registry.roles.queries import OWNERS, uuid_or_none
from registry.schools.model import BY_NAME, School, is_live
from registry.schools.rules import ENDED, Closure


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done to a school."""

    at: datetime
    what: str
    who: str
    """The person's name; empty when it was a program."""
    role: str | None
    why: str | None


Panel = Callable[[Session, School, Actor], Mapping[str, Any] | None]

PANELS: dict[str, Panel] = {}
"""Further parts of a school's page: a template, and what fills it or None; features add theirs."""


def get(session: Session, partner_id: UUID, school_id: UUID, *, lock: bool = False) -> School:
    """Return one school of a partner; `lock` holds it until the write ends.

    Raises:
        NotFound: there is none, or it belongs to another programme.

    """
    found = _locked(session, school_id) if lock else session.get(School, school_id)
    if found is None or found.partner_id != partner_id:
        raise NotFound("There is no such school in this programme.")
    return found


def held(session: Session, place_type: str, place_id: str) -> School | None:
    """Return the school a role is held at, held itself until the write ends; None if it is none.

    Whoever lets somebody join or leave a school holds it first, so that two at once are seen
    one after the other.
    """
    found = uuid_or_none(place_id) if place_type == "school" else None
    return _locked(session, found) if found else None


def _locked(session: Session, school_id: UUID) -> School | None:
    """Return a school as it is now, held, also where the same write has read it before.

    `Session.get` would not do: where somebody has changed the row since, it fails instead.
    """
    query = select(School).where(School.id == school_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def several(
    session: Session, partner_id: UUID, ids: Sequence[UUID], *, lock: bool = False
) -> list[School]:
    """Return those of the schools named that this partner has, in the list's order."""
    ask = select(School).where(School.partner_id == partner_id, School.id.in_(ids))
    ask = ask.order_by(*BY_NAME).execution_options(populate_existing=lock)
    return list(session.scalars(ask.with_for_update() if lock else ask))


def live_with_code(session: Session, country: str, code_key: str) -> School | None:
    """Return the one school of a country that holds a code now."""
    return session.scalar(
        select(School).where(School.code_key == code_key, School.country == country, is_live())
    )


def named(session: Session, partner_id: UUID, country: str, text: str) -> School | None:
    """Return the school a person means by its official code, its id or its page's address."""
    found = live_with_code(session, country, code_key(text))
    for school_id in _uuids({text.rstrip("/").rpartition("/")[2]}):
        found = found or session.get(School, school_id)
    return found if found is not None and found.partner_id == partner_id else None


def twins(
    session: Session, partner_id: UUID, country: str, match_key: str, *, has_code: bool
) -> list[School]:
    """Return live schools that are possibly the same one; two codes that differ tell them apart."""
    ask = select(School).where(
        School.country == country,
        School.match_key == match_key,
        School.partner_id == partner_id,
        School.state.not_in(ENDED),
    )
    if has_code:
        ask = ask.where(School.code_key.is_(None))
    return list(session.scalars(ask.order_by(*BY_NAME).limit(20)))


def check_code_free(session: Session, school: School) -> None:
    """Allow a school its official code.

    Raises:
        Refused: `already_listed`, with `school` when it is one of this partner's.

    """
    if not school.code_key:
        return
    with session.no_autoflush:
        holder = live_with_code(session, school.country, school.code_key)
    if holder is None or holder.id == school.id:
        return
    mine = holder.partner_id == school.partner_id
    raise Refused(
        "A school with this official code is listed already.",
        reason="already_listed",
        **({"school": str(holder.id)} if mine else {}),
    )


def check_no_twin(session: Session, school: School) -> None:
    """Allow a new school unless others look the same.

    Raises:
        Refused: `possible_duplicates`, with those that look alike.

    """
    alike = twins(
        session,
        school.partner_id,
        school.country,
        school.match_key,
        has_code=school.code_key is not None,
    )
    if alike:
        raise Refused(
            "Schools that look the same are listed already. Confirm that this is another one.",
            reason="possible_duplicates",
            possible_duplicates=[
                {"id": str(other.id), "name": other.name, "town": other.town, "state": other.state}
                for other in alike
            ],
        )


def check_successor(session: Session, school: School, closure: Closure) -> None:
    """Allow a school to be followed by the one named.

    Raises:
        Invalid: `successor` is missing, unknown, ended or the school itself.

    """
    if closure.successor_id is None:
        if closure.merged:
            raise _no_successor(sentence("Name the school it became part of."))
        return
    if closure.successor_id == school.id:
        raise _no_successor(sentence("A school cannot follow itself."))
    found = several(session, school.partner_id, [closure.successor_id])
    if not found:
        raise _no_successor(sentence("There is no such school in this programme."))
    if found[0].state in ENDED:
        raise _no_successor(sentence("That school is closed itself."))


def _no_successor(words: str) -> Invalid:
    return Invalid("Please check the school that follows.", errors={"successor": [words]})


def history(session: Session, school_id: UUID) -> list[Deed]:
    """Return what was done to a school, newest first, with the names of those who did it."""
    rows: list[Any] = list(audit.history(session, str(school_id)))
    known = _names(session, {row.who for row in rows})
    return [Deed(row.at, row.what, known.get(row.who, ""), row.role, row.why) for row in rows]


def _names(session: Session, ids: set[str]) -> dict[str, str]:
    found = session.execute(
        select(User.id, User.display_name).where(User.id.in_(list(_uuids(ids))))
    )
    return {str(user_id): name for user_id, name in found}


def _uuids(texts: set[str]) -> Iterator[UUID]:
    for each in texts:
        try:
            yield UUID(each)
        except ValueError:
            continue


def _partner_of_school(session: Session, place_id: str) -> UUID | None:
    return session.scalar(select(School.partner_id).where(School.id == uuid_or_none(place_id)))


OWNERS["school"] = _partner_of_school


def _names_of_schools(session: Session, ids: Sequence[str]) -> Mapping[str, str]:
    wanted = list(_uuids(set(ids)))
    rows = session.execute(select(School.id, School.name).where(School.id.in_(wanted)))
    return {str(row.id): row.name for row in rows}


NAMES["school"] = _names_of_schools

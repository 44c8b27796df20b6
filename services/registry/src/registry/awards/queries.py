"""The public register: searched, narrowed, page by page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from chassis import paging
from registry.awards.model import CertifiedPlace
from registry.awards.rules import VALID
from registry.directory.rules import search_terms
from registry.schools.model import School
from registry.schools.rules import TAKING_PART

ORDER = (CertifiedPlace.name_key, CertifiedPlace.key)
_Newer = aliased(CertifiedPlace)


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What somebody looks for in the register; a part that is empty takes all."""

    q: str = ""
    country: str | None = None
    kind: str | None = None
    level: str | None = None
    state: str | None = None


def page(session: Session, sought: Sought, limit: int, after: str | None = None) -> dict[str, Any]:
    """Return `{items, next}` of the register by name; of each school only the newest.

    A promise is listed while its school has no certificate, if its head agreed when signing it.

    Raises:
        Invalid: `after` is not a mark of this list.

    """
    ask = (
        select(CertifiedPlace)
        .join(School, School.id == CertifiedPlace.school_id, isouter=True)
        .where(is_newest(), _may_be_shown(), *_narrowing(sought), *_words(sought.q))
    )
    if (beyond := paging.after(ORDER, after)) is not None:
        ask = ask.where(beyond)
    rows = session.scalars(ask.order_by(*ORDER).limit(limit + 1)).all()
    return paging.page(rows, limit, lambda row: (row.name_key, row.key))


def is_newest() -> ColumnElement[bool]:
    """Return the condition that a school has no newer certificate than this."""
    newer = and_(
        _Newer.school_id == CertifiedPlace.school_id,
        _Newer.number.is_not(None),
        or_(
            CertifiedPlace.number.is_(None),
            tuple_(_Newer.valid_from, _Newer.number)
            > tuple_(CertifiedPlace.valid_from, CertifiedPlace.number),
        ),
    )
    return ~select(_Newer.key).where(newer).exists()


def certificates(session: Session, school_ids: Iterable[UUID]) -> Sequence[CertifiedPlace]:
    """Return every certificate of some schools."""
    return session.scalars(
        select(CertifiedPlace).where(
            CertifiedPlace.school_id.in_(list(school_ids)), CertifiedPlace.number.is_not(None)
        )
    ).all()


def newest_of(session: Session, school_id: UUID) -> CertifiedPlace | None:
    """Return a school's newest certificate, or its promise when it has none."""
    return session.scalar(
        select(CertifiedPlace).where(CertifiedPlace.school_id == school_id, is_newest())
    )


def ending(session: Session, partner_id: UUID, until: date, limit: int) -> Sequence[CertifiedPlace]:
    """Return the certificates of a partner's schools that end by a day, the first to end first."""
    return session.scalars(
        select(CertifiedPlace)
        .join(School, School.id == CertifiedPlace.school_id)
        .where(
            School.partner_id == partner_id,
            CertifiedPlace.state.in_(VALID),
            CertifiedPlace.valid_to <= until,
            is_newest(),
        )
        .order_by(CertifiedPlace.valid_to, CertifiedPlace.key)
        .limit(limit)
    ).all()


def count_ending(session: Session, partner_id: UUID, until: date) -> int:
    """Count what `ending` lists."""
    return (
        session.scalar(
            select(func.count())
            .select_from(CertifiedPlace)
            .join(School, School.id == CertifiedPlace.school_id)
            .where(
                School.partner_id == partner_id,
                CertifiedPlace.state.in_(VALID),
                CertifiedPlace.valid_to <= until,
                is_newest(),
            )
        )
        or 0
    )


def countries(session: Session) -> list[str]:
    """Return the countries there are places of, by code."""
    return sorted(session.scalars(select(CertifiedPlace.country).distinct()))


def _may_be_shown() -> ColumnElement[bool]:
    promise = and_(CertifiedPlace.public_entry, School.state.in_(sorted(TAKING_PART)))
    return or_(CertifiedPlace.number.is_not(None), promise)


def _narrowing(sought: Sought) -> list[ColumnElement[bool]]:
    return [
        getattr(CertifiedPlace, field) == value
        for field in ("country", "kind", "level", "state")
        if (value := getattr(sought, field))
    ]


def _words(typed: str) -> list[ColumnElement[bool]]:
    """Each word must stand in what was certified or in what the school is called today."""
    terms = search_terms(typed)
    if terms is None:
        return []
    found: list[ColumnElement[bool]] = []
    for word in (*terms.words, *terms.short_words):
        here = CertifiedPlace.folded.contains(word, autoescape=True)
        found.append(or_(here, School.folded.contains(word, autoescape=True)))
    return found

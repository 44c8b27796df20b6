"""The schools of a list: page by page, or those that match what was typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    UnaryExpression,
    column,
    func,
    literal,
    select,
    table,
    text,
    true,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import custom_op

from chassis import paging
from chassis.db import Database
from registry.directory.rules import SENTINEL, SearchTerms, search_terms
from registry.partners.queries import home_partner
from registry.schools.model import BY_NAME, UNUSUAL, School, is_live
from registry.schools.rules import Operating, State

MOST_MATCHES = 200
"""So many matches are sorted and shown; who sees more than that adds a word."""

FEW = 5000
"""A list this short is read through instead of asking the index of words."""

MOST_CANDIDATES = 20_000
"""So many schools with the words are looked at when a filter drops most of them (SQLite)."""

MOST_COUNTED = 10_000
"""Counting stops here, so that it costs the same in every country."""

MOST_AREAS = 100
WALK = 1000

_FIELDS = ("partner_id", "state", "country", "area", "operating")
_WORDS = table("school_search", column("rowid"), column("school_search"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which schools a list shows; a filter that is None takes all."""

    partner_id: UUID
    state: str | None = None
    country: str | None = None
    area: str | None = None
    operating: str | None = None
    q: str = ""

    def is_filtered(self) -> bool:
        """Say whether anything but words narrows the list."""
        return bool(self.state or self.country or self.area or self.operating)


def wanted(session: Session, partner_code: str | None, narrowed: Mapping[str, Any]) -> Wanted:
    """Return the list somebody asks for, of their own partner's schools."""
    return Wanted(partner_id=home_partner(session, partner_code).id, **narrowed)


def page(session: Session, wanted: Wanted, limit: int, after: str | None = None) -> dict[str, Any]:
    """Return `{items, next, more}`; `more` says that only the first matches are shown.

    Raises:
        Invalid: `after` is not a mark of this list.

    """
    terms = search_terms(wanted.q)
    begin = paging.after(BY_NAME, after)
    if terms is None:
        ask = select(School).where(*_filters(session, wanted, *_best(session, wanted)))
        more = False
    else:
        numbers, more = _matches(session, wanted, terms)
        ask = select(School).where(School.no.in_(numbers))
    if begin is not None:
        ask = ask.where(begin)
    rows = session.scalars(ask.order_by(*BY_NAME).limit(limit + 1)).all()
    return {**paging.page(rows, limit, lambda row: (row.name_key, row.id)), "more": more}


def walk(database: Database, wanted: Wanted) -> Iterator[School]:
    """Yield every school of a list, a thousand at a time, each read by itself and short."""
    after: str | None = None
    while True:
        with database.read() as session:
            found = page(session, wanted, WALK, after)
        yield from found["items"]
        after = found["next"]
        if after is None:
            return


def is_longer(session: Session, wanted: Wanted, most: int) -> bool:
    """Say whether a list, before any words narrow it, has more schools than so many."""
    listed = select(School.no).where(*_filters(session, wanted, *_best(session, wanted)))
    upto = listed.limit(most + 1).subquery()
    return (session.scalar(select(func.count()).select_from(upto)) or 0) > most


def counts(session: Session, partner_id: UUID) -> dict[str, int]:
    """Count a partner's schools by state, in one query; a count stops at `MOST_COUNTED`."""
    parts = []
    for state in State:
        some = select(School.no).where(School.partner_id == partner_id, School.state == state)
        upto = some.limit(MOST_COUNTED + 1).subquery()
        parts.append(select(literal(str(state)), func.count()).select_from(upto))
    return {state: number for state, number in session.execute(union_all(*parts)) if number}


def areas(session: Session, partner_id: UUID) -> list[str]:
    """Return a partner's areas, or none when there are too many to choose from.

    Each is found by one step into the index, so a million schools cost no more than ten.
    """

    def next_after(last: Any) -> Any:
        beyond = select(func.min(School.area)).where(School.partner_id == partner_id)
        return beyond.where(School.area > last).scalar_subquery()

    first = select(func.min(School.area).label("area")).where(School.partner_id == partner_id)
    step = first.cte("step", recursive=True)
    step = step.union_all(select(next_after(step.c.area)).where(step.c.area.is_not(None)))
    found = select(step.c.area).where(step.c.area.is_not(None)).limit(MOST_AREAS + 1)
    names = [area for area in session.scalars(found) if area]
    return names if len(names) <= MOST_AREAS else []


def languages(session: Session, partner_id: UUID) -> list[str]:
    """Return the languages in which any school of a partner has another name."""
    if _is_sqlite(session):
        keys = func.json_each(School.names).table_valued("key", name="other")
    else:
        named = func.jsonb_object_keys(School.names).table_valued("key")
        keys = named.render_derived(name="other")
    joined = select(keys.c.key).select_from(School).join(keys, true())
    ask = joined.where(School.partner_id == partner_id)
    return sorted(session.scalars(ask.distinct()))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _filters(session: Session, wanted: Wanted, *indexed: str) -> list[ColumnElement[bool]]:
    """Return the conditions of a list; on SQLite only the fields named may choose the index.

    SQLite keeps no figures about the data and takes any index that fits; a plus before a
    column holds it off (sqlite.org/optoverview.html, "Disqualifying WHERE clause terms").
    """
    found: list[ColumnElement[bool]] = []
    for field in _FIELDS:
        value = getattr(wanted, field)
        if value:
            of_school: ColumnElement[Any] = getattr(School, field)
            held_off = _is_sqlite(session) and field not in indexed
            found.append((_held_off(of_school) if held_off else of_school) == value)
    if _narrows(wanted, "operating"):
        found.append(text(UNUSUAL))  # type: ignore[arg-type] # names the partial index
    return found


def _held_off(of_school: ColumnElement[Any]) -> ColumnElement[Any]:
    return UnaryExpression(of_school, operator=custom_op("+"), type_=of_school.type)


def _best(session: Session, wanted: Wanted) -> tuple[str, ...]:
    """Return the fields of the index that leaves the least to look at."""
    narrowing = [field for field in _FIELDS[1:] if _narrows(wanted, field)]
    if len(narrowing) > 1 and _is_sqlite(session):
        narrowing.sort(key=lambda field: _size(session, wanted, field))
    return ("partner_id", *narrowing[:1])


def _narrows(wanted: Wanted, field: str) -> bool:
    return getattr(wanted, field) not in (None, "", Operating.OPEN)


def _size(session: Session, wanted: Wanted, field: str) -> int:
    """Count what one filter leaves, up to `FEW`."""
    alone = Wanted(partner_id=wanted.partner_id, **{field: getattr(wanted, field)})
    upto = select(School.no).where(*_filters(session, alone, "partner_id", field)).limit(FEW + 1)
    return session.scalar(select(func.count()).select_from(upto.subquery())) or 0


def _matches(session: Session, wanted: Wanted, terms: SearchTerms) -> tuple[list[int], bool]:
    """Return the numbers of schools that match, and whether there are more of them."""
    enough = MOST_MATCHES + 1
    with_code = (School.code_key == terms.code, is_live(), *_filters(session, wanted))
    found = list(session.scalars(select(School.no).where(*with_code).limit(enough)))
    if terms.words:
        numbers, more = _with_words(session, wanted, terms, enough)
    else:
        numbers, more = _beginning(session, wanted, terms, enough), False
    found += [number for number in numbers if number not in set(found)]
    return found[:enough], more or len(found) > MOST_MATCHES


def _beginning(session: Session, wanted: Wanted, terms: SearchTerms, enough: int) -> Sequence[int]:
    begins = (School.name_key >= terms.beginning, School.name_key < terms.beginning + SENTINEL)
    ask = select(School.no).where(*_filters(session, wanted, *_best(session, wanted)), *begins)
    return session.scalars(ask.order_by(*BY_NAME).limit(enough)).all()


def _with_words(
    session: Session, wanted: Wanted, terms: SearchTerms, enough: int
) -> tuple[Sequence[int], bool]:
    if not _is_sqlite(session):
        return _with_words_postgresql(session, wanted, terms, enough), False
    if wanted.is_filtered():
        listed = _filters(session, wanted, *_best(session, wanted))
        if not is_longer(session, wanted, FEW):
            holds = (_holds(word) for word in (*terms.words, *terms.short_words))
            ask = select(School.no).where(*listed, *holds)
            return session.scalars(ask.limit(enough)).all(), False
    return _with_words_sqlite(session, wanted, terms, enough)


def _with_words_sqlite(
    session: Session, wanted: Wanted, terms: SearchTerms, enough: int
) -> tuple[Sequence[int], bool]:
    """Walk the index of words until enough is found; each hit is then looked up by its number."""
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in terms.words)
    inside = select(_WORDS.c.rowid).where(_WORDS.c.school_search.op("MATCH")(quoted))
    hit = inside.limit(MOST_CANDIDATES).subquery()
    short = (_holds(word) for word in terms.short_words)
    same = select(School.no).where(School.no == hit.c.rowid, *_filters(session, wanted), *short)
    found = session.scalars(select(hit.c.rowid).where(same.exists()).limit(enough)).all()
    if len(found) == enough or not (wanted.is_filtered() or terms.short_words):
        return found, False
    seen = session.scalar(select(func.count()).select_from(hit)) or 0
    return found, seen == MOST_CANDIDATES


def _holds(word: str) -> ColumnElement[bool]:
    return func.instr(School.folded, word) > 0


def _with_words_postgresql(
    session: Session, wanted: Wanted, terms: SearchTerms, enough: int
) -> Sequence[int]:
    # A plan made without looking at the words may walk a million rows for a rare one.
    session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    like = [School.folded.like(_anywhere(word)) for word in (*terms.words, *terms.short_words)]
    return session.scalars(
        select(School.no).where(*_filters(session, wanted), *like).limit(enough)
    ).all()


def _anywhere(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
